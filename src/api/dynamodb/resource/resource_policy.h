// Resource-based policies: the common part of CreateTable and the operations on policies.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/access-control-resource-based.html
//
// Policies are stored, but requests are not checked against them yet.
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

// An error unless the text can be attached to a resource: a document of the JSON policy language,
// of 20 KB at most. Errors: kInvalidArgument, with the message for the client.
base::Status CheckResourcePolicy(std::string_view document);

// Sets the table's policy. The revision id is the time in milliseconds, or more, so that it is
// greater than those of all earlier policies of the table.
void SetResourcePolicy(std::string document, base::WallTime now, table::TableDescription* table);

// The table of a ResourceArn. An index has no policy of its own; that of its table counts. Errors:
// ResourceNotFoundException (no such stream); ValidationException (the stream exists, but policies
// of streams are not supported); those of ResolveResourceArn.
ApiResult<ResourceArn> ResolvePolicyResource(const RequestContext& context, std::string_view arn);

// Changes the policy of a table, if its present policy is as expected. `expected_revision_id`:
// nullopt accepts any policy, "NO_POLICY" only none, else it must be the policy's revision.
// `change` may be called again on a newer table. Errors: PolicyNotFoundException (not as expected);
// ResourceNotFoundException; those of ResolvePolicyResource.
using PolicyChange = std::function<void(table::TableDescription*)>;
ApiResult<void> ChangeResourcePolicy(RequestContext& context, std::string_view arn,
                                     const std::optional<std::string>& expected_revision_id,
                                     const PolicyChange& change);

// "Resource-based policy not found for the provided ResourceArn: …"
ApiError NoResourcePolicy(std::string_view arn);

}  // namespace api::dynamodb::resource
