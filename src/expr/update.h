// UpdateExpression: SET, REMOVE, ADD and DELETE.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/bound.h"
#include "expr/path.h"
#include "expr/placeholders.h"
#include "value/row.h"
#include "value/value.h"

namespace expr {

// A compiled update. It refers to the placeholders' values, so it must not outlive the request.
// Movable.
class Update {
 public:
  // Errors: kInvalidArgument with DynamoDB's message, complete ("Invalid UpdateExpression: …").
  static base::Result<Update> Compile(std::string_view text, Placeholders& placeholders);
  // Makes an update from a tree without text (legacy_update.h). The targets need not be filled. ADD
  // may also have a list, which it appends. REQUIRES: except for that, the operands pass
  // CheckOperands. Errors: kInvalidArgument if targets overlap.
  static base::Result<Update> FromBound(Bound bound);

  // Returns the updated item. `item` is the old one, with its key attributes; if there is no item,
  // a row of its key. All operands are read from the old item. Errors: kInvalidArgument with
  // DynamoDB's message (an operand of the wrong type, a path that does not exist, a number out of
  // range).
  base::Result<value::Row> Apply(const value::RowView& item) const;

  // The paths that the update writes, by any clause. No two overlap.
  const std::vector<Path>& targets() const { return bound_.targets; }

  // All paths of the expression, those that are written and those that are read.
  const std::vector<Path>& paths() const { return bound_.paths; }

  // The size that the expression itself counts (update_size.h). REQUIRES: the update was not made
  // from AttributeUpdates, which count nothing.
  size_t Bytes() const;
  // Whether the update only removes. Then it has no effect if there is no item.
  bool OnlyTakesAway() const;

  // The check of nesting levels that does not need the item: an error if a value of the request
  // would nest too deep at its target. Errors: kInvalidArgument.
  base::Status CheckNesting() const;

  // The type of the new value of a target (an index in targets()), if it is known without the item.
  // nullopt if it is the value of another attribute, or if the target is removed.
  std::optional<value::Type> TypeAt(size_t target) const;
  // The new value of a target, if it is a value of the request; else nullopt.
  std::optional<value::ValueView> ValueAt(size_t target) const;
  // Whether the update was made from AttributeUpdates, whose errors are worded differently.
  bool is_attribute_updates() const { return bound_.tree->attribute_updates; }

 private:
  explicit Update(Bound bound) : bound_(std::move(bound)) { OrderPaths(&bound_); }

  Bound bound_;
};

}  // namespace expr
