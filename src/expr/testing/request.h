// For tests: rows and placeholders written as clients write them.
#pragma once

#include <string>
#include <string_view>

#include "base/check.h"
#include "expr/placeholders.h"
#include "value/json_text.h"
#include "value/json_writer.h"
#include "value/row.h"

namespace expr {

// {"name":{"S":"…"},…}
inline value::Row RowOf(std::string_view json) {
  auto row = value::RowFromJson(json);
  CHECK(row.ok());
  return *std::move(row);
}

inline std::string JsonOf(const value::Row& row) {
  std::string json;
  value::AppendJsonRow(row.view(), &json);
  return json;
}

// The placeholders of one request.
class TestRequest {
 public:
  explicit TestRequest(Placeholders::Names names = {}, std::string_view values = "{}")
      : names_(std::move(names)), values_(RowOf(values)), placeholders_(&names_, &values_) {}
  TestRequest(const TestRequest&) = delete;
  TestRequest& operator=(const TestRequest&) = delete;

  Placeholders& placeholders() { return placeholders_; }

 private:
  const Placeholders::Names names_;
  const value::Row values_;
  Placeholders placeholders_;
};

// The message, or "" if there is no error.
template <typename T>
std::string MessageOf(const base::Result<T>& result) {
  return result.ok() ? "" : result.error().message;
}

}  // namespace expr
