#include "api/dynamodb/statement/statement.h"

#include <utility>

#include "api/dynamodb/resource/resource_arn.h"
#include "expr/partiql/statement_cache.h"
#include "run/give_way.h"

namespace api::dynamodb::statement {

void NoteStatement(const std::string& text) {
  constexpr size_t kStepsPerByte = 50;
  run::Spend(kStepsPerByte * text.size());
  run::GiveWay();
}

ApiResult<ParsedStatement> ParseStatement(const std::string& text) {
  TRY_ASSIGN(ParsedStatement statement, expr::partiql::ParseCached(text));
  return statement;
}

ApiResult<expr::partiql::BoundStatement> BindParameters(
    ParsedStatement statement, const std::optional<std::vector<value::Value>>& parameters) {
  std::vector<value::ValueView> views;
  if (parameters) {
    views.reserve(parameters->size());
    for (const value::Value& parameter : *parameters) views.push_back(parameter.view());
  }
  TRY_ASSIGN(expr::partiql::BoundStatement bound, expr::partiql::Bind(std::move(statement), views));
  return bound;
}

ApiResult<void> CheckStatementTable(const expr::partiql::Statement& statement) {
  const auto is_name = [](const std::string& name) { return resource::IsTableOrIndexName(name); };
  if ((resource::IsArn(statement.table) || is_name(statement.table)) &&
      (!statement.index || is_name(*statement.index))) {
    return {};
  }
  return Validation(
      "Table name should be within the length [3, 255] and only contain 'a-z', 'A-Z', '0-9', '-', "
      "'_', '.'.");
}

}  // namespace api::dynamodb::statement
