// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
#include <algorithm>
#include <set>
#include <utility>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/expression/legacy_parameters.h"
#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/item/key_paths.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read/read_consistency.h"
#include "api/dynamodb/resource/table_name.h"
#include "run/give_way.h"
#include "table/capacity.h"
#include "table/limits.h"

namespace api::dynamodb {
namespace {

// What one table of the request asks for, ready to be read.
struct TableRead {
  const std::string* name_given = nullptr;  // a name or an ARN, as the answer repeats it
  const KeysAndAttributes* wanted = nullptr;
  std::optional<expr::Projection> projection;
  table::TablePtr table = nullptr;
  std::vector<table::ItemKey> keys = {};
};

ApiResult<std::optional<expr::Projection>> ProjectionOf(const KeysAndAttributes& wanted) {
  TRY_ASSIGN(expr::Placeholders placeholders,
             expression::CheckExpressionParameters(
                 {.expressions = {{"ProjectionExpression", wanted.projection_expression.has_value(),
                                   false}},
                  .legacy = {{"AttributesToGet", wanted.attributes_to_get.has_value()}},
                  .names = &wanted.expression_attribute_names,
                  .invalid_value = wanted.invalid_value}));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             expression::ReadAttributesToGet(wanted.attributes_to_get));
  TRY_ASSIGN(std::optional<expr::Projection> projection,
             expression::CompileProjection(wanted.projection_expression, placeholders,
                                           std::move(attributes_to_get)));
  TRY(placeholders.CheckAllUsed());
  return projection;
}

// Both forms may not be mixed, be it of different tables.
ApiResult<void> CheckOneForm(const BatchGetItemInput& input) {
  const auto any = [&](const auto& has) {
    return std::ranges::any_of(input.request_items,
                               [&](const auto& table) { return has(table.second); });
  };
  const bool expressions =
      any([](const KeysAndAttributes& wanted) { return wanted.projection_expression.has_value(); });
  const bool legacy =
      any([](const KeysAndAttributes& wanted) { return wanted.attributes_to_get.has_value(); });
  return expression::CheckNotMixed({{"ProjectionExpression", expressions}},
                                   {{"AttributesToGet", legacy}});
}

// Equal keys are equal bytes, whatever the schema.
ApiResult<void> CheckDistinct(const std::vector<value::Row>& keys) {
  std::set<std::string_view> seen;
  for (const value::Row& key : keys) {
    if (!seen.insert(key.bytes()).second) {
      return Validation("Provided list of item keys contains duplicates");
    }
  }
  return {};
}

ApiResult<void> ResolveKeys(RequestContext& context, TableRead* read) {
  TRY_ASSIGN(read->table, resource::FindTable(context, *read->name_given));
  read->keys.reserve(read->wanted->keys.size());
  for (const value::Row& key : read->wanted->keys) {
    TRY_ASSIGN(table::ItemKey item_key, table::KeyOfKey(read->table->key_schema, key.view()));
    read->keys.push_back(std::move(item_key));
  }
  TRY(item::CheckKeyPaths(read->projection, *read->table));
  return {};
}

// What was gathered for all tables. An item with which the answer would outgrow 16 MB, and all that
// come after it, are left for the client to ask for again.
struct Gathered {
  size_t bytes = 0;
  bool full = false;
  BatchGetItemOutput output;
};

ApiResult<void> ReadTable(RequestContext& context, const BatchGetItemInput& input,
                          const TableRead& read, Gathered* gathered) {
  const kv::Consistency consistency = read::ReadConsistency(read.wanted->consistent_read);
  TRY_ASSIGN(const std::vector<table::item::ReadItem> items,
             context.items.BatchGet(*read.table, read.keys, consistency));
  double units = 0;
  value::RowList found;
  std::vector<value::Row> unprocessed;
  run::LongLoop loop;
  for (size_t i = 0; i < items.size(); ++i) {
    const std::optional<value::RowView>& item = items[i].row;
    const size_t item_bytes = item ? item->ItemBytes() : 0;
    gathered->full = gathered->full || gathered->bytes + item_bytes > table::kBatchGetBytesMax;
    if (gathered->full) {
      unprocessed.push_back(read.wanted->keys[i]);
      continue;
    }
    gathered->bytes += item_bytes;
    loop.Next(item_bytes);
    units += table::ReadUnits(item_bytes, consistency);
    if (item && read.projection) {
      found.Append(read.projection->Apply(*item).view());
    } else if (item) {
      found.Append(*item);
    }
  }
  gathered->output.responses->emplace_back(*read.name_given, std::move(found));
  if (!unprocessed.empty()) {
    KeysAndAttributes again = *read.wanted;
    again.keys = std::move(unprocessed);
    gathered->output.unprocessed_keys->emplace_back(*read.name_given, std::move(again));
  }
  if (auto consumed =
          item::Consumed(input.return_consumed_capacity, *read.name_given, {.table = units})) {
    if (!gathered->output.consumed_capacity) gathered->output.consumed_capacity.emplace();
    gathered->output.consumed_capacity->push_back(*std::move(consumed));
  }
  return {};
}

}  // namespace

ApiResult<BatchGetItemOutput> BatchGetItem(RequestContext& context,
                                           const BatchGetItemInput& input) {
  TRY(CheckOneForm(input));
  std::vector<TableRead> reads;
  size_t key_count = 0;
  for (const auto& [name, wanted] : input.request_items) {
    key_count += wanted.keys.size();
    run::GiveWay();
    TRY_ASSIGN(std::optional<expr::Projection> projection, ProjectionOf(wanted));
    TRY(CheckDistinct(wanted.keys));
    reads.push_back({.name_given = &name, .wanted = &wanted, .projection = std::move(projection)});
  }
  if (key_count > table::kBatchGetKeysMax) {
    return Validation("Too many items requested for the BatchGetItem call");
  }
  for (TableRead& read : reads) TRY(ResolveKeys(context, &read));

  Gathered gathered;
  gathered.output.responses.emplace();
  gathered.output.unprocessed_keys.emplace();
  for (const TableRead& read : reads) TRY(ReadTable(context, input, read, &gathered));
  return std::move(gathered.output);
}

}  // namespace api::dynamodb
