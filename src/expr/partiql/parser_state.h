// What the parsers of statements, expressions and literals share: the tokens, and the first fault.
// Only the parser's own files include this.
#pragma once

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/partiql/grammar.h"
#include "expr/partiql/lexer.h"
#include "expr/partiql/operators.h"
#include "expr/partiql/statement.h"

namespace expr::partiql {

class ParserState {
 public:
  explicit ParserState(std::string_view text)
      : statement_(std::make_shared<Statement>(text)), tokens_(Tokenize(statement_->text)) {}

  Statement& statement() { return *statement_; }

  const Token& token(size_t ahead = 0) const {
    return tokens_[std::min(next_ + ahead, tokens_.size() - 1)];
  }
  size_t position() const { return next_; }
  const Token& token_at(size_t position) const { return tokens_[position]; }
  void Step() {
    if (next_ + 1 < tokens_.size()) ++next_;
  }

  bool At(TokenKind kind) const { return token().kind == kind; }
  bool AtKeyword(std::string_view word) const { return token().Is(TokenKind::kKeyword, word); }
  bool AtPunctuation(std::string_view text) const {
    return token().Is(TokenKind::kPunctuation, text);
  }
  bool AtOperator(std::string_view text) const { return token().Is(TokenKind::kOperator, text); }
  // Step over the token if it is one; false if not.
  bool SkipKeyword(std::string_view word) { return SkipIf(AtKeyword(word)); }
  bool SkipPunctuation(std::string_view text) { return SkipIf(AtPunctuation(text)); }
  bool SkipOperator(std::string_view text) { return SkipIf(AtOperator(text)); }
  base::Status ExpectKeyword(std::string_view word);
  base::Status ExpectPunctuation(std::string_view text);
  // To the token of the position.
  void SkipTo(size_t position) { next_ = position; }

  // Errors: the statement is none of PartiQL (grammar.h).
  base::Status CheckGrammar() const;
  // Where the expression ends at whose first token this is.
  base::Result<ExpressionSpan> SpanHere(int binding = kSetBinding) const;
  base::Status SkipTerm();
  // Steps over all up to the ) that closes what this is the ( of. REQUIRES: CheckGrammar.
  void SkipParentheses();

  // "Statement wasn't well formed, can't be processed: …".
  base::Error NotWellFormed(std::string_view problem) const;
  // What is wrong with a statement that is well formed. The parser goes on, and the first that was
  // noted is told in the end.
  void Note(std::string message) {
    if (!fault_) fault_ = base::InvalidArgument(std::move(message));
  }

  // path := name (. name | [ integer ] | [ 'name' ])…
  base::Result<Path> ParsePath();
  // What follows the first name, after what the path has already.
  base::Status ParseSteps(Path* path);

  // A level deeper, from now to the end of the object.
  class Level {
   public:
    explicit Level(ParserState& state) : state_(state) { ++state_.levels_; }
    ~Level() { --state_.levels_; }
    Level(const Level&) = delete;
    Level& operator=(const Level&) = delete;

   private:
    ParserState& state_;
  };
  // Errors: there are more than kNestingMax levels.
  base::Status CheckLevels() const;

  // The statement. Errors: tokens are left, a fault.
  base::Result<std::shared_ptr<const Statement>> Finish();

 private:
  bool SkipIf(bool is) {
    if (is) Step();
    return is;
  }
  base::Result<std::string> ParseName();
  base::Result<Path::Element> ParseIndex();

  const std::shared_ptr<Statement> statement_;
  const std::vector<Token> tokens_;
  size_t next_ = 0;
  size_t levels_ = 0;
  std::optional<base::Error> fault_;
};

// A literal, encoded; anything else is noted. `under` is how messages name where it stands: "root",
// "root.a.0".
base::Result<std::string> ParseLiteral(ParserState& state, const std::string& under);

// The tuple of INSERT into the statement's item.
base::Status ParseItem(ParserState& state);

// A condition, from which `clauses` get the root. Errors: kInvalidArgument.
base::Status ParseCondition(ParserState& state, Clauses* clauses);

// SET's path = data, and REMOVE's path, as one action more.
base::Status ParseAssignment(ParserState& state, Clauses* clauses);
base::Status ParseRemoval(ParserState& state, Clauses* clauses);

// A statement that DynamoDB does not have, which is noted.
base::Status ParseOther(ParserState& state);

// An expression that means nothing here: steps over it; the token that messages place it by. At an
// operator, what follows it is the rest of an expression.
base::Result<Token> SkipExpression(ParserState& state);

}  // namespace expr::partiql
