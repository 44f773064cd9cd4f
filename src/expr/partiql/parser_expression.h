// Conditions, and what SET assigns, as nodes of a tree. Only the parser's own files include this.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-functions.html
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/partiql/operators.h"
#include "expr/partiql/parser_state.h"
#include "expr/partiql/statement.h"
#include "expr/syntax.h"

namespace expr::partiql {

enum class Use : uint8_t { kCondition, kUpdate };

using Nodes = std::vector<NodeId>;

class ExpressionParser {
 public:
  // `under` is how messages name where it stands.
  ExpressionParser(ParserState& state, Use use, Clauses* clauses, std::string under = "root")
      : state_(state),
        use_(use),
        clauses_(*clauses),
        tree_(clauses->tree),
        under_(std::move(under)) {}

  // What binds as tightly as `binding`, or more. Recurses once for each level of parentheses, NOTs
  // and operators that bind more tightly.
  base::Result<NodeId> Parse(int binding);

  PathId AddPath(Path path);

 private:
  NodeId AddOperator(Op op, const Nodes& operands);
  NodeId AddOperand(Operand operand);
  NodeId AddText(std::string_view text);

  // Stands where something was noted.
  NodeId AddNothing();
  bool IsConditionNode(NodeId node) const { return IsCondition(tree_.node(node).op); }

  void NoteUnsupported(std::string_view op);

  // What an operator takes that is not for conditions.
  void CheckOperand(Op op, NodeId operand);
  base::Result<NodeId> ParseNot();
  base::Result<NodeId> ParseInfix(const InfixOperator& infix, NodeId left);
  base::Result<NodeId> ParseNegated(NodeId left);
  base::Result<NodeId> ParseLike();
  base::Result<NodeId> ParseBetween(NodeId left);
  base::Result<NodeId> ParseIn(NodeId left);
  bool CanBeLeftOfIs(NodeId operand) const;
  base::Result<NodeId> ParseIs(NodeId left, size_t position);
  // A term, with what follows it of a path.
  base::Result<NodeId> ParsePathTerm();
  base::Result<NodeId> ParseTerm();
  // Whether a sign is there that is no number's.
  bool AtSignOfTerm() const;
  base::Result<NodeId> ParseSigned();
  base::Result<NodeId> ParseParentheses();
  base::Result<NodeId> ParseLiteralTerm();

  // What is PartiQL's, but has no meaning here.
  base::Result<NodeId> ParseUnsupported();
  base::Result<NodeId> ParseExists();
  base::Result<NodeId> ParseFunction();

  ParserState& state_;
  const Use use_;
  Clauses& clauses_;
  Tree& tree_;
  const std::string under_;
};

}  // namespace expr::partiql
