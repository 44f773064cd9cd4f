// Texts of expressions to syntax trees.
#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/result.h"
#include "expr/syntax.h"

namespace expr {

enum class Grammar : uint8_t {
  kCondition,  // ConditionExpression, FilterExpression, KeyConditionExpression
  kProjection,
  kUpdate,
};

// The tree of `text`, after every check that needs no placeholder. Takes no stack in proportion to
// the text.
// Errors: kInvalidArgument with DynamoDB's message, without "Invalid …Expression: " in front. Of
// several errors it is the one that DynamoDB tells: syntax before all others, then in order of
// parser.cc's Fault.
base::Result<std::shared_ptr<const Tree>> Parse(Grammar grammar, std::string_view text);

}  // namespace expr
