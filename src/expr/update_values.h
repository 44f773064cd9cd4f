// What the actions of an update put in place of what they name.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "expr/bound.h"
#include "expr/path_values.h"
#include "value/row.h"
#include "value/value.h"

namespace expr {

// A bound on what an update may build before anyone looks at its size: an item is at most 400 KB as
// DynamoDB counts, and no item of that size takes more than four times as many bytes encoded (the
// worst are lists of NULL, at two bytes for one).
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items
constexpr size_t kUpdatedBytesMax = 4 * 400 * 1024;

// "Item size to update has exceeded the maximum allowed size"
base::Error UpdatedItemTooLarge();

class UpdateValues {
 public:
  // By action: the value to be at its target, or nullopt if nothing is to be there.
  using Values = std::vector<std::optional<value::ValueView>>;

  // Views `bound` and `item`.
  UpdateValues(const Bound& bound, const value::RowView& item)
      : bound_(bound), tree_(*bound.tree), paths_(bound, item) {}

  // The values live as long as this object, `item` and what `bound` views. Call once.
  // Errors: kInvalidArgument with DynamoDB's message; the first in the order of the text.
  base::Result<Values> Evaluate();

 private:
  using Operand = base::Result<value::ValueView>;

  base::Result<std::optional<value::ValueView>> EvaluateAction(const Action& action);
  Operand EvaluateNode(const Node& node);
  // What an action says when the attribute is of another type than its value.
  base::Error TypeMismatch() const;
  Operand Arithmetic(Op op, const value::ValueView& left, const value::ValueView& right);
  Operand ListAppend(const value::ValueView& front, const value::ValueView& back);
  Operand Add(const std::optional<value::ValueView>& existing, const value::ValueView& added);
  base::Result<std::optional<value::ValueView>> Delete(
      const std::optional<value::ValueView>& existing, const value::ValueView& deleted);
  // Of a set that is deleted. Many actions may delete the same one: it is taken apart once.
  const std::vector<std::string_view>& DeletedElements(const value::ValueView& deleted);
  // Keeps a value made here.
  Operand Keep(std::string encoded);
  Operand KeepNumber(const base::Result<value::Number>& number);

  const Bound& bound_;
  const Tree& tree_;
  PathValues paths_;
  std::map<const char*, std::vector<std::string_view>> deleted_;  // by where the value is
  std::vector<Operand> operands_;                                 // by NodeId
  std::deque<std::string> kept_;  // a deque: the strings must not move
  size_t kept_bytes_ = 0;
};

}  // namespace expr
