#include "api/dynamodb/transaction/transact_action.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/item/item_update.h"
#include "api/dynamodb/item/item_write.h"
#include "api/dynamodb/item/key_paths.h"
#include "base/bytes.h"
#include "table/index/index_entry.h"
#include "table/index/index_errors.h"
#include "table/item/check_index_keys.h"
#include "table/key_schema.h"
#include "table/limits.h"

namespace api::dynamodb::transaction {
namespace {

using Kind = TransactWriteAction::Kind;

// Members that all actions have, though not all of them as optional ones. Those of an action
// without any expression are of no interest, unlike a single operation's.
template <typename Action>
ApiResult<expr::Placeholders> PlaceholdersOf(const Action& action,
                                             std::initializer_list<expression::Given> expressions,
                                             const std::optional<base::Error>& invalid_value) {
  const bool any = std::ranges::any_of(expressions, &expression::Given::given);
  return expression::CheckExpressionParameters(
      {.expressions = expressions,
       .legacy = {},
       .names = any ? &action.expression_attribute_names : nullptr,
       .values = any ? &action.expression_attribute_values : nullptr,
       .invalid_value = invalid_value});
}

bool NestsTooDeep(const std::optional<base::Error>& invalid_value) {
  return invalid_value && invalid_value->message.find(value::kNestedTooDeep) != std::string::npos;
}

template <typename Action>
ApiResult<TransactWriteAction> Compile(Kind kind, const Action& action, const value::Row& item,
                                       const std::optional<std::string>& condition,
                                       const std::optional<std::string>& update = std::nullopt) {
  TransactWriteAction compiled{
      .kind = kind,
      .table_name = action.table_name,
      .item = item,
      .wants_item_on_failure =
          item::WantsItemOnFailure(action.return_values_on_condition_check_failure),
      .nests_too_deep = kind == Kind::kUpdate && NestsTooDeep(action.invalid_value),
  };
  const auto invalid_value = compiled.nests_too_deep ? std::nullopt : action.invalid_value;
  const expression::Given condition_given{"ConditionExpression", condition.has_value()};
  const expression::Given update_given{"UpdateExpression", update.has_value()};
  TRY_ASSIGN(expr::Placeholders placeholders,
             kind == Kind::kUpdate
                 ? PlaceholdersOf(action, {update_given, condition_given}, invalid_value)
                 : PlaceholdersOf(action, {condition_given}, invalid_value));
  TRY_ASSIGN(compiled.update, item::CompileUpdate(update, placeholders, std::nullopt));
  TRY_ASSIGN(compiled.condition, expression::CompileCondition("ConditionExpression", condition,
                                                              placeholders, std::nullopt));
  TRY(placeholders.CheckAllUsed());
  return compiled;
}

using MaybeDecision = base::Result<std::optional<table::item::Decision>>;

MaybeDecision Decide(const TransactWriteAction& action, const table::TableDescription& table,
                     const value::RowView& item, bool exists) {
  using Does = table::item::Decision::Kind;
  if (action.condition && !action.condition->Evaluate(item, expr::Condition::Beside::kGivesWay))
    return std::optional<table::item::Decision>();
  switch (action.kind) {
    case Kind::kConditionCheck:
      break;
    case Kind::kPut:
      return std::optional(table::item::Decision{.kind = Does::kPut, .row = action.item});
    case Kind::kDelete:
      return std::optional(table::item::Decision{.kind = exists ? Does::kDelete : Does::kNothing});
    case Kind::kUpdate: {
      TRY_ASSIGN(table::item::Decision decision,
                 item::DecideUpdate(action.update, action.item, item, exists));
      TRY(item::CheckUpdatedIndexKeys(*action.update, table, decision.row.view()));
      return std::optional(std::move(decision));
    }
  }
  return std::optional(table::item::Decision{});
}

// Each part with its length, absent ones unlike empty ones.
class Content {
 public:
  void Add(std::string_view part) { base::AppendLengthPrefixed(part, &bytes_); }
  void Add(const std::optional<std::string>& part) {
    AddFlag(part.has_value());
    if (part) Add(std::string_view(*part));
  }
  void Add(const std::optional<value::Row>& part) {
    AddFlag(part.has_value());
    if (part) Add(std::string_view(part->bytes()));
  }
  // In whichever order they are given.
  void Add(std::optional<std::vector<std::pair<std::string, std::string>>> names) {
    AddFlag(names.has_value());
    if (!names) return;
    std::ranges::sort(*names);
    base::AppendVarint(names->size(), &bytes_);
    for (const auto& [placeholder, name] : *names) {
      Add(std::string_view(placeholder));
      Add(std::string_view(name));
    }
  }
  void AddFlag(bool flag) { bytes_.push_back(flag ? 1 : 0); }
  void AddKind(Kind kind) { bytes_.push_back(static_cast<char>(kind)); }

