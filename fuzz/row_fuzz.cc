// Rows from disk: what Check accepts can be walked to its leaves, and is exactly what would be
// written for its contents: by the builder, by a document taken apart, and by way of JSON. But for
// the head, if it is of an older version.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "value/document.h"
#include "value/json_text.h"
#include "value/json_writer.h"
#include "value/row.h"

namespace {

void TakeApart(value::Document* document) {
  if (value::Document::List* list = document->AsList()) {
    for (value::Document& element : *list) TakeApart(&element);
  } else if (value::Document::Map* map = document->AsMap()) {
    for (auto& [name, element] : *map) TakeApart(&element);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  if (!value::RowView::Check(bytes).ok()) return 0;
  const auto row = value::RowView::Open(bytes);
  CHECK(row.ok());

  value::RowBuilder builder;
  size_t item_bytes = 0;
  for (const auto& [name, value] : row->attributes()) {
    CHECK(value.NestingLevels() <= value::kNestingLevelsMax);
    CHECK(row->Find(name) == value);
    item_bytes += name.size() + value.ItemBytes();
    value::Document document(value);
    TakeApart(&document);
    CHECK(document.Encode().view() == value);
    builder.Set(name, document.Encode());
  }
  CHECK(item_bytes == row->ItemBytes());
  const value::Row written(row->count(), row->attributes().encoded());
  CHECK(written.view() == *row);
  CHECK(written.bytes() == bytes || written.bytes().front() != bytes.front());
  CHECK(builder.Build().bytes() == written.bytes());

  std::string json;
  value::AppendJsonRow(*row, &json);
  const auto reread = value::RowFromJson(json);
  CHECK(reread.ok() && reread->bytes() == written.bytes());
  return 0;
}
