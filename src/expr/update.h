// UpdateExpression: SET, REMOVE, ADD and DELETE.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.UpdateExpressions.html
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/path.h"
#include "expr/placeholders.h"
#include "value/row.h"

namespace expr {

// An update ready to be applied. Refers to the placeholders' values. Movable.
class Update {
 public:
  // Errors: kInvalidArgument with DynamoDB's message, complete ("Invalid UpdateExpression: …").
  static base::Result<Update> Compile(std::string_view text, Placeholders& placeholders);
  Update(Update&&) noexcept;
  Update& operator=(Update&&) noexcept;
  ~Update();

  // The item after the update; `item` is the one before, with its key attributes (an item that does
  // not exist yet is a row of its key alone). Every operand is read from the item before.
  // Errors: kInvalidArgument with DynamoDB's message (an operand of the wrong type, a path that does
  // not exist, a number out of range).
  base::Result<value::Row> Apply(const value::RowView& item) const;

  // The paths that are written (by any of the clauses), for ReturnValues UPDATED_OLD and
  // UPDATED_NEW and for the check that no key attribute is among them. None overlaps another.
  const std::vector<Path>& targets() const;

 private:
  struct State;
  explicit Update(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace expr
