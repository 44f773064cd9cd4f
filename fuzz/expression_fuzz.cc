// A text as each of the five kinds of expressions, evaluated on a fixed item. Whatever the text:
// nothing crashes, errors say which parameter is wrong, and what updates and projections make of a
// row is a row.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/projection.h"
#include "expr/update.h"
#include "value/json_text.h"
#include "value/row.h"

namespace {

value::Row RowOf(std::string_view json) {
  auto row = value::RowFromJson(json);
  CHECK(row.ok());
  return *std::move(row);
}

const expr::Placeholders::Names& Names() {
  static const expr::Placeholders::Names names = {
      {"#a", "a"}, {"#m", "m"}, {"#l", "l"}, {"#x", "not there"}};
  return names;
}

const value::Row& Values() {
  static const value::Row values = RowOf(R"({
    ":n": {"N": "1"}, ":s": {"S": "s"}, ":b": {"B": "AQ=="}, ":t": {"BOOL": true},
    ":z": {"NULL": true}, ":l": {"L": [{"N": "1"}, {"S": "x"}]}, ":m": {"M": {"k": {"N": "1"}}},
    ":ss": {"SS": ["s", "t"]}, ":ns": {"NS": ["1", "2"]}, ":bs": {"BS": ["AQ=="]},
    ":type": {"S": "SS"}, ":big": {"N": "9.9e125"}})");
  return values;
}

const value::Row& Item() {
  static const value::Row item = RowOf(R"({
    "a": {"N": "5"}, "b": {"S": "text"}, "c": {"SS": ["s", "u"]}, "d": {"NS": ["1"]},
    "e": {"B": "AQID"}, "f": {"BS": ["AQ=="]}, "g": {"BOOL": false}, "h": {"NULL": true},
    "l": {"L": [{"N": "1"}, {"L": [{"N": "2"}, {"SS": ["s"]}]}, {"M": {"k": {"S": "v"}}}]},
    "m": {"M": {"k": {"M": {"k": {"N": "1"}}}, "l": {"L": [{"S": "x"}]}, "n": {"N": "7"}}}})");
  return item;
}

template <typename T>
void CheckError(const base::Result<T>& result, std::string_view prefix) {
  CHECK(result.ok() || (result.error().code == base::ErrorCode::kInvalidArgument &&
                        result.error().message.starts_with(prefix)));
}

void FuzzConditions(std::string_view text, expr::Placeholders& placeholders) {
  const auto condition = expr::Condition::Compile("ConditionExpression", text, placeholders);
  CheckError(condition, "Invalid ConditionExpression: ");
  const auto filter = expr::Condition::Compile("FilterExpression", text, placeholders);
  CheckError(filter, "Invalid FilterExpression: ");
  CHECK(condition.ok() == filter.ok());
  if (condition.ok()) {
    CHECK(condition->Evaluate(Item().view()) == filter->Evaluate(Item().view()));
    condition->Evaluate(value::RowView());
  }
  const auto key_condition = expr::Condition::Compile("KeyConditionExpression", text, placeholders);
  CheckError(key_condition, "Invalid KeyConditionExpression: ");
  CHECK(condition.ok() == key_condition.ok());
  if (key_condition.ok()) CheckError(expr::KeyCondition::FromCondition(*key_condition), "");
}

void FuzzProjection(std::string_view text, expr::Placeholders& placeholders) {
  const auto projection = expr::Projection::Compile(text, placeholders);
  CheckError(projection, "Invalid ProjectionExpression: ");
  if (!projection.ok()) return;
  const value::Row row = projection->Apply(Item().view());
  CHECK(value::RowView::Check(row.bytes()).ok());
  // All of it is what the paths take, so taking it again takes all. An element of a list may have
  // moved, so this holds for paths without indexes.
  if (text.find('[') == std::string_view::npos) CHECK(projection->Apply(row.view()) == row);
}

void FuzzUpdate(std::string_view text, expr::Placeholders& placeholders) {
  const auto update = expr::Update::Compile(text, placeholders);
  CheckError(update, "Invalid UpdateExpression: ");
  if (!update.ok()) return;
  for (const value::RowView& item : {Item().view(), value::RowView()}) {
    const auto row = update->Apply(item);
    CheckError(row, "");
    CHECK(!row.ok() || value::RowView::Check(row->bytes()).ok());
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  expr::Placeholders placeholders(&Names(), &Values());
  CHECK(placeholders.Check().ok());
  FuzzConditions(text, placeholders);
  FuzzProjection(text, placeholders);
  FuzzUpdate(text, placeholders);
  CheckError(placeholders.CheckAllUsed(), "Value provided in ExpressionAttribute");
  return 0;
}
