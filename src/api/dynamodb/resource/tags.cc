#include "api/dynamodb/resource/tags.h"

#include <algorithm>
#include <set>
#include <string_view>
#include <utility>

#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb::resource {
namespace {

constexpr std::string_view kReservedPrefix = "aws:";

base::Error InvalidParameter(const std::string& message) {
  return base::InvalidArgument("One or more parameter values were invalid: " + message);
}

// "Letters, white space, and numbers, plus the following special characters: + - = . _ : /", and
// "@", which the tagging of all of AWS allows. Letters are those of any script: what lies beyond
// ASCII is taken for one.
bool IsTagCharacter(char c) {
  constexpr std::string_view kSpecial = "+-=._:/@ ";
  return static_cast<unsigned char>(c) >= 0x80 || (c >= 'a' && c <= 'z') ||
         (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kSpecial.find(c) != std::string_view::npos;
}

// "aws:" in any case.
bool IsReserved(std::string_view key) {
  return key.size() >= kReservedPrefix.size() &&
         std::ranges::equal(key.substr(0, kReservedPrefix.size()), kReservedPrefix,
                            [](char a, char b) { return (a | 0x20) == (b | 0x20); });
}

ApiResult<ResourceArn> ResolveTagged(const RequestContext& context, std::string_view arn) {
  if (!IsArn(arn)) return InvalidParameter("ARNs must start with 'arn:': " + std::string(arn));
  TRY_ASSIGN(ResourceArn resolved, ResolveResourceArn(context, arn));
  if (!resolved.IsTable()) return InvalidResourceArn(arn);
  return resolved;
}

ApiError NotFound(std::string_view arn) {
  return ResourceNotFound("Requested resource not found: ResourceArn: " + std::string(arn) +
                          " not found");
}

}  // namespace

base::Status CheckIsNotReserved(std::string_view key) {
  if (!IsReserved(key)) return {};
  return base::InvalidArgument("Tag Key cannot be prefixed with aws:, Key: " + std::string(key));
}

base::Status CheckTags(const std::vector<Tag>& tags) {
  std::set<std::string_view> keys;
  for (const Tag& tag : tags) {
    TRY(CheckIsNotReserved(tag.key));
    if (!std::ranges::all_of(tag.key, IsTagCharacter)) {
      return InvalidParameter("Tag key has characters that are not allowed: " + tag.key);
    }
    if (!std::ranges::all_of(tag.value, IsTagCharacter)) {
      return InvalidParameter("Tag value has characters that are not allowed: " + tag.value);
    }
    if (!keys.insert(tag.key).second) {
      return InvalidParameter("Duplicate tag key: " + tag.key);
    }
  }
  return {};
}

base::Status SetTags(const std::vector<Tag>& tags, table::TableDescription* table) {
  for (const Tag& tag : tags) {
    const auto there =
        std::ranges::find(table->tags, tag.key, &std::pair<std::string, std::string>::first);
    if (there != table->tags.end()) {
      there->second = tag.value;
    } else {
      table->tags.emplace_back(tag.key, tag.value);
    }
  }
  if (table->tags.size() > kTagsMax) {
    return InvalidParameter("Number of Tags exceed the current limit for the provided ResourceArn");
  }
  return {};
}

ApiResult<table::TablePtr> FindTagged(const RequestContext& context, std::string_view arn) {
  TRY_ASSIGN(const ResourceArn wanted, ResolveTagged(context, arn));
  table::TablePtr table = context.catalog.Find(wanted.name_space, wanted.table_name);
  if (!table) return NotFound(arn);
  return table;
}

ApiResult<void> ChangeTags(RequestContext& context, std::string_view arn,
                           const table::catalog::Catalog::Change& change) {
  TRY_ASSIGN(const ResourceArn wanted, ResolveTagged(context, arn));
  base::Result<table::TablePtr> changed =
      context.catalog.Update(wanted.name_space, wanted.table_name, change, /*quietly=*/true);
  if (changed) return {};
  if (changed.error().code == base::ErrorCode::kNotFound) return NotFound(arn);
  return std::move(changed).error();
}

}  // namespace api::dynamodb::resource
