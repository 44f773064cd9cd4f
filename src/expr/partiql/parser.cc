// Statements: what stands around their conditions, data and literals.
#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "expr/partiql/parser_state.h"
#include "expr/path_order.h"

namespace expr::partiql {
namespace {

using Kind = Statement::Kind;

class StatementParser {
 public:
  explicit StatementParser(std::string_view text) : state_(text), statement_(state_.statement()) {}

  base::Result<std::shared_ptr<const Statement>> Parse() {
    TRY(state_.CheckGrammar());
    TRY(ParseAny());
    return state_.Finish();
  }

 private:
  base::Status ParseAny() {
    if (state_.AtPunctuation("(") && state_.token(1).Is(TokenKind::kKeyword, "SELECT")) {
      state_.Step();
      state_.Step();
      TRY(ParseSelect());
      return state_.ExpectPunctuation(")");
    }
    if (state_.SkipKeyword("SELECT")) return ParseSelect();
    if (state_.SkipKeyword("EXISTS")) return ParseExists();
    if (state_.AtKeyword("INSERT")) return ParseInsert();
    if (state_.SkipKeyword("UPDATE")) return ParseUpdate();
    if (state_.SkipKeyword("DELETE")) return ParseDelete();
    if (state_.AtKeyword("FROM")) return ParseFrom();
    return ParseOther(state_);
  }

  base::Status ParseSelect() {
    statement_.kind = Kind::kSelect;
    if (state_.AtKeyword("DISTINCT")) {
      state_.Note("Unsupported token in expression: DISTINCT");
      state_.Step();
    } else {
      state_.SkipKeyword("ALL");
    }
    if (state_.SkipKeyword("VALUE") || state_.SkipKeyword("PIVOT")) {
      state_.Note("Select projection doesn't support value or pivot keywords");
      TRY(SkipExpression(state_));
      if (state_.SkipKeyword("AT")) TRY(SkipExpression(state_));
    } else {
      TRY(ParseProjection());
    }
    TRY(state_.ExpectKeyword("FROM"));
    TRY(ParseSource(/*takes_index=*/true));
    TRY(ParseWhere());
    TRY(ParseUnsupportedClause("GROUP"));
    TRY(ParseUnsupportedClause("HAVING"));
    TRY(ParseOrderBy());
    return ParseUnsupportedClause("LIMIT");
  }

  base::Status ParseProjection() {
    if (state_.SkipOperator("*")) return {};
    std::set<std::string> names;
    do {
      TRY(ParseProjected(&names));
    } while (state_.SkipPunctuation(","));
    const base::Status disjoint =
        CheckDisjoint(statement_.projection, SortPaths(statement_.projection));
    if (!disjoint.ok()) state_.Note(disjoint.error().message);
    return {};
  }

  base::Status ParseProjected(std::set<std::string>* names) {
    TRY_ASSIGN(const ExpressionSpan span, state_.SpanHere());
    TRY_ASSIGN(std::optional<Path> path, ParseWholePath(span));
    if (path) {
      const std::string name = ProjectedName(*path);
      if (!names->insert(name).second) {
        state_.Note("Duplicate identifiers in select clause: " + name);
      }
      statement_.projection.push_back(*std::move(path));
    } else {
      state_.Note("Unexpected path component" + state_.token_at(span.place).Place());
    }
    return ParseAlias();
  }

  // The expression, if it is a path and no more; steps over it in any case.
  base::Result<std::optional<Path>> ParseWholePath(const ExpressionSpan& span) {
    std::optional<Path> path;
    if (state_.AtPunctuation("(") &&
        state_.token_at(span.end - 1).Is(TokenKind::kPunctuation, ")")) {
      state_.Step();
      TRY_ASSIGN(const ExpressionSpan inner, state_.SpanHere());
      TRY_ASSIGN(path, ParseWholePath(inner));
      state_.Step();
    }
    if (state_.At(TokenKind::kIdentifier) && !state_.token(1).Is(TokenKind::kPunctuation, "(") &&
        !InfixOperatorAt(state_.token_at(span.place))) {
      TRY_ASSIGN(path, state_.ParsePath());
    }
    if (state_.position() != span.end) path.reset();
    state_.SkipTo(span.end);
    return path;
  }

  base::Status ParseAlias() {
    const bool as = state_.SkipKeyword("AS");
    if (state_.At(TokenKind::kIdentifier)) {
      state_.Note("Aliasing is not supported");
      state_.Step();
    } else if (as) {
      return state_.NotWellFormed("Expected identifier for alias");
    }
    return {};
  }

