#include "api/dynamodb/statement/statement_write.h"

#include <utility>

#include "api/dynamodb/item/item_update.h"
#include "api/dynamodb/item/key_paths.h"
#include "api/dynamodb/resource/table_name.h"
#include "api/dynamodb/statement/statement.h"
#include "api/dynamodb/statement/statement_keys.h"
#include "table/index/index_entry.h"
#include "table/item/check_index_keys.h"
#include "table/limits.h"

namespace api::dynamodb::statement {
namespace {

using expr::partiql::Returning;
using Kind = expr::partiql::Statement::Kind;

ApiResult<void> CheckItemKey(const table::KeySchema& schema, const value::Row& item) {
  const auto check = [&](const table::KeyAttribute& attribute) -> ApiResult<void> {
    const std::optional<value::ValueView> value = item.Find(attribute.name);
    if (value) return CheckKeyType(attribute, *value);
    return Validation("Key attribute should be present in the item: Key " + attribute.name);
  };
  TRY(check(schema.partition));
  if (schema.sort) TRY(check(*schema.sort));
  return {};
}

ApiResult<void> PlanInsert(StatementWrite* write) {
  write->key = std::move(write->statement.item);
  const value::RowView item = write->key.view();
  TRY(CheckItemKey(write->table->key_schema, write->key));
  if (item.ItemBytes() > table::kItemBytesMax) {
    return Validation("Item size has exceeded the maximum allowed size");
  }
  TRY_ASSIGN(write->item_key, table::KeyOfItem(write->table->key_schema, item));
  TRY(table::item::CheckIndexKeys(*write->table, item));
  return {};
}

ApiResult<void> CheckUpdate(const StatementWrite& write) {
  const std::optional<expr::Update>& update = write.statement.update;
  if (!update) return {};
  TRY(item::CheckTargets(*update, write.table->key_schema));
  TRY(item::CheckTargetTypes(*update, *write.table));
  // The statement is not weighed by itself, as an UpdateExpression is: what counts is the item that
  // comes of it.
  return item::CheckKeyPaths(update, *write.table);
}

// What RETURNING wants of an item.
std::optional<value::Row> Returned(const StatementWrite& write, std::optional<value::Row> item) {
  const Returning& returning = *write.statement.statement->returning;
  return returning.all ? std::move(item) : item::Updated(write.statement.update, item);
}

}  // namespace

ApiResult<StatementWrite> PlanWrite(const RequestContext& context,
                                    expr::partiql::BoundStatement statement) {
  TRY(CheckStatementTable(*statement.statement));
  StatementWrite write{.statement = std::move(statement), .table = {}, .key = {}, .item_key = {}};
  TRY_ASSIGN(write.table, resource::FindTable(context, write.statement.statement->table));
  if (write.statement.statement->kind == Kind::kInsert) {
    TRY(PlanInsert(&write));
    return write;
  }
  TRY(item::CheckKeyPaths(write.statement.where, *write.table));
  TRY_ASSIGN(write.key, KeyOf(write.statement.where, write.table->key_schema));
  TRY_ASSIGN(write.item_key, table::KeyOfKey(write.table->key_schema, write.key.view()));
  TRY(CheckUpdate(write));
  return write;
}

base::Result<std::optional<table::item::Decision>> DecideStatement(const StatementWrite& write,
                                                                   const value::RowView& item,
                                                                   bool exists) {
  using Does = table::item::Decision::Kind;
  const expr::partiql::BoundStatement& statement = write.statement;
  // WHERE names the key: an item that is not there does not meet it.
  const bool met =
      !statement.where || statement.where->Evaluate(item, expr::Condition::Beside::kGivesWay);
  switch (statement.statement->kind) {
    case Kind::kInsert:
      if (exists) return std::nullopt;
      return std::optional(table::item::Decision{.kind = Does::kPut, .row = write.key});
    case Kind::kUpdate: {
      if (!met) return std::nullopt;
      TRY_ASSIGN(table::item::Decision decision,
                 item::DecideUpdate(statement.update, write.key, item, exists));
      TRY(item::CheckUpdatedIndexKeys(*statement.update, *write.table, decision.row.view()));
      return std::optional(std::move(decision));
    }
    case Kind::kDelete:
      // "If the table does not have any item with the same primary key … SUCCESS is returned".
      if (exists && !met) return std::nullopt;
      return std::optional(table::item::Decision{.kind = exists ? Does::kDelete : Does::kNothing});
    case Kind::kExists:
    case Kind::kSelect:
      break;
  }
  if (!met) return std::nullopt;
  return std::optional(table::item::Decision{});
}

ApiResult<StatementWritten> WriteStatement(RequestContext& context, const StatementWrite& write,
                                           bool item_on_failure) {
  const expr::partiql::Statement& syntax = *write.statement.statement;
  const bool wants_new = syntax.returning && syntax.returning->is_new;
  const bool wants_old = syntax.returning && !syntax.returning->is_new;
  bool failed = false;
  std::optional<value::Row> item_found;
  std::optional<value::Row> new_item;
  StatementWritten written;
  TRY_ASSIGN(
      written.outcome,
      context.items.Write(
          *write.table, write.item_key,
          [&](const value::RowView& item, bool exists) -> base::Result<table::item::Decision> {
            TRY_ASSIGN(std::optional<table::item::Decision> decision,
                       DecideStatement(write, item, exists));
            failed = !decision;
            if (failed && item_on_failure && exists) item_found = value::Row(item);
            if (failed) return table::item::Decision{};
            if (wants_new && decision->kind == table::item::Decision::Kind::kPut) {
              new_item = decision->row;
            }
            return *std::move(decision);
          },
          wants_old));
  if (failed) {
    return syntax.kind == Kind::kInsert ? DuplicateItem()
                                        : ConditionalCheckFailed(std::move(item_found));
  }
  if (wants_new) written.returned = Returned(write, std::move(new_item));
  if (wants_old) written.returned = Returned(write, std::move(written.outcome.old_item));
  return written;
}

}  // namespace api::dynamodb::statement
