// The size that an update expression counts by itself, before its item is read.
#pragma once

#include <cstddef>

#include "expr/bound.h"

namespace expr {

// DynamoDB compares two sizes with the limit of an item: that of the updated item, and this one,
// which is computed from the text and the values of the expression alone. The contents of the item
// and its key do not count here. So a small change of a large item passes, and an update whose
// values alone make an item of just the limit does not.
//
//   the expression     3
//   SET, ADD           19, the path and the value
//   REMOVE, DELETE     1 and the path
//
//   a path written     its names, its indexes as they are written, and 4 for each [] and .
//   a path read        15 more, and 14 for each [] and .
//   a value            as in an item
//   +, -               34, 37 and their operands
//   list_append        37 and its operands
//   if_not_exists      39 and its operands
//
// The figures are from requests that the service took and refused at the limit. REQUIRES: the
// tree is that of an expression, and bound.
size_t UpdateBytes(const Bound& bound);

}  // namespace expr
