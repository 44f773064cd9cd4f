// ConditionExpression and FilterExpression.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.OperatorsAndFunctions.html
#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/bound.h"
#include "expr/path.h"
#include "expr/placeholders.h"
#include "value/row.h"

namespace expr {

// A condition ready to be evaluated, any number of times. Refers to the placeholders' values, so it
// must not outlive the request. Movable.
class Condition {
 public:
  // `parameter` is the request's member, as DynamoDB names it in messages: "ConditionExpression" or
  // "FilterExpression". Texts seen before are not parsed again.
  // Errors: kInvalidArgument with DynamoDB's message, complete ("Invalid ConditionExpression: …").
  static base::Result<Condition> Compile(std::string_view parameter, std::string_view text,
                                         Placeholders& placeholders);
  // Of a tree made from other parameters. REQUIRES: its operands would pass CheckOperands; the
  // root of the tree is a condition.
  explicit Condition(Bound bound) : bound_(std::move(bound)) { OrderPaths(&bound_); }

  // Whether `item` meets the condition; an item that does not exist is an empty row.
  // kGivesWay: lets the thread's other requests go on in the midst of it (run/give_way.h).
  enum class Beside : uint8_t { kHolds, kGivesWay };
  bool Evaluate(const value::RowView& item, Beside beside = Beside::kHolds) const;

  // What evaluating it takes for a small item, at most; about, in steps (run/give_way.h).
  size_t Steps() const;
  // Whether it may take long for a single item, so that it should give way.
  bool MayTakeLong() const;

  // Every path in the expression, in order of appearance.
  const std::vector<Path>& paths() const { return bound_.paths; }

  const Bound& bound() const { return bound_; }

 private:
  Bound bound_;
};

}  // namespace expr
