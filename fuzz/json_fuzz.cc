// DynamoDB JSON: what is read as a row is well-formed, and written and read again it is the same.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "value/json_text.h"
#include "value/json_writer.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto row = value::RowFromJson({reinterpret_cast<const char*>(data), size});
  if (!row.ok()) return 0;
  CHECK(value::RowView::Check(row->bytes()).ok());
  std::string json;
  value::AppendJsonRow(row->view(), &json);
  const auto reread = value::RowFromJson(json);
  CHECK(reread.ok() && *reread == *row);
  return 0;
}
