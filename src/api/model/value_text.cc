#include "api/model/value_text.h"

namespace api {

void AppendText(const value::Row& from, ValueText* out) {
  out->Append("{");
  bool first = true;
  for (const auto& [name, value] : from.view().attributes()) {
    if (out->full()) break;
    if (!first) out->Append(", ");
    first = false;
    out->Append(name);
    out->Append("=");
    out->AppendObject(kAttributeValueClass);
  }
  out->Append("}");
}

}  // namespace api