  // table [. index]
  base::Status ParseSource(bool takes_index) {
    if (state_.SkipKeyword("UNPIVOT")) state_.Note("Unexpected from source");
    const Token start = state_.token();
    const Token second = state_.token(2);
    TRY_ASSIGN(const ExpressionSpan span, state_.SpanHere());
    TRY_ASSIGN(const std::optional<Path> path, ParseWholePath(span));
    if (path) {
      TRY(TakeSource(*path, takes_index, start, second));
    } else {
      state_.Note("Unexpected from source");
    }
    TRY(ParseSourceAliases());
    while (AtAnotherSource()) {
      state_.Note("Only select from a single table or index is supported.");
      while (AtAnotherSource()) state_.Step();
      TRY(SkipExpression(state_));
      TRY(ParseSourceAliases());
      if (state_.SkipKeyword("ON")) TRY(SkipExpression(state_));
    }
    return {};
  }

  // At a comma, or at a word of JOIN.
  bool AtAnotherSource() const {
    constexpr std::array<std::string_view, 8> kJoinWords = {"CROSS", "FULL",  "INNER", "JOIN",
                                                            "LEFT",  "OUTER", "RIGHT", "UNPIVOT"};
    return state_.AtPunctuation(",") ||
           (state_.At(TokenKind::kKeyword) &&
            std::ranges::find(kJoinWords, state_.token().text) != kJoinWords.end());
  }

  base::Status ParseSourceAliases() {
    TRY(ParseAlias());
    while (state_.SkipKeyword("AT") || state_.SkipKeyword("BY")) {
      state_.Note("Aliasing is not supported");
      state_.Step();
    }
    return {};
  }

  base::Status TakeSource(const Path& path, bool takes_index, const Token& start,
                          const Token& second) {
    statement_.table = path.attribute();
    if (path.top_level()) return {};
    for (const Path::Element& element : path.elements) {
      if (std::holds_alternative<size_t>(element)) {
        state_.Note("Invalid list expression in source.");
        return {};
      }
    }
    if (statement_.kind == Kind::kInsert) {
      state_.Note(
          "FROM clause may only contain a single table name in data manipulation statements" +
          start.Place());
    } else if (!takes_index) {
      state_.Note("This operation is not supported on an index");
    } else if (path.elements.size() > 2) {
      state_.Note("A path may contain at most 2 components in the FROM clause" + second.Place());
    } else {
      statement_.index = std::get<Name>(path.elements[1]).text();
    }
    return {};
  }

  base::Status ParseWhere() {
    if (!state_.SkipKeyword("WHERE")) return {};
    auto where = std::make_shared<Clauses>();
    TRY(ParseCondition(state_, where.get()));
    statement_.where = std::move(where);
    return {};
  }

  base::Status ParseUnsupportedClause(std::string_view word) {
    if (!state_.SkipKeyword(word)) return {};
    if (word == "GROUP") {
      state_.Note("Unsupported clause: GROUP BY");
      state_.SkipKeyword("PARTIAL");
      TRY(state_.ExpectKeyword("BY"));
      do {
        TRY(SkipExpression(state_));
        TRY(ParseAlias());
      } while (state_.SkipPunctuation(","));
      return state_.SkipKeyword("GROUP") ? ParseAlias() : base::Status();
    }
    TRY_ASSIGN(const Token skipped, SkipExpression(state_));
    state_.Note("Unsupported clause: " + std::string(word) + skipped.Place());
    return {};
  }

  base::Status ParseOrderBy() {
    if (!state_.SkipKeyword("ORDER")) return {};
    TRY(state_.ExpectKeyword("BY"));
    if (!statement_.where) {
      state_.Note("Must have WHERE clause in the statement when using ORDER BY clause.");
    }
    do {
      TRY(ParseOrderKey());
    } while (state_.SkipPunctuation(","));
    return {};
  }

  base::Status ParseOrderKey() {
    constexpr std::string_view kWrong =
        "Argument to ORDER BY must be of type VariableReference. Type: ";
    OrderKey key;
    TRY_ASSIGN(const ExpressionSpan span, state_.SpanHere());
    TRY_ASSIGN(const std::optional<Path> path, ParseWholePath(span));
    if (path) {
      if (!path->top_level()) state_.Note(std::string(kWrong) + "PATH");
      key.attribute = path->attribute();
    } else {
      state_.Note(std::string(kWrong) + state_.token_at(span.place).text);
    }
    key.descending = state_.SkipKeyword("DESC");
    if (!key.descending) state_.SkipKeyword("ASC");
    statement_.order_by.push_back(std::move(key));
    return {};
  }

  base::Status ParseExists() {
    TRY(state_.ExpectPunctuation("("));
    if (!state_.SkipKeyword("SELECT")) {
      state_.Note("Unsupported operation in transaction.");
      if (!state_.AtPunctuation(")")) TRY(ParseAny());
    } else {
      TRY(ParseSelect());
    }
    if (!state_.AtPunctuation(")")) state_.Note("Unrecognized function: exists");
    while (!state_.SkipPunctuation(")")) state_.Step();
    statement_.kind = Kind::kExists;
    return {};
  }

