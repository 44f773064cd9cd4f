// Values as text in violations: the output of Java's toString, which the service prints.
//
//   strings and numbers   as they are
//   lists                 [a, b]
//   maps                  {name=value, …}
//   structures            com.amazonaws.dynamodb.v20120810.Tag@1 (the service has a hash there)
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/model/violations.h"
#include "value/row.h"
#include "value/value.h"

namespace api {

// Collects text up to a bound. Callers stop making text when full().
class ValueText {
 public:
  void Append(std::string_view text) { text_.append(text); }
  void AppendObject(std::string_view class_name) {
    text_.append(class_name);
    text_.push_back('@');
    text_.append(std::to_string(++objects_));
  }
  bool full() const { return text_.size() >= kReportedValueBytesMax; }
  std::string Take() && { return std::move(text_); }

 private:
  std::string text_;
  size_t objects_ = 0;
};

constexpr std::string_view kAttributeValueClass = "com.amazonaws.dynamodb.v20120810.AttributeValue";

inline void AppendText(const std::string& from, ValueText* out) { out->Append(from); }
inline void AppendText(const value::Value&, ValueText* out) {
  out->AppendObject(kAttributeValueClass);
}
void AppendText(const value::Row& from, ValueText* out);

// For structures, which are the types with an InfoOf in the generated reader.
template <typename T>
  requires requires(const T* structure) { InfoOf(structure); }
void AppendText(const T& from, ValueText* out) {
  out->AppendObject(InfoOf(&from).class_name);
}

// Types whose values are shown only by their class's name.
template <typename T>
concept ShownByClass = requires(const T* structure) { InfoOf(structure); };

template <typename T>
void AppendText(const std::vector<T>& from, ValueText* out);

template <typename T>
void AppendText(const std::vector<std::pair<std::string, T>>& from, ValueText* out) {
  out->Append("{");
  for (size_t i = 0; i < from.size() && !out->full(); ++i) {
    if (i > 0) out->Append(", ");
    out->Append(from[i].first);
    out->Append("=");
    AppendText(from[i].second, out);
  }
  out->Append("}");
}

template <typename T>
void AppendText(const std::vector<T>& from, ValueText* out) {
  out->Append("[");
  for (size_t i = 0; i < from.size() && !out->full(); ++i) {
    if (i > 0) out->Append(", ");
    AppendText(from[i], out);
  }
  out->Append("]");
}

// The text of a list of `count` elements, of which `kept` are stored.
template <typename T>
std::string TextOfList(const std::vector<T>& kept, size_t count) {
  ValueText text;
  if constexpr (ShownByClass<T>) {
    text.Append("[");
    for (size_t i = 0; i < count && !text.full(); ++i) {
      if (i > 0) text.Append(", ");
      text.AppendObject(InfoOf(static_cast<const T*>(nullptr)).class_name);
    }
    text.Append("]");
  } else {
    AppendText(kept, &text);
  }
  return std::move(text).Take();
}

template <typename T>
std::string TextOf(const T& from) {
  ValueText text;
  AppendText(from, &text);
  return std::move(text).Take();
}

}  // namespace api
