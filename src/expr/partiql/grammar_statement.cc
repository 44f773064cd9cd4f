// Statements, which PartiQL takes for terms of expressions.
#include <algorithm>
#include <array>
#include <string_view>

#include "expr/partiql/grammar_parser.h"

namespace expr::partiql {
namespace {

constexpr std::array<std::string_view, 10> kStatementWords = {
    "CREATE", "DELETE", "DROP", "FROM", "INSERT", "PIVOT", "REMOVE", "SELECT", "SET", "UPDATE"};

}  // namespace

base::Status CheckGrammar(std::span<const Token> tokens) {
  const bool all_are_tokens = std::ranges::none_of(
      tokens, [](const Token& token) { return token.kind == TokenKind::kInvalid; });
  if (!all_are_tokens) return base::InvalidArgument("");
  return GrammarParser(tokens, 0).Whole();
}

base::Status GrammarParser::Whole() {
  TRY(Expression(kSetBinding));
  if (Skip(";") && !AtEnd()) {
    return NotWellFormed("Unexpected token after semicolon. (Only one query is allowed.)");
  }
  if (!AtEnd()) return NotWellFormed("Unexpected token after expression");
  return {};
}

bool GrammarParser::AtStatement() const {
  if (!AtKind(TokenKind::kKeyword)) return false;
  if (IsKeyword(0, "INSERT")) return IsKeyword(1, "INTO");
  return std::ranges::find(kStatementWords, token().text) != kStatementWords.end();
}

base::Status GrammarParser::StatementTerm() {
  if (AtManipulation()) {
    TRY(Manipulation());
    return Returning();
  }
  if (SkipKeyword("SELECT")) return Select();
  if (SkipKeyword("UPDATE")) return Update();
  if (SkipKeyword("DELETE")) return Delete();
  if (SkipKeyword("FROM")) return From();
  if (SkipKeyword("PIVOT")) {
    TRY(Expression(kSetBinding));
    if (!SkipKeyword("AT")) return NotWellFormed("Expected AT");
    TRY(Expression(kSetBinding));
    return Clauses();
  }
  return Define();
}

base::Status GrammarParser::Select() {
  if (!SkipKeyword("DISTINCT")) SkipKeyword("ALL");
  if (SkipKeyword("VALUE") || SkipKeyword("PIVOT")) {
    TRY(Expression(kSetBinding));
    if (SkipKeyword("AT")) TRY(Expression(kSetBinding));
    return Clauses();
  }
  TRY(SelectList());
  return Clauses();
}

base::Status GrammarParser::SelectList() {
  if (IsKeyword(0, "FROM")) return NotWellFormed("Cannot have empty SELECT list");
  if (SkipOperator("*")) {
    if (!At(",")) return {};
    return NotWellFormed(
        "Other expressions may not be present in the select list when '*' is used without dot "
        "notation.");
  }
  do {
    TRY(Expression(kSetBinding));
    TRY(Alias());
  } while (Skip(","));
  return {};
}

// [[AS] name]
base::Status GrammarParser::Alias() {
  if (SkipKeyword("AS") && !AtKind(TokenKind::kIdentifier)) {
    return NotWellFormed("Expected identifier for alias");
  }
  if (AtKind(TokenKind::kIdentifier)) Step();
  return {};
}

// What follows the list of SELECT.
base::Status GrammarParser::Clauses() {
  if (!SkipKeyword("FROM")) return NotWellFormed("Expected FROM after SELECT list");
  TRY(Sources());
  TRY(Where());
  if (SkipKeyword("GROUP")) {
    SkipKeyword("PARTIAL");
    if (!SkipKeyword("BY")) return NotWellFormed("Expected BY");
    do {
      TRY(Expression(kSetBinding));
      TRY(Alias());
    } while (Skip(","));
    if (SkipKeyword("GROUP")) TRY(Alias());
  }
  if (SkipKeyword("HAVING")) TRY(Expression(kSetBinding));
  if (SkipKeyword("ORDER")) {
    if (!SkipKeyword("BY")) return NotWellFormed("Expected BY");
    do {
      TRY(Expression(kSetBinding));
      if (!SkipKeyword("ASC")) SkipKeyword("DESC");
    } while (Skip(","));
  }
  if (SkipKeyword("LIMIT")) TRY(Expression(kSetBinding));
  return {};
}

base::Status GrammarParser::Sources() {
  TRY(Source());
  for (;;) {
    if (Skip(",")) {
      TRY(Source());
      continue;
    }
    const bool crosses = IsKeyword(0, "CROSS");
    if (!SkipJoin()) return {};
    TRY(Source());
    if (crosses) continue;
    TRY(ExpectKeyword("ON"));
    TRY(Expression(kSetBinding));
  }
}

// [INNER | CROSS | (LEFT | RIGHT | FULL) [OUTER]] JOIN
bool GrammarParser::SkipJoin() {
  size_t words = 0;
  if (IsKeyword(0, "INNER") || IsKeyword(0, "CROSS") || IsKeyword(0, "OUTER")) {
    words = 1;
  } else if (IsKeyword(0, "LEFT") || IsKeyword(0, "RIGHT") || IsKeyword(0, "FULL")) {
    words = IsKeyword(1, "OUTER") ? 2 : 1;
  }
  if (!IsKeyword(words, "JOIN")) return false;
  next_ += words + 1;
  return true;
}

// [UNPIVOT] expression [[AS] name] [AT name] [BY name]
base::Status GrammarParser::Source() {
  SkipKeyword("UNPIVOT");
  TRY(Expression(kSetBinding));
  TRY(Alias());
  if (SkipKeyword("AT") && !SkipIf(AtKind(TokenKind::kIdentifier))) {
    return NotWellFormed("Expected identifier for AT-name");
  }
  if (SkipKeyword("BY") && !SkipIf(AtKind(TokenKind::kIdentifier))) {
    return NotWellFormed("Expected identifier for BY-name");
  }
  return {};
}

base::Status GrammarParser::Where() {
  if (SkipKeyword("WHERE")) TRY(Expression(kSetBinding));
  return {};
}

// FROM sources [WHERE condition] SET …
base::Status GrammarParser::From() {
  TRY(Sources());
  TRY(Where());
  TRY(Manipulations());
  return Returning();
}

base::Status GrammarParser::Update() {
  TRY(SimplePath());
  TRY(Alias());
  TRY(Manipulations());
  TRY(Where());
  return Returning();
}

base::Status GrammarParser::Delete() {
  if (!SkipKeyword("FROM")) return NotWellFormed("Expected FROM after DELETE");
  TRY(SimplePath());
  TRY(Alias());
  TRY(Where());
  return Returning();
}

bool GrammarParser::AtManipulation() const {
  return IsKeyword(0, "SET") || IsKeyword(0, "REMOVE") ||
         (IsKeyword(0, "INSERT") && IsKeyword(1, "INTO"));
}

base::Status GrammarParser::Manipulations() {
  if (!AtManipulation()) return NotWellFormed("Expected data manipulation");
  while (AtManipulation()) TRY(Manipulation());
  return {};
}

base::Status GrammarParser::Manipulation() {
  if (SkipKeyword("REMOVE")) return SimplePath();
  if (!SkipKeyword("SET")) return Insert();
  do {
    TRY(SimplePath());
    if (!SkipOperator("=")) return NotWellFormed("Expected '=' for update assignment");
    TRY(Expression(kSetBinding));
  } while (Skip(","));
  return {};
}

// INSERT INTO path [VALUE] expression
base::Status GrammarParser::Insert() {
  Step();
  Step();
  TRY(SimplePath());
  SkipKeyword("VALUE");
  TRY(Expression(kSetBinding));
  return {};
}

// RETURNING (ALL | MODIFIED) (OLD | NEW) *, …
base::Status GrammarParser::Returning() {
  if (!SkipKeyword("RETURNING")) return {};
  do {
    const bool is_mapping = (IsKeyword(0, "ALL") || IsKeyword(0, "MODIFIED")) &&
                            (IsKeyword(1, "OLD") || IsKeyword(1, "NEW"));
    if (!is_mapping) {
      return NotWellFormed("Expected ( MODIFIED | ALL ) ( NEW | OLD ) in each returning element.");
    }
    Step();
    Step();
    if (!SkipOperator("*")) TRY(Expression(kSetBinding));
  } while (Skip(","));
  return {};
}

// (CREATE | DROP) (TABLE name | INDEX …)
base::Status GrammarParser::Define() {
  const bool creates = IsKeyword(0, "CREATE");
  Step();
  const bool index = IsKeyword(0, "INDEX");
  if (!SkipKeyword("TABLE") && !SkipKeyword("INDEX")) {
    return NotWellFormed(creates ? "Unexpected token following CREATE"
                                 : "Unexpected token following DROP");
  }
  const auto name = [this]() -> base::Status {
    if (SkipIf(AtKind(TokenKind::kIdentifier))) return {};
    return NotWellFormed("Expected identifier");
  };
  if (!index) return name();
  if (!creates) TRY(name());
  TRY(ExpectKeyword("ON"));
  TRY(name());
  if (!creates) return {};
  TRY(Expect("(", "LEFT_PAREN"));
  do {
    TRY(SimplePath());
  } while (Skip(","));
  return Expect(")", "RIGHT_PAREN");
}

}  // namespace expr::partiql
