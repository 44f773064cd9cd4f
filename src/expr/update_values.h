// Evaluates the actions of an update: the new values of their targets.
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

// A bound on the encoded bytes that an update may make before the item's size is checked. An item
// has at most 400 KB as DynamoDB counts, and its encoding at most four times as many bytes (the
// worst case is a list of NULL: two bytes for one).
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-items
constexpr size_t kUpdatedBytesMax = 4 * 400 * 1024;

// "Item size to update has exceeded the maximum allowed size"
base::Error UpdatedItemTooLarge();

// For one update of one item. Not thread-safe.
class UpdateValues {
 public:
  // For each action: the new value of its target; nullopt: the target is removed.
  using Values = std::vector<std::optional<value::ValueView>>;

  // REQUIRES: `bound` and `item` outlive it.
  UpdateValues(const Bound& bound, const value::RowView& item)
      : bound_(bound), tree_(*bound.tree), paths_(bound, item) {}

  // The returned views are valid while this object, `item` and `bound` live. REQUIRES: called once.
  // Errors: kInvalidArgument with DynamoDB's message, for the first error in the order of the text.
  base::Result<Values> Evaluate();

 private:
  using Operand = base::Result<value::ValueView>;

  base::Result<std::optional<value::ValueView>> EvaluateAction(const Action& action);
  Operand EvaluateNode(const Node& node);
  // The error if the attribute has another type than the action's value.
  base::Error TypeMismatch() const;
  Operand Arithmetic(Op op, const value::ValueView& left, const value::ValueView& right);
  Operand ListAppend(const value::ValueView& front, const value::ValueView& back);
  Operand Add(const std::optional<value::ValueView>& existing, const value::ValueView& added);
  base::Result<std::optional<value::ValueView>> Delete(
      const std::optional<value::ValueView>& existing, const value::ValueView& deleted);
  // The elements of a set that DELETE removes. Cached, because many actions may remove the same
  // set.
  const std::vector<std::string_view>& DeletedElements(const value::ValueView& deleted);
  // Stores a new value in kept_, and returns a view of it.
  Operand Keep(std::string encoded);
  Operand KeepNumber(const base::Result<value::Number>& number);

  const Bound& bound_;
  const Tree& tree_;
  PathValues paths_;
  std::map<const char*, std::vector<std::string_view>> deleted_;  // by the address of the set
  std::vector<Operand> operands_;                                 // by NodeId
  std::deque<std::string> kept_;  // a deque: the strings must not move
  size_t kept_bytes_ = 0;
};

}  // namespace expr
