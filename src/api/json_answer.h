// Writes answers as JSON; used by the generated writer. Each function appends to `*out`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "value/json_writer.h"
#include "value/row.h"
#include "value/value.h"

namespace api {

void Render(bool from, std::string* out);
void Render(int64_t from, std::string* out);
// Always with a decimal point, as the service writes: 1.0, 0.5.
void Render(double from, std::string* out);
// Seconds since the epoch with three decimals.
void Render(base::WallTime from, std::string* out);
inline void Render(const std::string& from, std::string* out) {
  value::AppendJsonString(from, out);
}
inline void Render(const value::Value& from, std::string* out) {
  value::AppendJsonValue(from.view(), out);
}
inline void Render(const value::Row& from, std::string* out) {
  value::AppendJsonRow(from.view(), out);
}
void Render(const value::RowList& from, std::string* out);

template <typename Enum>
  requires std::is_enum_v<Enum>
void Render(Enum from, std::string* out) {
  out->push_back('"');
  out->append(ToText(from));
  out->push_back('"');
}

template <typename T>
void Render(const std::vector<T>& from, std::string* out);
template <typename T>
void Render(const std::vector<std::pair<std::string, T>>& from, std::string* out);

// Writes the members of one object. REQUIRES: End is called once, last.
class ObjectWriter {
 public:
  explicit ObjectWriter(std::string* out) : out_(out) { out_->push_back('{'); }

  // REQUIRES: `name` needs no escapes, as all names of the model.
  template <typename T>
  void Member(std::string_view name, const T& from) {
    if (!first_) out_->push_back(',');
    first_ = false;
    out_->push_back('"');
    out_->append(name);
    out_->append("\":");
    Render(from, out_);
  }

  void End() { out_->push_back('}'); }

 private:
  std::string* const out_;
  bool first_ = true;
};

template <typename T>
void Render(const std::vector<T>& from, std::string* out) {
  out->push_back('[');
  for (size_t i = 0; i < from.size(); ++i) {
    if (i > 0) out->push_back(',');
    Render(from[i], out);
  }
  out->push_back(']');
}

template <typename T>
void Render(const std::vector<std::pair<std::string, T>>& from, std::string* out) {
  out->push_back('{');
  for (size_t i = 0; i < from.size(); ++i) {
    if (i > 0) out->push_back(',');
    value::AppendJsonString(from[i].first, out);
    out->push_back(':');
    Render(from[i].second, out);
  }
  out->push_back('}');
}

}  // namespace api
