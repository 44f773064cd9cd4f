#include "api/dynamodb/resource/resource_arn.h"

#include <algorithm>
#include <array>

#include "api/model/patterns.h"
#include "table/limits.h"

namespace api::dynamodb::resource {
namespace {

constexpr std::string_view kIndex = "index";
constexpr std::string_view kStream = "stream";
constexpr size_t kAccountDigits = 12;

// The text up to `separator`, which is taken off `*rest` with it; nullopt if there is none.
std::optional<std::string_view> TakeUpTo(char separator, std::string_view* rest) {
  const size_t at = rest->find(separator);
  if (at == std::string_view::npos) return std::nullopt;
  const std::string_view taken = rest->substr(0, at);
  rest->remove_prefix(at + 1);
  return taken;
}

bool IsAccount(std::string_view text) {
  return text.size() == kAccountDigits &&
         std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

// When a stream was enabled: 2015-05-11T21:21:33.291
bool IsStreamLabel(std::string_view text) {
  return !text.empty() && text.find_first_not_of("0123456789-T:.") == std::string_view::npos;
}

// What follows "table/": a name, or a name and an index or a stream of that table.
bool ParseResource(std::string_view rest, ResourceArn* arn) {
  const std::optional<std::string_view> name = TakeUpTo('/', &rest);
  arn->table_name = name.value_or(rest);
  if (!IsTableOrIndexName(arn->table_name)) return false;
  if (!name) return true;

  const std::optional<std::string_view> kind = TakeUpTo('/', &rest);
  if (kind == kIndex && IsTableOrIndexName(rest)) {
    arn->index_name = rest;
  } else if (kind == kStream && IsStreamLabel(rest)) {
    arn->stream_label = rest;
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool IsTableOrIndexName(std::string_view name) {
  return name.size() >= table::kTableNameBytesMin && name.size() <= table::kTableNameBytesMax &&
         IsResourceName(name);
}

std::optional<ResourceArn> ParseResourceArn(std::string_view text) {
  std::array<std::string_view, 5> parts;
  for (std::string_view& part : parts) {
    const std::optional<std::string_view> taken = TakeUpTo(':', &text);
    if (!taken) return std::nullopt;
    part = *taken;
  }
  const auto& [scheme, partition, service, region, account] = parts;
  // Partitions are "aws", "aws-cn", "aws-us-gov": which one makes no difference here.
  if (scheme != "arn" || !partition.starts_with("aws") || service != "dynamodb" || region.empty() ||
      !IsAccount(account) || TakeUpTo('/', &text) != "table") {
    return std::nullopt;
  }
  ResourceArn arn;
  arn.name_space = {.account = std::string(account), .region = std::string(region)};
  if (!ParseResource(text, &arn)) return std::nullopt;
  return arn;
}

std::string IndexArn(const table::TableDescription& table, std::string_view index_name) {
  return table.Arn().append("/index/").append(index_name);
}

std::string StreamArn(const table::TableDescription& table, std::string_view label) {
  return table.Arn().append("/stream/").append(label);
}

}  // namespace api::dynamodb::resource
