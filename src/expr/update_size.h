// What an update expression counts before the item it is for is seen.
#pragma once

#include <cstddef>

#include "expr/bound.h"

namespace expr {

// What DynamoDB weighs an update against the limit of an item by, besides the item that comes of
// it: what the expression writes and reads, by its text and its values. What the item holds does
// not count, nor does its key; so a small change of a large item passes, and an update that makes
// an item of just the limit by itself does not.
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
