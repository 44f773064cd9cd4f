// Tags: what CreateTable and the operations on tags take alike.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TaggingRestrictions.html
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "api/api_error.h"
#include "api/model/dynamodb.h"
#include "api/request_context.h"
#include "base/result.h"
#include "table/table.h"

namespace api::dynamodb::resource {

constexpr size_t kTagsMax = 50;  // "The maximum number of tags per resource is 50"

// What can be said of tags whatever the table is. Their lengths are the model's to check.
// Errors: kInvalidArgument, with the message for the client: two tags of one key, keys that are
// AWS's own, characters that are not allowed.
base::Status CheckTags(const std::vector<Tag>& tags);

// That a tag's key is none of those that AWS gives and takes itself. Errors: kInvalidArgument.
base::Status CheckIsNotReserved(std::string_view key);

// Adds `tags` to the table's; one of a key that is there takes its place. REQUIRES: checked.
// Errors: kInvalidArgument (more than kTagsMax).
base::Status SetTags(const std::vector<Tag>& tags, table::TableDescription* table);

// The table whose tags a ResourceArn means; indexes and streams have none of their own.
// Errors: ResourceNotFoundException; those of ResolveResourceArn.
ApiResult<table::TablePtr> FindTagged(const RequestContext& context, std::string_view arn);

// Changes that table's tags. Errors: those of FindTagged and of `change`.
ApiResult<void> ChangeTags(RequestContext& context, std::string_view arn,
                           const table::catalog::Catalog::Change& change);

}  // namespace api::dynamodb::resource
