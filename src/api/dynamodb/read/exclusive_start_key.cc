#include "api/dynamodb/read/exclusive_start_key.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "table/index/index_entry.h"
#include "value/attribute_value_text.h"

namespace api::dynamodb::read {
namespace {

ApiError Invalid() { return Validation("The provided starting key is invalid"); }

ApiError InvalidBecause(const base::Error& error) {
  return Validation("The provided starting key is invalid: " + error.message);
}

// REQUIRES: the start key is a key of the schema, which has no sort key.
ApiError NothingFollows(const table::KeySchema& schema, const value::RowView& start_key) {
  const std::string& name = schema.partition.name;
  return Validation("The provided exclusive start key is invalid: ExclusiveStartKey: {" + name +
                    "=" + value::AttributeValueText(*start_key.Find(name)) + "}");
}

template <typename Function>
bool AllKeys(const table::IndexDescription& index, const Function& meets) {
  return std::ranges::all_of(index.hash, meets) && std::ranges::all_of(index.range, meets);
}

// How many attributes the keys of the table and of the index have together.
size_t KeyCount(const table::KeySchema& schema, const table::IndexDescription& index) {
  const auto of_index_alone = [&](const table::KeyAttribute& attribute) {
    return !schema.Has(attribute.name);
  };
  return static_cast<size_t>((schema.sort ? 2 : 1) +
                             std::ranges::count_if(index.hash, of_index_alone) +
                             std::ranges::count_if(index.range, of_index_alone));
}

ApiResult<table::ItemKey> StartKeyOfTable(StartsWhat starts, const table::KeySchema& schema,
                                          const value::RowView& start_key) {
  base::Result<table::ItemKey> key = table::KeyOfKey(schema, start_key);
  if (key && starts == StartsWhat::kQuery && !schema.sort) return NothingFollows(schema, start_key);
  if (key) return *std::move(key);
  if (starts == StartsWhat::kScan) return InvalidBecause(key.error());
  // A Query tells a key of other attributes from one of other types.
  const size_t key_count = schema.sort ? 2 : 1;
  if (start_key.count() != key_count || !start_key.Find(schema.partition.name) ||
      (schema.sort && !start_key.Find(schema.sort->name))) {
    return Invalid();
  }
  return std::move(key).error();
}

ApiResult<table::ItemKey> StartKeyOfIndex(const table::TableDescription& table,
                                          const table::IndexDescription& index,
                                          const value::RowView& start_key) {
  const auto is_there = [&](const table::KeyAttribute& attribute) {
    return start_key.Find(attribute.name).has_value();
  };
  if (start_key.count() != KeyCount(table.key_schema, index) || !AllKeys(index, is_there)) {
    return Invalid();
  }
  const auto fits = [&](const table::KeyAttribute& attribute) {
    return start_key.Find(attribute.name)->type() == attribute.type;
  };
  if (!AllKeys(index, fits)) {
    return Validation("The provided key element does not match the schema");
  }
  const value::Row table_key = table::KeyAttributes(table.key_schema, start_key);
  if (const auto key = table::KeyOfKey(table.key_schema, table_key.view()); !key) {
    return InvalidBecause(key.error());
  }
  TRY_ASSIGN(table::ItemKey key, table::index::KeyOfStartKey(table, index, start_key));
  return key;
}

// What keys of the start key's own collection begin with.
std::string PrefixOf(const ReadSource& source, const value::Row& start_key) {
  if (source.index == nullptr) {
    return table::PartitionKeyPrefix(*start_key.Find(source.table->key_schema.partition.name));
  }
  std::vector<value::ValueView> hash_values;
  hash_values.reserve(source.index->hash.size());
  for (const table::KeyAttribute& attribute : source.index->hash) {
    hash_values.push_back(*start_key.Find(attribute.name));
  }
  return table::index::IndexPrefix(*source.index, hash_values);
}

}  // namespace

ApiResult<table::ItemKey> ReadStartKey(StartsWhat starts, const ReadSource& source,
                                       const value::Row& start_key) {
  if (source.index != nullptr) {
    return StartKeyOfIndex(*source.table, *source.index, start_key.view());
  }
  return StartKeyOfTable(starts, source.table->key_schema, start_key.view());
}

ApiResult<void> StartBehind(const ReadSource& source, const value::Row& start_key,
                            const table::ItemKey& after, table::index::QueryKeys* keys) {
  if (!keys->one_row && table::index::StartAfter(after, &keys->range)) return {};
  // The condition on the sort key comes first, whichever collection the key is of.
  const std::string own_prefix = PrefixOf(source, start_key);
  table::KeyRange range = keys->range;
  const table::ItemKey in_collection{.token = after.token,
                                     .bytes = keys->prefix + after.bytes.substr(own_prefix.size())};
  if (!table::index::StartAfter(in_collection, &range)) {
    return Validation("The provided starting key does not match the range key predicate");
  }
  if (keys->one_row) {
    return Validation("The query can return at most one row and cannot be restarted");
  }
  return Validation(
      "The provided starting key is outside query boundaries based on provided conditions");
}

}  // namespace api::dynamodb::read
