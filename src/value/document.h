// A value that can be changed. UpdateItem makes a Document of each attribute that it changes.
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

// A list of documents, a map of documents, or an encoded value. A list or map is decoded when it is
// used for the first time, one level at a time. Not thread-safe.
class Document {
 public:
  using List = std::vector<Document>;
  using Map = std::map<std::string, Document, std::less<>>;

  explicit Document(ValueView value) : state_(Value(value)) {}
  explicit Document(Value value) : state_(std::move(value)) {}

  // The list, or map, that this document is, to read and change; null if it is something else.
  List* AsList();
  Map* AsMap();

  Value Encode() const;
  void AppendEncoded(std::string* out) const;

 private:
  std::variant<Value, List, Map> state_;
};

}  // namespace value
