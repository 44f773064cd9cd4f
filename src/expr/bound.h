// A syntax tree with the values of its placeholders.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/parser.h"
#include "expr/path.h"
#include "expr/path_order.h"
#include "expr/placeholders.h"
#include "expr/syntax.h"
#include "value/value.h"

namespace expr {

// What every kind of expression is evaluated from. Also made without placeholders, from parameters
// that hold attribute names and values themselves: a tree whose nodes count `paths` and `values`.
struct Bound {
  std::shared_ptr<const Tree> tree;
  std::vector<Path> paths;               // by PathId; none of a projection, they are its targets
  std::vector<value::ValueView> values;  // by ValueId; owned by the request
  // What an update writes, by action, or what a projection takes. None overlaps another.
  std::vector<Path> targets;
  PathOrder order;  // of the targets
  // Of `paths`, if they are so many that an item is walked once for all of them; else empty.
  PathOrder path_order;
  // The operands of each IN of more than kInOperandsMax, which only old parameters have, encoded
  // and sorted. The node's index is one more than its place here.
  std::vector<std::vector<std::string_view>> large_ins;
};

// Up to so many paths are looked up one by one.
constexpr size_t kFewPaths = 8;

// Parses (or finds) the text's tree, takes each placeholder's meaning, and checks all that can be
// without an item.
// Errors: kInvalidArgument with DynamoDB's message, complete: "Invalid " + `parameter` + ": …".
base::Result<Bound> Compile(std::string_view parameter, Grammar grammar, std::string_view text,
                            Placeholders& placeholders);

// Fills `path_order`, if there are many paths.
void OrderPaths(Bound* bound);

// Puts "Invalid `parameter`: " before the message.
base::Error InvalidExpression(std::string_view parameter, const base::Error& error);

// Fills the targets of an update whose paths are bound.
// Errors: kInvalidArgument ("Two document paths overlap with each other; …").
base::Status TakeTargets(Bound* bound);
// Fills `order`. Errors: as above.
base::Status SortTargets(Bound* bound);

}  // namespace expr
