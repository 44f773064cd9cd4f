// A syntax tree whose placeholders are known.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/parser.h"
#include "expr/path.h"
#include "expr/placeholders.h"
#include "expr/syntax.h"
#include "value/value.h"

namespace expr {

// What every kind of expression is evaluated from. Also made without placeholders, from parameters
// that hold attribute names and values themselves: a tree whose nodes count `paths` and `values`.
struct Bound {
  std::shared_ptr<const Tree> tree;
  std::vector<Path> paths;               // by PathId
  std::vector<value::ValueView> values;  // by ValueId; owned by the request
};

// Parses (or finds) the text's tree and binds it, up to and including the checks of operands.
// Errors: kInvalidArgument with DynamoDB's message, complete: "Invalid " + `parameter` + ": …".
base::Result<Bound> Compile(std::string_view parameter, Grammar grammar, std::string_view text,
                            Placeholders& placeholders);

// Puts "Invalid `parameter`: " before the message.
base::Error InvalidExpression(std::string_view parameter, const base::Error& error);

// Takes each placeholder's meaning.
// Errors: kInvalidArgument ("An expression attribute name used in the document path is not defined;
// attribute name: #a").
base::Result<Bound> Bind(std::shared_ptr<const Tree> tree, Placeholders& placeholders);

// What the language asks of operands, as far as it shows without an item: their number, that they
// are distinct, their types.
// Errors: kInvalidArgument with DynamoDB's message.
base::Status CheckOperands(const Bound& bound);

}  // namespace expr
