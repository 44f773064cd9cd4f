#include "api/dynamodb/resource/resource_policy.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "api/dynamodb/resource/policy_document.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb::resource {
namespace {

// "The maximum size supported for a resource-based policy document is 20 KB. DynamoDB counts
// whitespaces when calculating the size."
constexpr size_t kPolicyBytesMax = 20'480;

constexpr std::string_view kNoPolicy = "NO_POLICY";
constexpr std::string_view kNotFound =
    "Resource-based policy not found for the provided ResourceArn: ";

bool IsExpected(const std::optional<table::ResourcePolicy>& policy,
                const std::optional<std::string>& expected_revision_id) {
  if (!expected_revision_id) return true;
  return policy ? policy->revision_id == *expected_revision_id : *expected_revision_id == kNoPolicy;
}

ApiError AnotherRevision(std::string_view arn, const std::string& expected,
                         const table::TableDescription& table) {
  if (!table.resource_policy) return NoResourcePolicy(arn);
  const std::string& revision_id = table.resource_policy->revision_id;
  if (expected == kNoPolicy) {
    return PolicyNotFound(std::string(kNotFound) +
                          "Requested policy update expecting none present for table " + table.name +
                          ", but a policy exists with revision id " + revision_id + ".");
  }
  return PolicyNotFound(std::string(kNotFound) + "Requested update for policy with revision id " +
                        expected + ", but the policy associated to target table " + table.name +
                        " has revision id " + revision_id + ".");
}

}  // namespace

base::Status CheckResourcePolicy(std::string_view document) {
  if (document.size() > kPolicyBytesMax) {
    return base::InvalidArgument(
        "One or more parameter values were invalid: Resource policy is larger than " +
        std::to_string(kPolicyBytesMax) + " bytes");
  }
  return CheckPolicyDocument(document);
}

void SetResourcePolicy(std::string document, base::WallTime now, table::TableDescription* table) {
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch();
  table->policy_revision = std::max(table->policy_revision + 1, int64_t{millis.count()});
  table->resource_policy = {.document = std::move(document),
                            .revision_id = std::to_string(table->policy_revision)};
}

ApiResult<ResourceArn> ResolvePolicyResource(const RequestContext& context, std::string_view arn) {
  TRY_ASSIGN(ResourceArn resolved, ResolveResourceArn(context, arn));
  if (resolved.index_name) return InvalidResourceArn(arn);
  if (resolved.stream_label) {
    const table::TablePtr table = context.catalog.Find(resolved.name_space, resolved.table_name);
    if (table && table->stream && table->stream->label == resolved.stream_label) {
      return Validation(
          "One or more parameter values were invalid: Resource policies of streams are not "
          "supported yet: ResourceArn");
    }
    return ResourceNotFound("Requested resource not found: Stream: " + std::string(arn) +
                            " not found");
  }
  return resolved;
}

ApiResult<void> ChangeResourcePolicy(RequestContext& context, std::string_view arn,
                                     const std::optional<std::string>& expected_revision_id,
                                     const PolicyChange& change) {
  TRY_ASSIGN(const ResourceArn wanted, ResolvePolicyResource(context, arn));
  std::optional<ApiError> unexpected;
  base::Result<table::TablePtr> changed = context.catalog.Update(
      wanted.name_space, wanted.table_name,
      [&](table::TableDescription* table) -> base::Status {
        if (!IsExpected(table->resource_policy, expected_revision_id)) {
          unexpected = AnotherRevision(arn, *expected_revision_id, *table);
          return base::Conflict(unexpected->message);
        }
        change(table);
        return {};
      },
      /*quietly=*/true);
  if (changed) return {};
  if (unexpected) return *std::move(unexpected);
  if (changed.error().code == base::ErrorCode::kNotFound) return TableNotFound(wanted.table_name);
  return std::move(changed).error();
}

ApiError NoResourcePolicy(std::string_view arn) {
  return PolicyNotFound(std::string(kNotFound) + std::string(arn));
}

}  // namespace api::dynamodb::resource
