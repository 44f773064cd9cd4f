#include "expr/partiql/bound_statement.h"

#include <string>
#include <utility>

#include "expr/bound.h"
#include "expr/check_operands.h"

namespace expr::partiql {
namespace {

using Parameters = std::span<const value::ValueView>;

value::ValueView ValueOf(const Operand& operand, Parameters parameters) {
  return operand.parameter ? parameters[*operand.parameter] : value::ValueView(operand.encoded);
}

// The literals stay in the statement, which the tree keeps alive.
base::Result<Bound> BindClauses(const std::shared_ptr<const Clauses>& clauses,
                                Parameters parameters) {
  Bound bound;
  bound.tree = std::shared_ptr<const Tree>(clauses, &clauses->tree);
  bound.paths = clauses->paths;
  bound.values.reserve(clauses->operands.size());
  for (const Operand& operand : clauses->operands) {
    bound.values.push_back(ValueOf(operand, parameters));
  }
  for (const Node& node : bound.tree->nodes) {
    if (node.op != Op::kPath && node.op != Op::kValue) TRY(CheckOperands(bound, node));
  }
  return bound;
}

// What SET_ADD and SET_DELETE are given, if it is a parameter.
base::Status CheckSets(const Bound& bound) {
  for (const Action& action : bound.tree->actions) {
    if (action.clause != Clause::kAdd && action.clause != Clause::kDelete) continue;
    if (bound.values[bound.tree->node(action.value).index].is_set()) continue;
    return base::InvalidArgument(
        "The second argument to " +
        std::string(action.clause == Clause::kAdd ? "SET_ADD" : "SET_DELETE") +
        " must be a value with type SET");
  }
  return {};
}

base::Result<Update> BindUpdate(const std::shared_ptr<const Clauses>& clauses,
                                Parameters parameters) {
  TRY_ASSIGN(Bound bound, BindClauses(clauses, parameters));
  TRY(CheckSets(bound));
  return Update::FromBound(std::move(bound));
}

Projection ProjectionOf(const Statement& statement) {
  std::vector<std::string> names;
  names.reserve(statement.projection.size());
  for (const Path& path : statement.projection) names.push_back(ProjectedName(path));
  return Projection(statement.projection, std::move(names));
}

}  // namespace

base::Result<BoundStatement> Bind(std::shared_ptr<const Statement> statement,
                                  Parameters parameters) {
  if (parameters.size() != statement->parameter_count) {
    return base::InvalidArgument("Number of parameters in request and statement don't match.");
  }
  BoundStatement bound;
  if (statement->where) {
    TRY_ASSIGN(Bound where, BindClauses(statement->where, parameters));
    bound.where.emplace(std::move(where));
  }
  if (statement->update) {
    TRY_ASSIGN(bound.update, BindUpdate(statement->update, parameters));
  }
  if (!statement->projection.empty()) bound.projection = ProjectionOf(*statement);
  value::RowBuilder item;
  for (const auto& [name, operand] : statement->item) item.Set(name, ValueOf(operand, parameters));
  bound.item = item.Build();
  bound.statement = std::move(statement);
  return bound;
}

}  // namespace expr::partiql
