// A text as a statement, bound to parameters of every type and evaluated on a fixed item. Whatever
// the text: nothing crashes, errors have a text, and what comes of an item is one.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "expr/key_condition.h"
#include "expr/partiql/bound_statement.h"
#include "expr/partiql/statement.h"
#include "expr/partiql/statement_cache.h"
#include "value/json_text.h"
#include "value/row.h"
#include "value/value.h"

namespace {

using expr::partiql::BoundStatement;
using expr::partiql::Statement;

value::Row RowOf(std::string_view json) {
  auto row = value::RowFromJson(json);
  CHECK(row.ok());
  return *std::move(row);
}

const value::Row& Item() {
  static const value::Row item = RowOf(R"({
    "a": {"N": "5"}, "b": {"S": "text"}, "c": {"SS": ["s", "u"]}, "d": {"NS": ["1"]},
    "e": {"B": "AQID"}, "f": {"BS": ["AQ=="]}, "g": {"BOOL": false}, "h": {"NULL": true},
    "l": {"L": [{"N": "1"}, {"L": [{"N": "2"}, {"SS": ["s"]}]}, {"M": {"k": {"S": "v"}}}]},
    "m": {"M": {"k": {"M": {"k": {"N": "1"}}}, "l": {"L": [{"S": "x"}]}, "n": {"N": "7"}}}})");
  return item;
}

// As many as the statement has, of the types of the item's attributes in turn.
std::vector<value::ValueView> Parameters(const Statement& statement) {
  std::vector<value::ValueView> values;
  while (values.size() < statement.parameter_count) {
    for (const auto& [name, value] : Item().view().attributes()) values.push_back(value);
  }
  values.erase(values.begin() + static_cast<ptrdiff_t>(statement.parameter_count), values.end());
  return values;
}

// As the texts of all requests are.
bool IsUtf8(std::string_view text) {
  std::string encoded;
  value::AppendString(text, &encoded);
  return value::CheckEncoded(encoded);
}

void CheckRow(const value::Row& row) { CHECK(value::RowView::Check(row.bytes()).ok()); }

void Evaluate(const BoundStatement& bound) {
  for (const value::RowView& item : {Item().view(), value::RowView()}) {
    if (bound.where) bound.where->Evaluate(item);
    if (bound.projection) CheckRow(bound.projection->Apply(item));
    if (!bound.update) continue;
    const auto row = bound.update->Apply(item);
    if (row.ok()) CheckRow(*row);
  }
  CheckRow(bound.item);
  if (!bound.where) return;
  const expr::Bound& where = bound.where->bound();
  for (const expr::Node& node : where.tree->nodes) {
    if (expr::IsCondition(node.op)) expr::KeyCondition::FromNode(where, node);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  if (size > expr::partiql::kStatementBytesMax || !IsUtf8(text)) return 0;
  const auto statement = expr::partiql::Parse(text);
  const auto cached = expr::partiql::ParseCached(text);
  CHECK(statement.ok() == cached.ok());
  if (!statement.ok()) {
    CHECK(!statement.error().message.empty() && statement.error() == cached.error());
    return 0;
  }
  const auto bound = expr::partiql::Bind(*statement, Parameters(**statement));
  if (bound.ok()) {
    Evaluate(*bound);
  } else {
    CHECK(!bound.error().message.empty());
  }
  return 0;
}
