// Conditions made at random, against a second evaluator that is as plain as can be: values are
// trees, sets are std::set, nothing is shared with the code under test.
#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "expr/condition.h"
#include "expr/testing/request.h"

namespace expr {
namespace {

struct PlainValue {
  std::string type = {};  // as in DynamoDB JSON
  std::string text = {};  // S
  int number = 0;         // N
  bool truth = false;
  std::set<std::string> strings = {};  // SS
  std::set<int> numbers = {};          // NS
  std::vector<PlainValue> list = {};   // L

  bool operator==(const PlainValue&) const = default;
};
using Operand = std::optional<PlainValue>;

std::string JsonOf(const PlainValue& v) {
  std::string body;
  const auto add = [&body](const std::string& element) {
    body += (body.empty() ? "" : ",") + element;
  };
  for (const auto& s : v.strings) add("\"" + s + "\"");
  for (const int n : v.numbers) add("\"" + std::to_string(n) + "\"");
  for (const auto& element : v.list) add(JsonOf(element));
  if (v.type == "S") return R"({"S":")" + v.text + "\"}";
  if (v.type == "N") return R"({"N":")" + std::to_string(v.number) + "\"}";
  if (v.type == "BOOL") return std::string(R"({"BOOL":)") + (v.truth ? "true" : "false") + "}";
  if (v.type == "NULL") return R"({"NULL":true})";
  return "{\"" + v.type + "\":[" + body + "]}";
}

PlainValue Text(std::string text) { return {.type = "S", .text = std::move(text)}; }
PlainValue Number(int number) { return {.type = "N", .number = number}; }

const std::vector<PlainValue>& Pool() {
  static const std::vector<PlainValue> pool = {
      Text(""),
      Text("a"),
      Text("ab"),
      Text("b"),
      Number(0),
      Number(1),
      Number(2),
      Number(-1),
      {.type = "BOOL", .truth = true},
      {.type = "NULL"},
      {.type = "SS", .strings = {"a", "b"}},
      {.type = "SS", .strings = {"ab"}},
      {.type = "NS", .numbers = {1, 2}},
      {.type = "L", .list = {}},
      {.type = "L", .list = {Text("a"), Number(1)}},
  };
  return pool;
}

bool Less(const PlainValue& a, const PlainValue& b) {
  if (a.type != b.type) return false;
  if (a.type == "S") return a.text < b.text;
  return a.type == "N" && a.number < b.number;
}
bool LessOrEqual(const PlainValue& a, const PlainValue& b) {
  return Less(a, b) || ((a.type == "S" || a.type == "N") && a == b);
}

bool PlainContains(const PlainValue& a, const PlainValue& b) {
  if (a.type == "S") return b.type == "S" && a.text.find(b.text) != std::string::npos;
  if (a.type == "SS") return b.type == "S" && a.strings.contains(b.text);
  if (a.type == "NS") return b.type == "N" && a.numbers.contains(b.number);
  for (const PlainValue& element : a.list) {
    if (element == b) return true;
  }
  return false;
}

Operand PlainSize(const Operand& v) {
  if (!v) return std::nullopt;
  if (v->type == "S") return Number(static_cast<int>(v->text.size()));
  if (v->type == "SS") return Number(static_cast<int>(v->strings.size()));
  if (v->type == "NS") return Number(static_cast<int>(v->numbers.size()));
  if (v->type == "L") return Number(static_cast<int>(v->list.size()));
  return std::nullopt;
}

using Item = std::map<std::string, PlainValue>;

// An expression's text and what it is.
struct RandomOperand {
  std::string text;
  std::function<Operand(const Item&)> value;
};
struct RandomCondition {
  std::string text;
  std::function<bool(const Item&)> holds;
};

class Generator {
 public:
  explicit Generator(uint64_t seed) : random_(seed) {}

  size_t Below(size_t bound) { return random_.Next() % bound; }

  Item MakeItem() {
    Item item;
    for (const std::string name : {"a", "b", "c", "d"}) {
      if (Below(4) > 0) item[name] = Pool()[Below(Pool().size())];
    }
    return item;
  }

  RandomCondition Condition(int depth) {
    switch (Below(depth > 0 ? 5 : 2)) {
      case 0:
        return Comparison();
      case 1:
        return Function();
      case 2: {
        auto inner = Condition(depth - 1);
        return {"NOT (" + inner.text + ")",
                [f = inner.holds](const Item& item) { return !f(item); }};
      }
      case 3: {
        auto left = Condition(depth - 1);
        auto right = Condition(depth - 1);
        return {"(" + left.text + ") AND (" + right.text + ")",
                [f = left.holds, g = right.holds](const Item& i) { return f(i) && g(i); }};
      }
      default: {
        auto left = Condition(depth - 1);
        auto right = Condition(depth - 1);
        return {"(" + left.text + ") OR (" + right.text + ")",
                [f = left.holds, g = right.holds](const Item& i) { return f(i) || g(i); }};
      }
    }
  }

