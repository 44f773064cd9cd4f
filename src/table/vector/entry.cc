#include "table/vector/entry.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "base/check.h"
#include "table/limits.h"
#include "value/number.h"

namespace table::vector {
namespace {

constexpr std::string_view kInvalid = "One or more parameter values were invalid: ";

base::Error TypeMismatch(const char* what, std::string_view attribute, value::Type expected,
                         value::Type actual, const IndexDescription& index) {
  return base::InvalidArgument(
      std::string(kInvalid) + "Type mismatch for " + what + " " + std::string(attribute) +
      " Expected: " + std::string(value::TypeName(expected)) +
      " Actual: " + std::string(value::TypeName(actual)) + " IndexName: " + index.name);
}

base::Result<std::optional<value::ValueView>> HashValueOf(const IndexDescription& index,
                                                          const value::RowView& item) {
  const KeyAttribute& attribute = index.hash.front();
  const auto value = item.Find(attribute.name);
  if (!value) return std::optional<value::ValueView>();
  TRY(index::CheckIndexKeyValue(index, attribute, *value));
  if (value->ItemBytes() > kPartitionKeyBytesMax) return PartitionKeyTooLong();
  return value;
}

base::Result<std::vector<uint64_t>> FiltersOf(const IndexDescription& index,
                                              const value::RowView& item) {
  std::vector<uint64_t> hashes;
  hashes.reserve(index.vector->filters.size());
  for (const KeyAttribute& attribute : index.vector->filters) {
    const auto value = item.Find(attribute.name);
    if (value && value->type() != attribute.type) {
      return TypeMismatch("Inline Filter", attribute.name, attribute.type, value->type(), index);
    }
    hashes.push_back(value ? FilterHash(*value) : 0);
  }
  return hashes;
}

// Empty if the item has no vector.
base::Result<std::vector<float>> VectorOf(const IndexDescription& index,
                                          const value::RowView& item) {
  const VectorSettings& settings = *index.vector;
  const auto value = item.Find(settings.attribute);
  if (!value) return std::vector<float>();
  if (value->type() != value::Type::kL) {
    return TypeMismatch("Vector Attribute", settings.attribute, value::Type::kL, value->type(),
                        index);
  }
  const value::ListView list = value->AsList();
  if (list.count() != settings.dimensions) {
    return base::InvalidArgument(
        "One or more parameter values were invalid. Invalid size for parameter " +
        settings.attribute + ", Expected: " + std::to_string(settings.dimensions) +
        ", Actual: " + std::to_string(list.count()) + " IndexName: " + index.name);
  }
  auto floats = FloatsOf(list, "Vector Attribute " + settings.attribute);
  if (floats.ok() || floats.error().code != base::ErrorCode::kInvalidArgument) return floats;
  return base::InvalidArgument(std::string(kInvalid) + floats.error().message +
                               " IndexName: " + index.name);
}

bool IsKey(const TableDescription& table, const IndexDescription& index,
           std::string_view attribute) {
  return table.key_schema.Has(attribute) || index.HasKey(attribute) || index.HasFilter(attribute);
}

value::Value ListOf(const std::vector<float>& vector) {
  std::string elements;
  std::array<char, 64> text;
  for (const float element : vector) {
    // The shortest text that reads back as the same float.
    const auto end = std::to_chars(text.data(), text.data() + text.size(), element).ptr;
    const auto number = value::Number::Parse({text.data(), static_cast<size_t>(end - text.data())});
    CHECK(number.ok());
    value::AppendNumber(*number, &elements);
  }
  std::string encoded;
  value::AppendList(vector.size(), elements, &encoded);
  return value::Value(std::move(encoded));
}

}  // namespace

base::Result<float> FloatOf(value::ValueView number, const std::string& what) {
  if (number.type() != value::Type::kN) {
    return base::InvalidArgument(what + " must be a list of numbers, but has an element of type " +
                                 std::string(value::TypeName(number.type())));
  }
  char text[value::kNumberTextBytesMax];
  const char* end = value::Number::WriteEncodedText(number.AsEncodedNumber(), text);
  float element = 0;
  if (std::from_chars(text, end, element).ec == std::errc()) return element;
  // Too large, or so small that it is nothing.
  double wide = 0;
  std::from_chars(text, end, wide);
  if (std::abs(wide) < 1) return static_cast<float>(wide);
  return base::InvalidArgument(what + " has a number that does not fit a 32-bit float: " +
                               std::string(static_cast<const char*>(text), end));
}

base::Result<std::vector<float>> FloatsOf(value::ListView list, const std::string& what) {
  std::vector<float> floats;
  floats.reserve(list.count());
  for (const value::ValueView element : list) {
    TRY_ASSIGN(const float number, FloatOf(element, what));
    floats.push_back(number);
  }
  return floats;
}

bool IsProjectedTo(const TableDescription& table, const IndexDescription& index,
                   std::string_view attribute) {
  if (index.projection.type == IndexProjection::Type::kAll) return true;
  if (attribute == index.vector->attribute || IsKey(table, index, attribute)) return true;
  return index.projection.type == IndexProjection::Type::kInclude &&
         std::ranges::find(index.projection.non_key_attributes, attribute) !=
             index.projection.non_key_attributes.end();
}

std::string VectorEntry::Encode() const {
  std::string bytes(1, 1);  // the format
  bytes.reserve(1 + vector.size() * sizeof(float) + row.bytes().size());
  bytes.append(reinterpret_cast<const char*>(vector.data()), vector.size() * sizeof(float));
  bytes.append(row.bytes());
  return bytes;
}

size_t VectorEntry::ItemBytes() const {
  return row.view().ItemBytes() + vector.size() * sizeof(float);
}

base::Status CheckVectorAttributes(const IndexDescription& index, const value::RowView& item) {
  if (!index.hash.empty()) TRY(HashValueOf(index, item));
  TRY(FiltersOf(index, item));
  TRY(VectorOf(index, item));
  return {};
}

base::Result<std::optional<VectorEntry>> VectorEntryOf(const TableDescription& table,
                                                       const IndexDescription& index,
                                                       const value::RowView& item) {
  std::optional<value::ValueView> hash;
  if (!index.hash.empty()) {
    TRY_ASSIGN(hash, HashValueOf(index, item));
  }
  VectorEntry entry;
  TRY_ASSIGN(entry.filters, FiltersOf(index, item));
  TRY_ASSIGN(entry.vector, VectorOf(index, item));
  if (entry.vector.empty() || (!index.hash.empty() && !hash)) return std::optional<VectorEntry>();
  entry.group = GroupOf(index, hash);
  value::RowBuilder row;
  for (const auto& [name, value] : item.attributes()) {
    const bool kept = name != index.vector->attribute && IsProjectedTo(table, index, name);
    if (kept) row.Set(name, value);
  }
  entry.row = row.Build();
  return std::optional<VectorEntry>(std::move(entry));
}

bool HaveTheSameVector(const IndexDescription& index, const value::RowView& a,
                       const value::RowView& b) {
  const auto same = [&](std::string_view attribute) {
    return a.Find(attribute) == b.Find(attribute);
  };
  return same(index.vector->attribute) &&
         std::ranges::all_of(index.hash, same, &KeyAttribute::name) &&
         std::ranges::all_of(index.vector->filters, same, &KeyAttribute::name);
}

value::Row WithVector(const IndexDescription& index, const value::RowView& row,
                      const std::vector<float>& vector) {
  value::RowBuilder item;
  item.SetAll(row.attributes());
  item.Set(index.vector->attribute, ListOf(vector));
  return item.Build();
}

}  // namespace table::vector
