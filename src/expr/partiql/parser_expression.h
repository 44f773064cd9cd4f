// Conditions, and what SET assigns, as nodes of a tree. Only the parser's own files include this.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-functions.html
#pragma once

#include <cstdint>
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
  ExpressionParser(ParserState& state, Use use, Clauses* clauses)
      : state_(state), use_(use), clauses_(*clauses), tree_(clauses->tree) {}

  // What binds as tightly as `binding`, or more. Recurses once for each level of parentheses, NOTs
  // and operators that bind more tightly.
  base::Result<NodeId> Parse(int binding);

  // Where the node came from: of an operator or function its own token.
  size_t PositionOf(NodeId node) const { return node < positions_.size() ? positions_[node] : 0; }

  PathId AddPath(Path path);

 private:
  NodeId Placed(NodeId node, size_t position);
  NodeId AddOperator(Op op, const Nodes& operands, size_t position);
  NodeId AddOperand(Operand operand, size_t position);
  NodeId AddText(std::string_view text, size_t position);

  // Stands where something was noted.
  NodeId AddNothing(size_t position);
  bool IsConditionNode(NodeId node) const { return IsCondition(tree_.node(node).op); }

  void NoteUnsupported(std::string_view op);

  // What an operator takes that is not for conditions.
  void CheckOperand(Op op, NodeId operand);
  base::Result<NodeId> ParseNot();
  base::Result<NodeId> ParseInfix(const InfixOperator& infix, NodeId left);
  bool AtEndOfOperand() const;
  base::Result<NodeId> ParseNegated(NodeId left);
  base::Result<NodeId> ParseBetween(NodeId left, size_t position);
  base::Result<NodeId> ParseIn(NodeId left, size_t position);
  bool CanBeLeftOfIs(NodeId operand) const;
  base::Result<NodeId> ParseIs(NodeId left, size_t position);
  base::Result<NodeId> ParsePrimary();
  base::Result<NodeId> ParseNegative();
  base::Result<NodeId> ParseParentheses();

  // CASE … END and the functions of PartiQL that are keywords.
  base::Result<NodeId> ParseUnsupported();
  base::Result<NodeId> ParseExists();
  base::Result<NodeId> ParseFunction();

  ParserState& state_;
  const Use use_;
  Clauses& clauses_;
  Tree& tree_;
  std::vector<uint32_t> positions_;  // of tokens, by NodeId
};

}  // namespace expr::partiql
