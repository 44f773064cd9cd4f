// What the parsers of all grammars share: the tokens, the tree, the faults found so far, and the
// parsing of paths and operands. Only parser*.cc include this.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/lexer.h"
#include "expr/parser.h"
#include "expr/syntax.h"

namespace expr {

class ParserState {
 public:
  ParserState(Grammar grammar, std::string_view text)
      : grammar_(grammar), tree_(std::make_shared<Tree>(text)), tokens_(Tokenize(tree_->text)) {}

  Tree& tree() { return *tree_; }

  const Token& token() const { return tokens_[next_]; }
  bool At(TokenKind kind) const { return token().kind == kind; }
  bool AtKeyword(std::string_view keyword) const;
  // Steps over the token if it is one; false if not.
  bool Skip(TokenKind kind);
  bool SkipKeyword(std::string_view keyword);
  base::Status Expect(TokenKind kind);
  // The current token is not what the grammar wants.
  base::Error SyntaxError() const;

  // What is wrong with an expression that follows the grammar. The parser goes on, since a syntax
  // error later in the text is told before it; then come redundant parentheses, then the fault
  // whose place in the text is the first: that of a function is its name.
  void NoteRedundantParentheses() { redundant_parentheses_ = true; }
  void NoteMisuse(NodeId function);
  // `place` is where in the text.
  void Note(const char* place, std::string message);

  // path := name (. name | [ integer ])…
  base::Result<PathId> ParsePath();
  // Behind a parenthesis that closes around an operand: if that is a path, and goes on, reads the
  // rest of it and returns true. REQUIRES: nothing was read since but parentheses.
  base::Result<bool> ContinuePath(NodeId operand);
  // operand := path | value | function | ( operand ) | ( path ) (. name | [ integer ])…
  base::Result<NodeId> ParseOperand();

  // Counts and adds an operator or function.
  NodeId AddOperator(Op op, std::span<const NodeId> operands);
  // An operand of an operator or function must be neither a condition nor list_append.
  void CheckOperandUse(NodeId operand);

  // The tree. Errors: tokens are left, a fault.
  base::Result<std::shared_ptr<const Tree>> Finish();

 private:
  struct OpenOperand;

  bool AtName() const;
  base::Result<PathSyntax::Element> ParseName();
  base::Result<PathSyntax::Element> ParseIndex();
  base::Status ParsePathElements(PathSyntax* path);
  base::Result<NodeId> ParseLeaf();
  NodeId AddFunction(std::string_view name, std::span<const NodeId> operands);

  const Grammar grammar_;
  const std::shared_ptr<Tree> tree_;
  const std::vector<Token> tokens_;
  size_t next_ = 0;
  std::vector<const char*>
      function_names_;  // by NodeId, as far as there are functions; in the text
  bool redundant_parentheses_ = false;
  const char* fault_place_ = nullptr;
  std::string fault_;  // the first; empty if there is none
};

base::Status ParseCondition(ParserState& state);
base::Status ParseProjection(ParserState& state);
base::Status ParseUpdate(ParserState& state);

}  // namespace expr
