#include "value/document.h"

#include "base/bytes.h"

namespace value {

Document::List* Document::AsList() {
  if (const Value* encoded = std::get_if<Value>(&state_)) {
    if (encoded->view().type() != Type::kL) return nullptr;
    List list;
    list.reserve(encoded->view().AsList().count());
    for (const ValueView element : encoded->view().AsList()) list.emplace_back(element);
    state_ = std::move(list);
  }
  return std::get_if<List>(&state_);
}

Document::Map* Document::AsMap() {
  if (const Value* encoded = std::get_if<Value>(&state_)) {
    if (encoded->view().type() != Type::kM) return nullptr;
    Map map;
    for (const auto& [name, element] : encoded->view().AsMap()) {
      map.emplace_hint(map.end(), name, element);
    }
    state_ = std::move(map);
  }
  return std::get_if<Map>(&state_);
}

Value Document::Encode() const {
  if (const Value* encoded = std::get_if<Value>(&state_)) return *encoded;
  std::string encoded;
  AppendEncoded(&encoded);
  return Value(std::move(encoded));
}

void Document::AppendEncoded(std::string* out) const {
  const size_t start = out->size();
  if (const List* list = std::get_if<List>(&state_)) {
    for (const Document& element : *list) element.AppendEncoded(out);
    WrapList(start, list->size(), out);
  } else if (const Map* map = std::get_if<Map>(&state_)) {
    for (const auto& [name, element] : *map) {
      base::AppendLengthPrefixed(name, out);
      element.AppendEncoded(out);
    }
    WrapMap(start, map->size(), out);
  } else {
    out->append(std::get<Value>(state_).view().encoded());
  }
}

}  // namespace value
