// The checks of operands that do not need an item.
#pragma once

#include "base/result.h"
#include "expr/bound.h"

namespace expr {

// Checks the operands of an operator or function: their number, their types, and that the first one
// is not among the others. Uses only the part of `bound` below the node. REQUIRES: the operands
// passed this check themselves. Errors: kInvalidArgument with DynamoDB's message.
base::Status CheckOperands(const Bound& bound, const Node& node);

// Checks the value of ADD or DELETE. Errors: as above.
base::Status CheckActionValue(const Bound& bound, const Action& action);

}  // namespace expr
