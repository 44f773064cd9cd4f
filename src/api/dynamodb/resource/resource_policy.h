// Resource-based policies: what CreateTable and the operations on policies take alike.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
//
// They are kept, and not yet asked when a request is authorized.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/api_error.h"
#include "api/dynamodb/resource/resource_arn.h"
#include "api/request_context.h"
#include "base/result.h"
#include "table/table.h"

namespace api::dynamodb::resource {

// Whether the text is a policy that can be attached to a resource: 20 KB at most, and of the JSON
// policy language.
// Errors: kInvalidArgument, with the message for the client.
base::Status CheckResourcePolicy(std::string_view document);

// Gives the table this policy. Its revision id is the time in milliseconds, and above those of all
// policies that the table had before.
void SetResourcePolicy(std::string document, base::WallTime now, table::TableDescription* table);

// The table that a ResourceArn means. Indexes have no policy of their own: their table's speaks for
// them. Errors: ResourceNotFoundException (no such stream); ValidationException (one there is: it
// cannot have a policy yet); those of ResolveResourceArn.
ApiResult<ResourceArn> ResolvePolicyResource(const RequestContext& context, std::string_view arn);

// Changes the policy of a table, if the one it has is the expected one: any if nullopt, none if
// "NO_POLICY", else the one of this revision. `change` may be called again on a newer table.
// Errors: PolicyNotFoundException (another than expected); ResourceNotFoundException; those of
// ResolvePolicyResource.
using PolicyChange = std::function<void(table::TableDescription*)>;
ApiResult<void> ChangeResourcePolicy(RequestContext& context, std::string_view arn,
                                     const std::optional<std::string>& expected_revision_id,
                                     const PolicyChange& change);

// "Resource-based policy not found for the provided ResourceArn: …"
ApiError NoResourcePolicy(std::string_view arn);

}  // namespace api::dynamodb::resource
