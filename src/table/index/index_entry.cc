#include "table/index/index_entry.h"

#include <algorithm>
#include <span>
#include <utility>

#include "base/check.h"
#include "table/limits.h"
#include "value/key_codec.h"

namespace table::index {
namespace {

// Every byte of a component may double, and each but a number ends in two bytes.
constexpr size_t ComponentsBytesMax(size_t bytes_max, size_t components) {
  return 2 * bytes_max + 2 * components;
}
static_assert(kTokenBytes + ComponentsBytesMax(kPartitionKeyBytesMax, kIndexKeyAttributesMax) +
                  ComponentsBytesMax(kSortKeyBytesMax, kIndexKeyAttributesMax) +
                  ComponentsBytesMax(kPartitionKeyBytesMax, 1) +
                  ComponentsBytesMax(kSortKeyBytesMax, 1) <=
              kv::kKeyBytesMax);

constexpr uint32_t kLocalIndexNumberMax = 255;  // one byte of a key

// The values that `item` has of `attributes`; fewer if it lacks some. `too_long` is the error if
// together they are of more than `bytes_max`.
base::Result<std::vector<value::ValueView>> FindAll(const IndexDescription& index,
                                                    const std::vector<KeyAttribute>& attributes,
                                                    const value::RowView& item, size_t bytes_max,
                                                    base::Error (*too_long)()) {
  std::vector<value::ValueView> values;
  values.reserve(attributes.size());
  size_t bytes = 0;
  for (const KeyAttribute& attribute : attributes) {
    const auto value = item.Find(attribute.name);
    if (!value) continue;
    TRY(CheckIndexKeyValue(index, attribute, *value));
    bytes += value->ItemBytes();
    values.push_back(*value);
  }
  if (bytes > bytes_max) return too_long();
  return values;
}

base::Status AppendTableKey(const KeyAttribute& attribute, const value::RowView& item,
                            std::string* key) {
  const auto value = item.Find(attribute.name);
  if (!value || value->type() != attribute.type) {
    return base::Corruption("an item without its key " + attribute.name);
  }
  value::AppendKeyComponent(*value, key);
  return {};
}

bool IsKey(const TableDescription& table, const IndexDescription& index,
           std::string_view attribute) {
  return table.key_schema.Has(attribute) || index.HasKey(attribute);
}

bool IsProjected(const TableDescription& table, const IndexDescription& index,
                 std::string_view attribute) {
  if (index.projection.type == IndexProjection::Type::kAll) return true;
  if (IsKey(table, index, attribute)) return true;
  return index.projection.type == IndexProjection::Type::kInclude &&
         std::ranges::find(index.projection.non_key_attributes, attribute) !=
             index.projection.non_key_attributes.end();
}

}  // namespace

base::Status CheckIndexKeyValue(const IndexDescription& index, const KeyAttribute& attribute,
                                value::ValueView value) {
  if (value.type() != attribute.type) {
    return base::InvalidArgument(
        "One or more parameter values were invalid: Type mismatch for Index Key " + attribute.name +
        " Expected: " + std::string(value::TypeName(attribute.type)) +
        " Actual: " + std::string(value::TypeName(value.type())) + " IndexName: " + index.name);
  }
  if (attribute.type == value::Type::kN || !value.AsBytes().empty()) return {};
  return base::InvalidArgument(
      "One or more parameter values are not valid. A value specified for a secondary index key is "
      "not supported. The AttributeValue for a key attribute cannot contain an empty " +
      std::string(attribute.type == value::Type::kS ? "string" : "binary") +
      " value. IndexName: " + index.name + ", IndexKey: " + attribute.name);
}

std::string IndexPrefix(const IndexDescription& index,
                        const std::vector<value::ValueView>& hash_values) {
  CHECK(hash_values.size() == index.hash.size());
  std::string prefix = PartitionKeyPrefix(hash_values);
  if (index.local) {
    CHECK(index.number <= kLocalIndexNumberMax);
    prefix.insert(kTokenBytes, 1, static_cast<char>(index.number));
  }
  return prefix;
}

bool IsEntryKeyOf(const IndexDescription& index, std::string_view key) {
  if (!index.local) return true;
  return key.size() > kTokenBytes && static_cast<uint8_t>(key[kTokenBytes]) == index.number;
}

base::Result<std::optional<ItemKey>> EntryKeyOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item) {
  TRY_ASSIGN(const std::vector<value::ValueView> hash,
             FindAll(index, index.hash, item, kPartitionKeyBytesMax, PartitionKeyTooLong));
  TRY_ASSIGN(const std::vector<value::ValueView> range,
             FindAll(index, index.range, item, kSortKeyBytesMax, SortKeyTooLong));
  if (hash.size() < index.hash.size() || range.size() < index.range.size()) return std::nullopt;

  ItemKey key;
  key.bytes = IndexPrefix(index, hash);
  key.token = TokenOf(key.bytes);
  for (const value::ValueView value : range) value::AppendKeyComponent(value, &key.bytes);
  const KeySchema& schema = table.key_schema;
  if (!index.local) TRY(AppendTableKey(schema.partition, item, &key.bytes));
  if (schema.sort) TRY(AppendTableKey(*schema.sort, item, &key.bytes));
  return std::optional<ItemKey>(std::move(key));
}

