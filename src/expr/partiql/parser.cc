// Statements: what stands around their conditions, data and literals.
#include <set>
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
    if (state_.SkipKeyword("INSERT")) return ParseInsert();
    if (state_.SkipKeyword("UPDATE")) return ParseUpdate();
    if (state_.SkipKeyword("DELETE")) return ParseDelete();
    if (state_.AtKeyword("FROM")) return ParseFrom();
    return ParseOther();
  }

  // What is PartiQL, but not of DynamoDB.
  base::Status ParseOther() {
    const Token first = state_.token();
    const bool defines =
        first.Is(TokenKind::kKeyword, "CREATE") || first.Is(TokenKind::kKeyword, "DROP");
    if (defines && state_.token(1).Is(TokenKind::kKeyword, "TABLE")) {
      return base::InvalidArgument("Unsupported operation: " +
                                   std::string(first.text == "DROP" ? "Drop" : "Create") + "Table");
    }
    if (first.kind == TokenKind::kEnd) return state_.NotWellFormed("Unexpected term");
    if (first.kind == TokenKind::kKeyword) return state_.NotWellFormed("Unexpected keyword");
    TRY(SkipExpression(state_));
    state_.Note("Unsupported operation: " + std::string(first.kind == TokenKind::kIdentifier
                                                            ? "VariableReference"
                                                            : "Literal"));
    return {};
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
    }
    TRY(ParseProjection());
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
    const Token start = state_.token();
    const bool called = state_.token(1).Is(TokenKind::kPunctuation, "(");
    const bool is_word = start.kind == TokenKind::kIdentifier || start.kind == TokenKind::kKeyword;
    if (called && is_word) {
      state_.Note("Unexpected path component" + start.Place());
      state_.Step();
      TRY(state_.SkipParentheses());
    } else if (start.kind == TokenKind::kIdentifier) {
      if (state_.token(1).Is(TokenKind::kPunctuation, ".") &&
          state_.token(2).Is(TokenKind::kOperator, "*")) {
        state_.Note("Changing item's hierarchy while reading isn't supported");
        for (int i = 0; i < 3; ++i) state_.Step();
        return {};
      }
      TRY_ASSIGN(Path path, state_.ParsePath());
      const std::string name = ProjectedName(path);
      if (!names->insert(name).second) {
        state_.Note("Duplicate identifiers in select clause: " + name);
      }
      statement_.projection.push_back(std::move(path));
      if (state_.At(TokenKind::kOperator)) {
        TRY_ASSIGN(const Token skipped, SkipExpression(state_));
        state_.Note("Unexpected path component" + skipped.Place());
      }
    } else {
      TRY_ASSIGN(const Token skipped, SkipExpression(state_));
      state_.Note("Unexpected path component" + skipped.Place());
    }
    return ParseAlias();
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
    if (state_.At(TokenKind::kIdentifier)) {
      const Token start = state_.token();
      const Token second = state_.token(2);
      TRY_ASSIGN(const Path path, state_.ParsePath());
      TRY(TakeSource(path, takes_index, start, second));
    } else if (state_.AtPunctuation("(")) {
      state_.Note("Unexpected from source");
      TRY(state_.SkipParentheses());
    } else if (state_.At(TokenKind::kString) || state_.At(TokenKind::kParameter)) {
      state_.Note("Unexpected from source");
      if (state_.At(TokenKind::kParameter)) ++statement_.parameter_count;
      state_.Step();
    } else {
      return state_.NotWellFormed("Expected identifier");
    }
    TRY(ParseAlias());
    while (state_.SkipPunctuation(",")) {
      state_.Note("Only select from a single table or index is supported.");
      TRY(state_.ParsePath());
      TRY(ParseAlias());
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
      TRY(state_.ExpectKeyword("BY"));
      state_.Note("Unsupported clause: GROUP BY");
      do {
        TRY(SkipExpression(state_));
      } while (state_.SkipPunctuation(","));
      return {};
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
    const Token start = state_.token();
    constexpr std::string_view kWrong =
        "Argument to ORDER BY must be of type VariableReference. Type: ";
    OrderKey key;
    if (start.kind == TokenKind::kIdentifier && !state_.token(1).Is(TokenKind::kPunctuation, "(")) {
      TRY_ASSIGN(const Path path, state_.ParsePath());
      if (!path.top_level()) state_.Note(std::string(kWrong) + "PATH");
      key.attribute = path.attribute();
    } else {
      TRY_ASSIGN(const Token skipped, SkipExpression(state_));
      state_.Note(std::string(kWrong) + skipped.text);
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
      TRY(ParseAny());
    } else {
      TRY(ParseSelect());
    }
    TRY(state_.ExpectPunctuation(")"));
    statement_.kind = Kind::kExists;
    return {};
  }

  base::Status ParseInsert() {
    statement_.kind = Kind::kInsert;
    if (!state_.SkipKeyword("INTO")) return state_.NotWellFormed("Expected INTO");
    TRY(ParseSource(/*takes_index=*/false));
    TRY(state_.ExpectKeyword("VALUE"));
    TRY(ParseItem(state_));
    if (state_.AtKeyword("RETURNING")) {
      state_.Note("RETURNING is not supported in INSERT");
      TRY(ParseReturning());
    }
    return {};
  }

  base::Status ParseUpdate() {
    statement_.kind = Kind::kUpdate;
    TRY(ParseSource(/*takes_index=*/false));
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
      } else {
        break;
      }
    }
    if (update->tree.actions.empty()) {
      return state_.NotWellFormed("Expected data manipulation");
    }
    statement_.update = std::move(update);
    return {};
  }

  base::Status ParseDelete() {
    statement_.kind = Kind::kDelete;
    TRY(state_.ExpectKeyword("FROM"));
    TRY(ParseSource(/*takes_index=*/false));
    TRY(ParseWhere());
    return ParseReturning();
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
    if (state_.SkipPunctuation(",")) {
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

}  // namespace expr::partiql
