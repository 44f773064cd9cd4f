// Writes and reads the attributes of the catalog's records (catalog_record.h).
#pragma once

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/check.h"
#include "base/clock.h"
#include "base/result.h"
#include "value/row.h"
#include "value/value.h"

namespace table::catalog {

// Collects attributes. Absent optional values are left out; times are microseconds since 1970.
class FieldWriter {
 public:
  void Set(std::string_view name, std::string_view text) {
    row_.Set(name, value::Value::String(text));
  }
  void Set(std::string_view name, const char* text) { Set(name, std::string_view(text)); }
  void Set(std::string_view name, int64_t number) { row_.Set(name, value::Value::Int(number)); }
  void Set(std::string_view name, bool flag) { row_.Set(name, value::Value::Bool(flag)); }
  void Set(std::string_view name, const FieldWriter& map) { row_.Set(name, map.row_.BuildMap()); }
  void Set(std::string_view name, base::WallTime time) {
    Set(name, static_cast<int64_t>(time.time_since_epoch().count()));
  }
  template <typename T>
  void Set(std::string_view name, const std::optional<T>& value) {
    if (value) Set(name, *value);
  }
  void SetBinary(std::string_view name, std::string_view bytes) {
    row_.Set(name, value::Value::Binary(bytes));
  }

  // A list of maps: `write(element, &map)` fills each.
  template <typename T, typename Write>
  void SetList(std::string_view name, const std::vector<T>& list, const Write& write) {
    std::string elements;
    for (const T& element : list) {
      FieldWriter map;
      write(element, &map);
      elements += map.row_.BuildMap().view().encoded();
    }
    std::string encoded;
    value::AppendList(list.size(), elements, &encoded);
    row_.Set(name, value::Value(std::move(encoded)));
  }

  value::Row Row() const { return row_.Build(); }

 private:
  value::RowBuilder row_;
};

// Reads attributes of a map whose encoding was checked. An attribute that is missing or has another
// type reads as an empty value (an empty text, zero), and the first such attribute sets `*status`
// to kCorruption.
class FieldReader {
 public:
  FieldReader(value::MapView map, base::Status* status) : map_(map), status_(status) {}

  void Fail(std::string_view name) const {
    if (!status_->ok()) return;
    *status_ = base::Corruption("the record of a table has no good \"" + std::string(name) + "\"");
  }
  bool Has(std::string_view name) const { return map_.Find(name).has_value(); }

  std::string String(std::string_view name) const { return Bytes(name, value::Type::kS); }
  std::string Binary(std::string_view name) const { return Bytes(name, value::Type::kB); }
  int64_t Int(std::string_view name) const {
    const auto value = Find(name, value::Type::kN);
    const auto number = value ? value->AsNumber().ToInt() : std::nullopt;
    if (!number) Fail(name);
    return number.value_or(0);
  }
  base::WallTime Time(std::string_view name) const {
    return base::WallTime(std::chrono::microseconds(Int(name)));
  }
  bool Bool(std::string_view name) const {
    const auto value = Find(name, value::Type::kBool);
    return value && value->AsBool();
  }
  FieldReader Map(std::string_view name) const {
    const auto value = Find(name, value::Type::kM);
    return {value ? value->AsMap() : value::MapView(), status_};
  }

  std::optional<std::string> MaybeString(std::string_view name) const {
    return Has(name) ? std::optional(String(name)) : std::nullopt;
  }
  std::optional<int64_t> MaybeInt(std::string_view name) const {
    return Has(name) ? std::optional(Int(name)) : std::nullopt;
  }
  std::optional<base::WallTime> MaybeTime(std::string_view name) const {
    return Has(name) ? std::optional(Time(name)) : std::nullopt;
  }
  std::optional<FieldReader> MaybeMap(std::string_view name) const {
    return Has(name) ? std::optional(Map(name)) : std::nullopt;
  }

  // The enumerator that has this name in `names`; the first one if none has.
  template <typename T, size_t n>
  T Named(std::string_view name, const std::array<std::pair<T, std::string_view>, n>& names) const {
    const std::string text = String(name);
    for (const auto& [enumerator, its_name] : names) {
      if (its_name == text) return enumerator;
    }
    Fail(name);
    return names.front().first;
  }

  // Calls `read(reader)` for each map of a list.
  template <typename Read>
  void ForEach(std::string_view name, const Read& read) const {
    const auto value = Find(name, value::Type::kL);
    if (!value) return;
    for (const value::ValueView element : value->AsList()) {
      if (element.type() != value::Type::kM) return Fail(name);
      read(FieldReader(element.AsMap(), status_));
    }
  }

 private:
  std::optional<value::ValueView> Find(std::string_view name, value::Type type) const {
    const auto value = map_.Find(name);
    if (value && value->type() == type) return value;
    Fail(name);
    return std::nullopt;
  }
  std::string Bytes(std::string_view name, value::Type type) const {
    const auto value = Find(name, type);
    return value ? std::string(value->AsBytes()) : std::string();
  }

  value::MapView map_;
  base::Status* status_;
};

// The name of an enumerator, all of which `names` has.
template <typename T, size_t n>
std::string_view NameOf(const std::array<std::pair<T, std::string_view>, n>& names, T enumerator) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto& one) { return one.first == enumerator; });
  CHECK(found != names.end());
  return found->second;
}

}  // namespace table::catalog
