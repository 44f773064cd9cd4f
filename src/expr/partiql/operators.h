// The tables of operators between two operands, of the types of IS, and of functions.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "expr/partiql/lexer.h"
#include "expr/syntax.h"

namespace expr::partiql {

// How tightly operators bind.
enum Binding : uint8_t {
  kSetBinding = 1,  // the loosest: every expression binds at least so tightly
  kOrBinding,
  kAndBinding,
  kNotBinding,
  kComparisonBinding,
  kConcatenationBinding,
  kSumBinding,
  kProductBinding,
  kTermBinding,  // tighter than every operator
};

struct InfixOperator {
  std::string_view text;
  TokenKind kind;
  Binding binding;
  std::optional<Op> op;  // nullopt: not in DynamoDB's dialect, or not of one token
};

// The operator of the token, when it stands between two operands; null if it is none.
const InfixOperator* InfixOperatorAt(const Token& token);

// The type, as named in attribute_type, of a type name after IS; nullopt if IS does not accept it.
std::optional<std::string_view> AttributeTypeOfIs(std::string_view word);
// Whether the service has an error of its own for this type name after IS.
bool IsOtherType(std::string_view word);
// Whether PartiQL has a type of the name, in any case. Not all of them are reserved words.
bool IsTypeName(std::string_view word);

// The function of the token's name, in any case; nullopt if there is none.
std::optional<Op> FunctionOf(const Token& token);

}  // namespace expr::partiql
