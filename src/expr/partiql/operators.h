// The words and signs of conditions and updates: operators between two operands, the types of IS,
// functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "expr/partiql/lexer.h"
#include "expr/syntax.h"

namespace expr::partiql {

// How tightly operators bind.
enum Binding : uint8_t {
  kSetBinding = 1,  // of all: what binds so tightly, or more, is any expression
  kOrBinding,
  kAndBinding,
  kNotBinding,
  kComparisonBinding,
  kConcatenationBinding,
  kSumBinding,
  kProductBinding,
  kTermBinding,  // of no operator
};

struct InfixOperator {
  std::string_view text;
  TokenKind kind;
  Binding binding;
  std::optional<Op> op;  // nullopt: not in DynamoDB's dialect, or not of one token
};

// The operator that the token is between two operands; null if it is none.
const InfixOperator* InfixOperatorAt(const Token& token);

// What attribute_type calls the type that IS names; nullopt if IS does not take it.
std::optional<std::string_view> AttributeTypeOfIs(std::string_view word);
// Whether IS is told that it does not take the type here.
bool IsOtherType(std::string_view word);
// Whether PartiQL has a type of the name, in any case. Not all of them are reserved words.
bool IsTypeName(std::string_view word);

// The function of the token's name, in any case; nullopt if there is none.
std::optional<Op> FunctionOf(const Token& token);

}  // namespace expr::partiql
