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

// An update ready to be applied. Refers to the placeholders' values. Movable.
class Update {
 public:
  // Errors: kInvalidArgument with DynamoDB's message, complete ("Invalid UpdateExpression: …").
  static base::Result<Update> Compile(std::string_view text, Placeholders& placeholders);
  // Of a tree made from other parameters. REQUIRES: its operands would pass CheckOperands,
  // but that ADD may have a list, too, and appends it. Its targets need not be filled.
  // Errors: kInvalidArgument if targets overlap.
  static base::Result<Update> FromBound(Bound bound);

  // The item after the update; `item` is the one before, with its key attributes (an item that does
  // not exist yet is a row of its key alone). Every operand is read from the item before.
  // Errors: kInvalidArgument with DynamoDB's message (an operand of the wrong type, a path that
  // does not exist, a number out of range).
  base::Result<value::Row> Apply(const value::RowView& item) const;

  // The paths that are written (by any of the clauses), for ReturnValues UPDATED_OLD and
  // UPDATED_NEW and for the check that no key attribute is among them. None overlaps another.
  const std::vector<Path>& targets() const { return bound_.targets; }

  // All paths of the expression: what is written and what is read.
  const std::vector<Path>& paths() const { return bound_.paths; }

  // What the expression itself counts towards the size of the item (see update_size.h).
  // REQUIRES: it was not made of AttributeUpdates, which count nothing.
  size_t Bytes() const;
  // Whether it only takes away: there is nothing for it to do where no item is.
  bool OnlyTakesAway() const;

  // That the values which are set, as far as the request has them, nest no deeper than an item may:
  // what can be said before the item is read. Errors: kInvalidArgument.
  base::Status CheckNesting() const;

  // The type of what the update puts at a target, as far as it shows without an item; nullopt if
  // that is what another attribute holds, or nothing. `target` counts targets().
  std::optional<value::Type> TypeAt(size_t target) const;
  // The value that is put there, if it is one of the request's; nullopt otherwise.
  std::optional<value::ValueView> ValueAt(size_t target) const;
  // Whether it was made of AttributeUpdates, whose errors have words of their own.
  bool is_attribute_updates() const { return bound_.tree->attribute_updates; }

 private:
  explicit Update(Bound bound) : bound_(std::move(bound)) { OrderPaths(&bound_); }

  Bound bound_;
};

}  // namespace expr
