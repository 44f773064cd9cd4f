// The Amazon Resource Names of DynamoDB. Only this file writes and parses them.
//
//   arn:aws:dynamodb:region:account:table/name
//   arn:aws:dynamodb:region:account:table/name/index/index-name
//   arn:aws:dynamodb:region:account:table/name/stream/label
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "table/table.h"

namespace api::dynamodb::resource {

// A table, or one index or stream of it.
struct ResourceArn {
  table::Namespace name_space;
  std::string table_name;
  std::optional<std::string> index_name;
  std::optional<std::string> stream_label;

  bool IsTable() const { return !index_name && !stream_label; }
};

inline bool IsArn(std::string_view text) { return text.starts_with("arn:"); }

// 3 to 255 of a-z, A-Z, 0-9, "_", "-" and "."; of tables and of indexes.
bool IsTableOrIndexName(std::string_view name);

// nullopt if the text has none of these forms. Does not check that the resource exists.
std::optional<ResourceArn> ParseResourceArn(std::string_view text);

std::string IndexArn(const table::TableDescription& table, std::string_view index_name);
std::string StreamArn(const table::TableDescription& table, std::string_view label);

}  // namespace api::dynamodb::resource