  base::Status ParseInsert() {
    statement_.kind = Kind::kInsert;
    state_.Step();
    TRY(state_.ExpectKeyword("INTO"));
    TRY(ParseTarget());
    if (state_.SkipKeyword("VALUE")) {
      TRY(ParseItem(state_));
    } else {
      TRY(SkipExpression(state_));
      state_.Note("Unsupported operation: InsertOp");
    }
    if (state_.AtKeyword("RETURNING")) {
      state_.Note("RETURNING is not supported in INSERT");
      TRY(ParseReturning());
    }
    return {};
  }

  base::Status ParseUpdate() {
    statement_.kind = Kind::kUpdate;
    TRY(ParseTarget());
    TRY(ParseActions());
    TRY(ParseWhere());
    return ParseReturning();
  }

  // SET path = data, …; REMOVE path; one at least, in any order.
  base::Status ParseActions() {
    auto update = std::make_shared<Clauses>();
    for (;;) {
      if (state_.SkipKeyword("SET")) {
        do {
          TRY(ParseAssignment(state_, update.get()));
        } while (state_.SkipPunctuation(","));
      } else if (state_.SkipKeyword("REMOVE")) {
        TRY(ParseRemoval(state_, update.get()));
      } else if (state_.AtKeyword("INSERT")) {
        state_.Note("Unsupported operation: InsertOp");
        TRY(state_.SkipTerm());
      } else {
        break;
      }
    }
    statement_.update = std::move(update);
    return {};
  }

  base::Status ParseDelete() {
    statement_.kind = Kind::kDelete;
    TRY(state_.ExpectKeyword("FROM"));
    TRY(ParseTarget());
    TRY(ParseWhere());
    return ParseReturning();
  }

  // The table that is written: a path, no expression.
  base::Status ParseTarget() {
    const Token start = state_.token();
    const Token second = state_.token(2);
    TRY_ASSIGN(const Path path, state_.ParsePath());
    TRY(TakeSource(path, /*takes_index=*/false, start, second));
    return ParseAlias();
  }

  // FROM table WHERE condition SET …
  base::Status ParseFrom() {
    statement_.kind = Kind::kUpdate;
    const Token start = state_.token();
    state_.Step();
    TRY(ParseSource(/*takes_index=*/false));
    if (state_.AtKeyword("SET") || state_.AtKeyword("REMOVE")) {
      TRY(ParseActions());
      return ParseReturning();
    }
    TRY(ParseWhere());
    if (state_.SkipKeyword("INSERT")) {
      return base::InvalidArgument("Unsupported FROM ... WHERE ... clause in INSERT statement." +
                                   start.Place());
    }
    TRY(ParseActions());
    return ParseReturning();
  }

  // RETURNING (ALL | MODIFIED) (OLD | NEW) *
  base::Status ParseReturning() {
    if (!state_.SkipKeyword("RETURNING")) return {};
    TRY_ASSIGN(const Returning returning, ParseReturned());
    while (state_.SkipPunctuation(",")) {
      state_.Note("Invalid syntax with multiple returning elements in RETURNING clause");
      TRY(ParseReturned());
    }
    if (statement_.kind == Kind::kDelete && (returning.is_new || !returning.all)) {
      state_.Note("Invalid returning clause: RETURNING " +
                  std::string(returning.all ? "ALL " : "MODIFIED ") +
                  (returning.is_new ? "NEW" : "OLD") +
                  " *. Only RETURNING ALL OLD * is allowed in DELETE statements.");
    }
    statement_.returning = returning;
    return {};
  }

  base::Result<Returning> ParseReturned() {
    Returning returning;
    returning.all = state_.SkipKeyword("ALL");
    if (!returning.all) TRY(state_.ExpectKeyword("MODIFIED"));
    returning.is_new = state_.SkipKeyword("NEW");
    if (!returning.is_new) TRY(state_.ExpectKeyword("OLD"));
    if (state_.SkipOperator("*")) return returning;
    TRY(SkipExpression(state_));
    state_.Note("Expected '*' after ( MODIFIED | ALL ) ( NEW | OLD ) in RETURNING clause");
    return returning;
  }

  ParserState state_;
  Statement& statement_;
};

}  // namespace

base::Result<std::shared_ptr<const Statement>> Parse(std::string_view text) {
  return StatementParser(text).Parse();
}

bool BeginsNoStatement(std::string_view text) {
  const std::vector<Token> tokens = Tokenize(text);
  const bool all_are_tokens = std::ranges::none_of(
      tokens, [](const Token& token) { return token.kind == TokenKind::kInvalid; });
  const TokenKind first = tokens.front().kind;
  return all_are_tokens && first != TokenKind::kKeyword && first != TokenKind::kPunctuation &&
         first != TokenKind::kEnd;
}

}  // namespace expr::partiql