  // What all actions have.
  template <typename Action>
  void AddAction(Kind kind, const Action& action, const value::Row& item) {
    AddKind(kind);
    Add(std::string_view(action.table_name));
    Add(std::string_view(item.bytes()));
    Add(std::optional<std::string>(action.condition_expression));
    Add(action.expression_attribute_names);
    Add(action.expression_attribute_values);
    AddFlag(item::WantsItemOnFailure(action.return_values_on_condition_check_failure));
  }

  std::string Take() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

}  // namespace

ApiResult<TransactWriteAction> CompileAction(const TransactWriteItem& item) {
  const int given = item.condition_check.has_value() + item.put.has_value() +
                    item.delete_.has_value() + item.update.has_value();
  if (given > 1) {
    return Validation("TransactItems can only contain one of Check, Put, Update or Delete");
  }
  if (item.condition_check) {
    return Compile(Kind::kConditionCheck, *item.condition_check, item.condition_check->key,
                   item.condition_check->condition_expression);
  }
  if (item.put) {
    TRY_ASSIGN(TransactWriteAction put,
               Compile(Kind::kPut, *item.put, item.put->item, item.put->condition_expression));
    if (put.item.view().ItemBytes() > table::kItemBytesMax) {
      return Validation("Item size has exceeded the maximum allowed size");
    }
    return put;
  }
  if (item.delete_) {
    return Compile(Kind::kDelete, *item.delete_, item.delete_->key,
                   item.delete_->condition_expression);
  }
  if (item.update) {
    return Compile(Kind::kUpdate, *item.update, item.update->key, item.update->condition_expression,
                   item.update->update_expression);
  }
  return Validation(
      "Invalid Request: TransactWriteRequest should contain Delete or Put or Update request");
}

ApiResult<void> CheckNoEmptyKeys(const TransactWriteAction& action,
                                 const table::TableDescription& table) {
  const value::RowView row = action.item.view();
  // The value of a key attribute that may be empty. One of another type is refused otherwise.
  const auto find = [&](const table::KeyAttribute& key) -> std::optional<value::ValueView> {
    if (key.type == value::Type::kN) return std::nullopt;
    const auto value = row.Find(key.name);
    return value && value->type() == key.type ? value : std::nullopt;
  };
  const auto check = [&](const table::KeyAttribute& key) -> base::Status {
    const auto value = find(key);
    return value ? table::CheckKeyNotEmpty(key, *value) : base::Status();
  };
  TRY(check(table.key_schema.partition));
  if (table.key_schema.sort) TRY(check(*table.key_schema.sort));
  if (action.update) return item::CheckTargetsNotEmpty(*action.update, table);
  if (action.kind != Kind::kPut) return {};
  const auto check_index = [&](const table::IndexDescription& index) -> base::Status {
    for (const auto* keys : {&index.hash, &index.range}) {
      for (const table::KeyAttribute& key : *keys) {
        if (const auto value = find(key)) TRY(table::index::CheckIndexKeyValue(index, key, *value));
      }
    }
    return {};
  };
  TRY(table::index::CheckEachIndex(table, check_index));
  return {};
}

ApiResult<table::transaction::TransactAction> ResolveAction(const TransactWriteAction& action,
                                                            const table::TableDescription& table) {
  table::transaction::TransactAction resolved{
      .table = &table,
      .key = {},
      .decide = [&](const value::RowView& item,
                    bool exists) { return Decide(action, table, item, exists); },
      .wants_item_on_failure = action.wants_item_on_failure,
  };
  if (action.kind == Kind::kPut) {
    TRY_ASSIGN(resolved.key, table::KeyOfItem(table.key_schema, action.item.view()));
    TRY(table::item::CheckIndexKeys(table, action.item.view()));
  } else {
    TRY_ASSIGN(resolved.key, table::KeyOfKey(table.key_schema, action.item.view()));
  }
  if (action.update) {
    TRY(item::CheckTargets(*action.update, table.key_schema));
    TRY(item::CheckTargetTypes(*action.update, table));
    TRY(item::CheckTargetsNotEmpty(*action.update, table));
    if (action.nests_too_deep) return Validation(std::string(value::kNestedTooDeep));
    TRY(action.update->CheckNesting());
  }
  TRY(item::CheckKeyPaths(action.update, table));
  TRY(item::CheckKeyPaths(action.condition, table));
  TRY(item::CheckUpdateSize(action.update));
  return resolved;
}

std::string ContentOf(const TransactWriteItemsInput& input) {
  Content content;
  for (const TransactWriteItem& item : input.transact_items) {
    if (item.condition_check) {
      content.AddAction(Kind::kConditionCheck, *item.condition_check, item.condition_check->key);
    }
    if (item.put) content.AddAction(Kind::kPut, *item.put, item.put->item);
    if (item.delete_) content.AddAction(Kind::kDelete, *item.delete_, item.delete_->key);
    if (item.update) {
      content.AddAction(Kind::kUpdate, *item.update, item.update->key);
      content.Add(std::string_view(item.update->update_expression));
    }
  }
  return std::move(content).Take();
}

}  // namespace api::dynamodb::transaction
