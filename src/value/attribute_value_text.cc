#include "value/attribute_value_text.h"

#include "value/json_writer.h"

namespace value {

std::string AttributeValueText(const ValueView& value) {
  std::string text = "AttributeValue: {" + std::string(TypeName(value.type())) + ":";
  switch (value.type()) {
    case Type::kN:
      text += value.AsNumber().ToText();
      break;
    case Type::kB:
      AppendBase64(value.AsBytes(), &text);
      break;
    default:
      text += value.AsBytes();
      break;
  }
  return text + "}";
}

}  // namespace value
