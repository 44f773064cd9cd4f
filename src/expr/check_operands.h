// What the language asks of operands, as far as it shows without an item.
#pragma once

#include "base/result.h"
#include "expr/bound.h"

namespace expr {

// Whether an operator or function may have its operands: their number, their types, that the first
// is none of the others. Of `bound`, only what is below the node counts; the operands passed.
// Errors: kInvalidArgument with DynamoDB's message.
base::Status CheckOperands(const Bound& bound, const Node& node);

// Whether ADD or DELETE may have its value. Errors: as above.
base::Status CheckActionValue(const Bound& bound, const Action& action);

}  // namespace expr