 private:
  RandomOperand MakeOperand() {
    const size_t which = Below(8);
    if (which == 0) {
      auto inner = Path();
      return {"size(" + inner.text + ")",
              [f = inner.value](const Item& item) { return PlainSize(f(item)); }};
    }
    if (which < 4) {
      const size_t i = Below(Pool().size());
      return {":" + std::to_string(i), [i](const Item&) -> Operand { return Pool()[i]; }};
    }
    return Path();
  }

  RandomOperand Path() {
    const std::string name(1, static_cast<char>('a' + Below(4)));
    const bool element = Below(4) == 0;
    return {name + (element ? "[1]" : ""), [name, element](const Item& item) -> Operand {
              const auto found = item.find(name);
              if (found == item.end()) return std::nullopt;
              if (!element) return found->second;
              if (found->second.list.size() < 2) return std::nullopt;
              return found->second.list[1];
            }};
  }

  RandomCondition Comparison() {
    auto left = MakeOperand();
    auto right = MakeOperand();
    static const std::array<std::string, 6> kComparators = {"=", "<>", "<", "<=", ">", ">="};
    const size_t op = Below(8);
    if (op < kComparators.size()) {
      return {left.text + " " + kComparators[op] + " " + right.text,
              [op, f = left.value, g = right.value](const Item& item) {
                return PlainCompare(op, f(item), g(item));
              }};
    }
    auto third = MakeOperand();
    if (op == 6) {
      return {left.text + " BETWEEN " + right.text + " AND " + third.text,
              [f = left.value, g = right.value, h = third.value](const Item& item) {
                return PlainCompare(5, f(item), g(item)) && PlainCompare(3, f(item), h(item));
              }};
    }
    return {left.text + " IN (" + right.text + ", " + third.text + ")",
            [f = left.value, g = right.value, h = third.value](const Item& item) {
              return PlainCompare(0, f(item), g(item)) || PlainCompare(0, f(item), h(item));
            }};
  }

  static bool PlainCompare(size_t op, const Operand& a, const Operand& b) {
    if (op == 1) return !(a && b && *a == *b);
    if (!a || !b) return false;
    switch (op) {
      case 0:
        return *a == *b;
      case 2:
        return Less(*a, *b);
      case 3:
        return LessOrEqual(*a, *b);
      case 4:
        return Less(*b, *a);
      default:
        return LessOrEqual(*b, *a);
    }
  }

  RandomCondition Function() {
    auto path = Path();
    auto other = MakeOperand();
    switch (Below(4)) {
      case 0:
        return {"attribute_exists(" + path.text + ")",
                [f = path.value](const Item& item) { return f(item).has_value(); }};
      case 1:
        return {"attribute_not_exists(" + path.text + ")",
                [f = path.value](const Item& item) { return !f(item); }};
      case 2:
        return {"begins_with(" + path.text + ", " + other.text + ")",
                [f = path.value, g = other.value](const Item& item) {
                  const Operand a = f(item);
                  const Operand b = g(item);
                  return a && b && a->type == "S" && b->type == "S" &&
                         a->text.compare(0, b->text.size(), b->text) == 0;
                }};
      default:
        return {"contains(" + path.text + ", " + other.text + ")",
                [f = path.value, g = other.value](const Item& item) {
                  const Operand a = f(item);
                  const Operand b = g(item);
                  return a && b && PlainContains(*a, *b);
                }};
    }
  }

  base::SeededRandom random_;
};

std::string RowJson(const Item& item) {
  std::string json = "{";
  for (const auto& [name, value] : item) {
    if (json.size() > 1) json += ",";
    json += "\"" + name + "\":" + JsonOf(value);
  }
  return json + "}";
}

TEST(Condition, AgreesWithAPlainEvaluator) {
  Item values;
  for (size_t i = 0; i < Pool().size(); ++i) values[":" + std::to_string(i)] = Pool()[i];
  TestRequest request({}, RowJson(values));
  Generator generator(7);
  int compiled = 0;
  int held = 0;
  constexpr int kConditions = 4000;
  for (int i = 0; i < kConditions; ++i) {
    const RandomCondition made = generator.Condition(static_cast<int>(generator.Below(4)));
    // Some are refused for their operands, which other tests look at.
    const auto condition =
        Condition::Compile("FilterExpression", made.text, request.placeholders());
    if (!condition.ok()) continue;
    ++compiled;
    for (int j = 0; j < 4; ++j) {
      const Item item = generator.MakeItem();
      const std::string json = RowJson(item);
      const bool expected = made.holds(item);
      ASSERT_EQ(condition->Evaluate(RowOf(json).view()), expected) << made.text << " of " << json;
      held += expected ? 1 : 0;
    }
  }
  // The comparison says something.
  EXPECT_GT(compiled, kConditions / 4);
  EXPECT_GT(held, compiled / 2);
  EXPECT_LT(held, compiled * 7 / 2);
}

}  // namespace
}  // namespace expr
