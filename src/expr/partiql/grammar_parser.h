// The recursive descent of grammar.h. Only its own files include this.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "base/result.h"
#include "expr/partiql/grammar.h"
#include "expr/partiql/lexer.h"
#include "expr/partiql/operators.h"

namespace expr::partiql {

// Each function steps over what it is named for, or tells what is wrong with it. Those that return
// a number return the place of ExpressionSpan.
class GrammarParser {
 public:
  // REQUIRES: `tokens` end in kEnd.
  GrammarParser(std::span<const Token> tokens, size_t begin) : tokens_(tokens), next_(begin) {}

  size_t position() const { return next_; }

  // One statement, and nothing after it but a semicolon.
  base::Status Whole();
  // Recurses once for each level of parentheses, brackets, NOTs and signs, kNestingMax at most.
  base::Result<size_t> Expression(int binding);

 private:
  enum class PathOf : uint8_t { kExpression, kSimple };

  class Level {
   public:
    explicit Level(GrammarParser& parser) : parser_(parser) { ++parser_.levels_; }
    ~Level() { --parser_.levels_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    GrammarParser& parser_;
  };

  const Token& token(size_t ahead = 0) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
  }
  void Step() {
    if (next_ + 1 < tokens_.size()) ++next_;
  }
  bool SkipIf(bool is) {
    if (is) Step();
    return is;
  }
  bool AtKind(TokenKind kind) const { return token().kind == kind; }
  bool AtEnd() const { return AtKind(TokenKind::kEnd); }
  bool At(std::string_view text) const { return token().Is(TokenKind::kPunctuation, text); }
  bool AtOperator(std::string_view text) const { return token().Is(TokenKind::kOperator, text); }
  bool IsKeyword(size_t ahead, std::string_view word) const {
    return token(ahead).Is(TokenKind::kKeyword, word);
  }
  // Step over the token if it is one; false if not.
  bool Skip(std::string_view punctuation) { return SkipIf(At(punctuation)); }
  bool SkipOperator(std::string_view text) { return SkipIf(AtOperator(text)); }
  bool SkipKeyword(std::string_view word) { return SkipIf(IsKeyword(0, word)); }

  base::Error NotWellFormed(std::string_view problem) const;
  // `type` is how messages call the punctuation.
  base::Status Expect(std::string_view punctuation, std::string_view type);
  base::Status ExpectKeyword(std::string_view word);

  // Whether IN, BETWEEN or LIKE is there, which NOT makes one operator with.
  bool NegatesOperator(size_t ahead) const;
  base::Status Infix(const InfixOperator& infix);
  base::Status Type();
  base::Result<size_t> Unary();
  base::Result<size_t> PathTerm();
  base::Status SimplePath();
  base::Status PathStep(PathOf of);
  bool IsAtom(size_t begin, size_t end) const;
  base::Result<size_t> Term();
  base::Status OperatorTerm();
  base::Status KeywordTerm();
  base::Result<size_t> Parentheses();
  base::Status List();
  base::Status Arguments(std::string_view close, std::string_view type);
  base::Status Collection();
  base::Status Call(const Token& name);
  base::Status Aggregate(const Token& name);
  base::Status Case();
  base::Status Cast();
  base::Status Rows();
  base::Status Extract();
  base::Status Trim();

  // Whether a word is there that begins a statement, which is a term as others are.
  bool AtStatement() const;
  base::Status StatementTerm();
  base::Status Select();
  base::Status SelectList();
  base::Status Alias();
  base::Status Sources();
  base::Status Source();
  bool SkipJoin();
  base::Status Clauses();
  base::Status Where();
  base::Status From();
  base::Status Insert();
  base::Status Update();
  base::Status Delete();
  // SET, REMOVE and INSERT INTO, one at least.
  base::Status Manipulations();
  base::Status Manipulation();
  bool AtManipulation() const;
  base::Status Returning();
  base::Status Define();

  const std::span<const Token> tokens_;
  size_t next_;
  size_t levels_ = 0;
};

}  // namespace expr::partiql
