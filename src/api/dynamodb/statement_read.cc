#include "api/dynamodb/statement_read.h"

#include <algorithm>
#include <utility>

#include "api/dynamodb/exclusive_start_key.h"
#include "api/dynamodb/key_paths.h"
#include "api/dynamodb/statement.h"
#include "api/dynamodb/statement_keys.h"
#include "table/capacity.h"
#include "table/hash_space.h"

namespace api::dynamodb {
namespace {

using expr::partiql::BoundStatement;
using expr::partiql::OrderKey;
using expr::partiql::Statement;

StatementKeys KeysOf(const ReadSource& source) {
  if (source.index != nullptr) return {.hash = source.index->hash, .range = source.index->range};
  const table::KeySchema& schema = source.table->key_schema;
  StatementKeys keys{.hash = {schema.partition}, .range = {}};
  if (schema.sort) keys.range.push_back(*schema.sort);
  return keys;
}

bool Has(const std::vector<table::KeyAttribute>& attributes, const std::string& name) {
  return std::ranges::find(attributes, name, &table::KeyAttribute::name) != attributes.end();
}

// ORDER BY names keys of what is read, and only within item collections is there an order.
ApiResult<void> CheckOrder(const std::vector<OrderKey>& order, const StatementKeys& keys,
                           bool scans) {
  for (const OrderKey& key : order) {
    if (Has(keys.hash, key.attribute) || Has(keys.range, key.attribute)) continue;
    return Validation("Variable reference " + key.attribute +
                      " in ORDER BY clause must be part of the primary key");
  }
  if (order.empty() || !scans) return {};
  return Validation(
      "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY "
      "clause.");
}

// By the hash attribute, if the statement asks for that. Encoded values of one type are in order.
void SortRanges(const std::vector<OrderKey>& order, const StatementKeys& keys,
                std::vector<StatementRange>* ranges) {
  const auto by_hash = std::ranges::find(order, keys.hash.front().name, &OrderKey::attribute);
  if (by_hash == order.end()) return;
  const auto less = [&](const StatementRange& a, const StatementRange& b) {
    const value::ValueView& left = a.conditions.front().operands.front();
    const value::ValueView& right = b.conditions.front().operands.front();
    if (left.type() == value::Type::kN) return left.AsEncodedNumber() < right.AsEncodedNumber();
    return left.AsBytes() < right.AsBytes();
  };
  std::ranges::stable_sort(*ranges, less);
  if (by_hash->descending) std::ranges::reverse(*ranges);
}

kv::Direction DirectionOf(const std::vector<OrderKey>& order, const StatementKeys& keys) {
  const bool backward = std::ranges::any_of(
      order, [&](const OrderKey& key) { return key.descending && Has(keys.range, key.attribute); });
  return backward ? kv::Direction::kBackward : kv::Direction::kForward;
}

// The table's key, if that is all that the range says.
ApiResult<std::optional<table::ItemKey>> WholeKey(const ReadSource& source,
                                                  const StatementRange& range) {
  const table::KeySchema& schema = source.table->key_schema;
  const size_t attributes = schema.sort ? 2 : 1;
  const bool equalities =
      std::ranges::all_of(range.conditions, [](const expr::KeyCondition& condition) {
        return condition.op == expr::KeyOperator::kEqual;
      });
  if (source.index != nullptr || range.conditions.size() != attributes || !equalities) {
    return std::optional<table::ItemKey>();
  }
  value::RowBuilder key;
  for (const expr::KeyCondition& condition : range.conditions) {
    key.Set(condition.attribute, condition.operands.front());
  }
  TRY_ASSIGN(table::ItemKey item_key, table::KeyOfKey(schema, key.Build().view()));
  return std::optional(std::move(item_key));
}

ApiResult<void> AddRanges(const std::vector<StatementRange>& ranges,
                          const std::vector<OrderKey>& order, const StatementKeys& keys,
                          StatementRead* read) {
  for (const StatementRange& range : ranges) {
    TRY_ASSIGN(table::QueryKeys query,
               read->source.index != nullptr
                   ? table::QueryRange(*read->source.index, range.conditions)
                   : table::QueryRange(read->source.table->key_schema, range.conditions));
    query.range.direction = DirectionOf(order, keys);
    query.range.consistency = read->source.consistency;
    read->ranges.push_back(std::move(query));
  }
  if (!ranges.empty()) return {};
  table::QueryKeys whole;
  whole.range = table::SegmentRange(0, 1);
  whole.range.consistency = read->source.consistency;
  read->ranges.push_back(std::move(whole));
  return {};
}

void AppendAll(const value::RowList& rows, value::RowList* all) {
  for (size_t i = 0; i < rows.count(); ++i) all->Append(rows[i]);
}

ApiResult<void> CheckSelection(const StatementRead& read, bool scans) {
  TRY(CheckPaths(read.selection, read.source));
  if (!scans) TRY(CheckFilterIsProjected(read.selection, read.source));
  return CheckIsProjected(read.selection, read.source);
}

}  // namespace

ApiResult<StatementRead> PlanRead(const RequestContext& context, const BoundStatement& statement,
                                  const std::optional<bool>& consistent_read) {
  const Statement& syntax = *statement.statement;
  TRY(CheckStatementTable(syntax));
  StatementRead read;
  TRY_ASSIGN(read.source, FindReadSource(context, syntax.table, syntax.index, consistent_read));
  const StatementKeys keys = KeysOf(read.source);
  std::vector<StatementRange> ranges;
  if (statement.where) {
    TRY(CheckKeyPaths(statement.where->paths(), *read.source.table));
    TRY_ASSIGN(ranges, RangesOf(*statement.where, keys));
  }
  TRY(CheckOrder(syntax.order_by, keys, ranges.empty()));
  SortRanges(syntax.order_by, keys, &ranges);
  read.selection.projection = statement.projection;
  if (!std::ranges::all_of(ranges, &StatementRange::complete) || ranges.empty()) {
    read.selection.filter = statement.where;
  }
  TRY(CheckSelection(read, ranges.empty()));
  if (ranges.size() == 1) {
    TRY_ASSIGN(read.key, WholeKey(read.source, ranges.front()));
    read.key_alone = read.key && ranges.front().complete;
  }
  if (!read.key) TRY(AddRanges(ranges, syntax.order_by, keys, &read));
  return read;
}

ApiResult<StatementItem> ReadStatementItem(RequestContext& context, const StatementRead& read) {
  TRY_ASSIGN(const table::ReadItem found,
             context.items.Get(*read.source.table, *read.key, read.source.consistency));
  StatementItem result;
  result.charge.table =
      table::ReadUnits(found.row ? found.row->ItemBytes() : 0, read.source.consistency);
  const auto& [filter, projection, all, count] = read.selection;
  if (!found.row || (filter && !filter->Evaluate(*found.row, expr::Condition::Beside::kGivesWay)))
    return result;
  result.item = projection ? projection->Apply(*found.row) : value::Row(*found.row);
  return result;
}

ApiResult<StatementPage> ReadStatement(RequestContext& context, const StatementRead& read,
                                       const std::optional<int64_t>& limit,
                                       const std::optional<StatementPlace>& from) {
  StatementPage page;
  if (read.key) {
    // Its page has no end within it.
    if (from) return Validation("Invalid NextToken");
    TRY_ASSIGN(const StatementItem item, ReadStatementItem(context, read));
    if (item.item) page.items.Append(item.item->view());
    page.charge = item.charge;
    return page;
  }
  if (from && from->range >= read.ranges.size()) return Validation("Invalid NextToken");
  size_t bytes = 0;
  std::optional<int64_t> left = limit;
  for (size_t i = from ? from->range : 0; i < read.ranges.size() && !page.next; ++i) {
    table::Items::Range range = read.ranges[i].range;
    if (from && i == from->range) {
      TRY_ASSIGN(const table::ItemKey after,
                 ReadStartKey(StartsWhat::kScan, read.source, from->after));
      if (!table::StartAfter(after, &range)) return Validation("Invalid NextToken");
    }
    TRY_ASSIGN(Page part, ReadPage(context, {.source = read.source,
                                             .range = range,
                                             .limit = left,
                                             .selection = read.selection,
                                             .bytes_before = bytes}));
    if (part.items) AppendAll(*part.items, &page.items);
    page.charge.Add(part.charge);
    bytes += part.scanned_bytes;
    if (left) *left -= part.scanned_count;
    if (part.last_evaluated_key) {
      page.next = StatementPlace{.range = i, .after = *std::move(part.last_evaluated_key)};
    }
  }
  return page;
}

}  // namespace api::dynamodb
