// A value taken apart so that it can be changed: what UpdateItem does to the attributes it touches.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"
#include "value/value.h"

namespace value {

// A list or map of documents, or a value left encoded. Lists and maps are taken apart one level at
// a time, when first asked for.
class Document {
 public:
  using List = std::vector<Document>;
  using Map = std::map<std::string, Document, std::less<>>;

  explicit Document(ValueView value) : state_(Value(value)) {}
  explicit Document(Value value) : state_(std::move(value)) {}

  // The list or map in this document, to read and change; null if it is none.
  List* AsList();
  Map* AsMap();

  Value Encode() const;
  void AppendEncoded(std::string* out) const;

 private:
  std::variant<Value, List, Map> state_;
};

}  // namespace value
