#include "api/dynamodb/resource_policy.h"

#include <cstddef>
#include <utility>

#include "api/dynamodb/policy_document.h"
#include "api/dynamodb/table_name.h"

namespace api::dynamodb {
namespace {

// "The maximum size supported for a resource-based policy document is 20 KB. DynamoDB counts
// whitespaces when calculating the size."
constexpr size_t kPolicyBytesMax = 20'480;

constexpr std::string_view kNoPolicy = "NO_POLICY";

bool IsExpected(const std::optional<table::ResourcePolicy>& policy,
                const std::optional<std::string>& expected_revision_id) {
  if (!expected_revision_id) return true;
  return policy ? policy->revision_id == *expected_revision_id : *expected_revision_id == kNoPolicy;
}

ApiError AnotherRevision(std::string_view arn, const std::string& expected,
                         const std::optional<table::ResourcePolicy>& policy) {
  if (!policy) return NoResourcePolicy(arn);
  return PolicyNotFound(
      "Resource-based policy not found for the provided ResourceArn: Requested update for policy "
      "with revision id " +
      expected + ", but the policy associated to target table " + std::string(arn) +
      " has revision id " + policy->revision_id);
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

table::ResourcePolicy NewResourcePolicy(RequestContext& context, std::string document) {
  return {.document = std::move(document), .revision_id = std::to_string(context.random.Next())};
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
          unexpected = AnotherRevision(arn, *expected_revision_id, table->resource_policy);
          return base::Conflict(unexpected->message);
        }
        change(&table->resource_policy);
        return {};
      },
      /*quietly=*/true);
  if (changed) return {};
  if (unexpected) return *std::move(unexpected);
  if (changed.error().code == base::ErrorCode::kNotFound) return TableNotFound(wanted.table_name);
  return std::move(changed).error();
}

ApiError NoResourcePolicy(std::string_view arn) {
  return PolicyNotFound("Resource-based policy not found for the provided ResourceArn: " +
                        std::string(arn));
}

}  // namespace api::dynamodb
