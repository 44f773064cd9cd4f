#include "api/dynamodb/item/item_update.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "expr/projection.h"
#include "table/index/index_entry.h"
#include "table/index/index_errors.h"
#include "table/limits.h"

namespace api::dynamodb::item {
namespace {

// Of an index key of type S or B.
base::Status CheckNotEmpty(const value::ValueView& value) {
  if (!value.AsBytes().empty()) return {};
  return base::InvalidArgument(
      "One or more parameter values are not valid. The update expression attempted to update a "
      "secondary index key to a value that is not supported. The AttributeValue for a key "
      "attribute cannot contain an empty " +
      std::string(value.type() == value::Type::kS ? "string" : "binary") + " value.");
}

base::Status CheckUpdatedIndexKey(const table::KeyAttribute& key, const value::ValueView& value,
                                  size_t bytes_max) {
  if (value.type() != key.type) {
    return base::InvalidArgument(
        "The update expression attempted to update the secondary index key to unsupported type");
  }
  if (key.type == value::Type::kN) return {};
  TRY(CheckNotEmpty(value));
  if (value.AsBytes().size() > bytes_max) {
    return base::InvalidArgument(
        "The update expression attempted to update the secondary index key beyond allowed size "
        "limits");
  }
  return {};
}

}  // namespace

ApiResult<std::optional<expr::Update>> CompileUpdate(const std::optional<std::string>& text,
                                                     expr::Placeholders& placeholders,
                                                     std::optional<expr::Update> legacy) {
  if (!text) return legacy;
  TRY_ASSIGN(expr::Update update, expr::Update::Compile(*text, placeholders));
  return std::optional<expr::Update>(std::move(update));
}

ApiResult<void> CheckTargets(const expr::Update& update, const table::KeySchema& schema) {
  for (const expr::Path& target : update.targets()) {
    if (schema.Has(target.attribute())) {
      return Validation("One or more parameter values were invalid: Cannot update attribute " +
                        target.attribute() + ". This attribute is part of the key");
    }
  }
  return {};
}

ApiResult<void> CheckTargetTypes(const expr::Update& update, const table::TableDescription& table) {
  const auto check = [&](const table::IndexDescription& index,
                         const table::KeyAttribute& key) -> base::Status {
    for (size_t i = 0; i < update.targets().size(); ++i) {
      const expr::Path& target = update.targets()[i];
      const std::optional<value::Type> type = update.TypeAt(i);
      if (!target.top_level() || target.attribute() != key.name || !type || *type == key.type) {
        continue;
      }
      return base::InvalidArgument(
          "One or more parameter values were invalid: Type mismatch for Index Key " + key.name +
          " Expected: " + std::string(value::TypeName(key.type)) +
          " Actual: " + std::string(value::TypeName(*type)) + " IndexName: " + index.name);
    }
    return {};
  };
  const auto check_index = [&](const table::IndexDescription& index) -> base::Status {
    for (const table::KeyAttribute& key : index.hash) TRY(check(index, key));
    for (const table::KeyAttribute& key : index.range) TRY(check(index, key));
    return {};
  };
  TRY(table::index::CheckEachIndex(table, check_index));
  return {};
}

ApiResult<void> CheckTargetsNotEmpty(const expr::Update& update,
                                     const table::TableDescription& table) {
  const auto check = [&](const table::KeyAttribute& key) -> base::Status {
    if (key.type == value::Type::kN) return {};
    for (size_t i = 0; i < update.targets().size(); ++i) {
      const expr::Path& target = update.targets()[i];
      if (!target.top_level() || target.attribute() != key.name) continue;
      const std::optional<value::ValueView> value = update.ValueAt(i);
      if (value && value->type() == key.type) TRY(CheckNotEmpty(*value));
    }
    return {};
  };
  const auto check_index = [&](const table::IndexDescription& index) -> base::Status {
    for (const table::KeyAttribute& key : index.hash) TRY(check(key));
    for (const table::KeyAttribute& key : index.range) TRY(check(key));
    return {};
  };
  TRY(table::index::CheckEachIndex(table, check_index));
  return {};
}

base::Result<table::item::Decision> DecideUpdate(const std::optional<expr::Update>& update,
                                                 const value::Row& key, const value::RowView& item,
                                                 bool exists) {
  const value::RowView before = exists ? item : key.view();
  table::item::Decision decision{.kind = table::item::Decision::Kind::kPut};
  if (update) {
    // Removing attributes from an item that is not there does not make one, wherever they would be.
    if (!exists && update->OnlyTakesAway()) return table::item::Decision{};
    TRY_ASSIGN(decision.row, update->Apply(before));
  } else {
    decision.row = value::Row(before);
  }
  if (decision.row.view().ItemBytes() > table::kItemBytesMax) {
    return base::InvalidArgument("Item size to update has exceeded the maximum allowed size");
  }
  return decision;
}

base::Status CheckUpdatedIndexKeys(const expr::Update& update, const table::TableDescription& table,
                                   const value::RowView& updated) {
  const auto check = [&](const std::vector<table::KeyAttribute>& keys,
                         size_t bytes_max) -> base::Status {
    for (const expr::Path& target : update.targets()) {
      const auto key = std::ranges::find(keys, target.attribute(), &table::KeyAttribute::name);
      if (key == keys.end()) continue;
      const auto value = updated.Find(key->name);
      if (value) TRY(CheckUpdatedIndexKey(*key, *value, bytes_max));
    }
    return {};
  };
  return table::index::CheckEachIndex(table,
                                      [&](const table::IndexDescription& index) -> base::Status {
                                        TRY(check(index.hash, table::kPartitionKeyBytesMax));
                                        TRY(check(index.range, table::kSortKeyBytesMax));
                                        return {};
                                      });
}

std::optional<value::Row> Updated(const std::optional<expr::Update>& update,
                                  const std::optional<value::Row>& item) {
  if (!update || !item) return std::nullopt;
  value::Row parts = expr::Projection(update->targets()).Apply(item->view());
  if (parts.empty()) return std::nullopt;
  return parts;
}

ApiResult<void> CheckUpdateSize(const std::optional<expr::Update>& update) {
  if (!update || update->is_attribute_updates() || update->Bytes() <= table::kItemBytesMax) {
    return {};
  }
  return Validation("Item size to update has exceeded the maximum allowed size");
}

}  // namespace api::dynamodb::item
