// Conditions over items, and what comparisons and functions mean for single values.
#pragma once

#include <optional>

#include "expr/bound.h"
#include "expr/syntax.h"
#include "value/row.h"
#include "value/value.h"

namespace expr {

// What looking at a node of a condition takes, about, in steps (run/give_way.h), unless the item
// is large.
constexpr size_t kNodeSteps = 20;

// Whether `item` meets the condition at the root of the tree. REQUIRES: CheckOperands passed.
// Recurses as deep as conditions nest: at most kOperatorsMax levels, each of a few words. Gives way
// to the thread's other requests now and then, if it may.
bool Evaluate(const Bound& bound, const value::RowView& item, bool may_give_way = false);

// The comparators. Values of different types are unequal and in no order; only S, N and B have one.
// An operand that the item does not have is unequal to everything (to another missing one, too) and
// in no order.
bool Compare(Op comparator, const std::optional<value::ValueView>& left,
             const std::optional<value::ValueView>& right);

// begins_with and contains; false if the types do not fit. Takes time in proportion to the value.
bool BeginsWith(const value::ValueView& value, const value::ValueView& prefix);
bool Contains(const value::ValueView& value, const value::ValueView& part);

// size: UTF-16 code units of S, bytes of B, elements of sets, L and M; nullopt for other types.
std::optional<size_t> Size(const value::ValueView& value);

}  // namespace expr