value::Row EntryRowOf(const TableDescription& table, const IndexDescription& index,
                      const value::RowView& item) {
  if (index.projection.type == IndexProjection::Type::kAll) return value::Row(item);
  value::RowBuilder row;
  for (const auto& [name, value] : item.attributes()) {
    if (IsProjected(table, index, name)) row.Set(name, value);
  }
  return row.Build();
}

base::Result<std::optional<IndexEntry>> EntryOf(const TableDescription& table,
                                                const IndexDescription& index,
                                                const value::RowView& item) {
  TRY_ASSIGN(std::optional<ItemKey> key, EntryKeyOf(table, index, item));
  if (!key) return std::nullopt;
  return std::optional<IndexEntry>({*std::move(key), EntryRowOf(table, index, item)});
}

base::Status CheckEntryKeys(const IndexDescription& index, const value::RowView& item) {
  TRY(FindAll(index, index.hash, item, kPartitionKeyBytesMax, PartitionKeyTooLong));
  TRY(FindAll(index, index.range, item, kSortKeyBytesMax, SortKeyTooLong));
  return {};
}

base::Result<ItemKey> KeyOfStartKey(const TableDescription& table, const IndexDescription& index,
                                    const value::RowView& start_key) {
  const KeySchema& schema = table.key_schema;
  const value::Row item_key = KeyAttributes(schema, start_key);
  TRY(KeyOfKey(schema, item_key.view()));
  size_t attributes = item_key.view().count();
  for (const auto* elements : {&index.hash, &index.range}) {
    for (const KeyAttribute& attribute : *elements) {
      if (schema.Has(attribute.name)) continue;
      const auto value = start_key.Find(attribute.name);
      if (!value || value->type() != attribute.type) return KeyDoesNotMatch();
      TRY(CheckKeyNotEmpty(attribute, *value));
      ++attributes;
    }
  }
  if (start_key.count() != attributes) return KeyDoesNotMatch();
  TRY_ASSIGN(std::optional<ItemKey> key, EntryKeyOf(table, index, start_key));
  if (!key) return KeyDoesNotMatch();
  return *std::move(key);
}

value::Row IndexKeyAttributes(const TableDescription& table, const IndexDescription& index,
                              const value::RowView& entry) {
  value::RowBuilder key;
  for (const auto& [name, value] : entry.attributes()) {
    if (IsKey(table, index, name)) key.Set(name, value);
  }
  return key.Build();
}

}  // namespace table::index
