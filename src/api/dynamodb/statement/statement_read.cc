#include "api/dynamodb/statement/statement_read.h"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>
#include <utility>

#include "api/dynamodb/item/key_paths.h"
#include "api/dynamodb/read/exclusive_start_key.h"
#include "api/dynamodb/resource/table_name.h"
#include "api/dynamodb/statement/statement.h"
#include "api/dynamodb/statement/statement_keys.h"
#include "table/capacity.h"
#include "table/hash_space.h"

namespace api::dynamodb::statement {
namespace {

using expr::partiql::BoundStatement;
using expr::partiql::OrderKey;
using expr::partiql::Statement;

// What a statement reads, which is in fewer words told to be missing than in a Query.
ApiResult<read::ReadSource> FindSource(const RequestContext& context, const Statement& syntax,
                                       const std::optional<bool>& consistent_read) {
  TRY_ASSIGN(const resource::ReadTarget target,
             resource::FindReadTarget(context, syntax.table, syntax.index));
  if (target.index_name) {
    const table::IndexDescription* index = target.table->FindIndex(*target.index_name);
    if (index == nullptr || index->status == table::IndexStatus::kDeleting) {
      return Validation("The table does not have the specified index");
    }
    if (index->hash.size() > 1 || index->range.size() > 1) {
      return Validation(
          "PartiQL statements cannot be executed on tables with multi-attribute HASH keys or "
          "multi-attribute RANGE keys.");
    }
  }
  return read::FindReadSource(context, syntax.table, syntax.index, consistent_read);
}

// The key by which is read. An index has one attribute of each kind, if FindSource found it.
table::KeySchema SchemaOf(const read::ReadSource& source) {
  if (source.index == nullptr) return source.table->key_schema;
  table::KeySchema schema{.partition = source.index->hash.front(), .sort = std::nullopt};
  if (!source.index->range.empty()) schema.sort = source.index->range.front();
  return schema;
}

// ORDER BY names keys of what is read, and only within item collections is there an order.
ApiResult<void> CheckOrder(const std::vector<OrderKey>& order, const table::KeySchema& schema,
                           bool scans) {
  for (const OrderKey& key : order) {
    if (schema.Has(key.attribute)) continue;
    return Validation("Variable reference " + key.attribute +
                      " in ORDER BY clause must be part of the primary key");
  }
  if (order.empty() || !scans) return {};
  return Validation(
      "Must have at least one non-optional hash key condition in WHERE clause when using ORDER BY "
      "clause.");
}

// By the hash attribute, if the statement asks for that. Encoded values of one type are in order.
void SortRanges(const std::vector<OrderKey>& order, const table::KeySchema& schema,
                std::vector<StatementRange>* ranges) {
  const auto by_hash = std::ranges::find(order, schema.partition.name, &OrderKey::attribute);
  if (by_hash == order.end()) return;
  const auto less = [&](const StatementRange& a, const StatementRange& b) {
    const value::ValueView& left = a.conditions.front().operands.front();
    const value::ValueView& right = b.conditions.front().operands.front();
    if (left.type() == value::Type::kN) return left.AsEncodedNumber() < right.AsEncodedNumber();
    return left.AsBytes() < right.AsBytes();
  };
  std::ranges::sort(*ranges, less);
  if (by_hash->descending) std::ranges::reverse(*ranges);
}

kv::Direction DirectionOf(const std::vector<OrderKey>& order, const table::KeySchema& schema) {
  const bool backward = std::ranges::any_of(order, [&](const OrderKey& key) {
    return key.descending && schema.sort && schema.sort->name == key.attribute;
  });
  return backward ? kv::Direction::kBackward : kv::Direction::kForward;
}

// The table's key, if that is all that the range says.
ApiResult<std::optional<table::ItemKey>> WholeKey(const read::ReadSource& source,
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

// Puts the ranges of one item collection beside each other, where the first of them is, in the
// order in which they are read.
// Errors: ValidationException (two have items in common).
ApiResult<void> SortWithinCollections(kv::Direction direction,
                                      std::vector<table::index::QueryKeys>* ranges) {
  std::map<std::string_view, size_t> places;
  for (size_t i = 0; i < ranges->size(); ++i) places.emplace((*ranges)[i].prefix, i);
  std::vector<size_t> order(ranges->size());
  std::iota(order.begin(), order.end(), 0);
  std::ranges::sort(order, {}, [&](size_t i) {
    const table::index::QueryKeys& range = (*ranges)[i];
    return std::pair(places.at(range.prefix), std::string_view(range.range.start));
  });
  for (size_t i = 1; i < order.size(); ++i) {
    const table::index::QueryKeys& before = (*ranges)[order[i - 1]];
    const table::index::QueryKeys& after = (*ranges)[order[i]];
    if (before.prefix != after.prefix) continue;
    if (before.range.end && *before.range.end <= after.range.start) continue;
    return Validation("Overlapping conditions with range keys are not supported in where clause");
  }
  std::vector<table::index::QueryKeys> sorted;
  sorted.reserve(order.size());
  for (const size_t i : order) sorted.push_back((*ranges)[i]);
  if (direction == kv::Direction::kBackward) {
    for (auto begin = sorted.begin(); begin != sorted.end();) {
      const auto end = std::find_if(begin, sorted.end(), [&](const table::index::QueryKeys& range) {
        return range.prefix != begin->prefix;
      });
      std::reverse(begin, end);
      begin = end;
    }
  }
  *ranges = std::move(sorted);
  return {};
}

ApiResult<void> AddRanges(const std::vector<StatementRange>& ranges,
                          const std::vector<OrderKey>& order, const table::KeySchema& schema,
                          StatementRead* read) {
  const kv::Direction direction = DirectionOf(order, schema);
  for (const StatementRange& range : ranges) {
    TRY_ASSIGN(table::index::QueryKeys query,
               read->source.index != nullptr
                   ? table::index::QueryRange(*read->source.index, range.conditions)
                   : table::index::QueryRange(read->source.table->key_schema, range.conditions));
    query.range.direction = direction;
    query.range.consistency = read->source.consistency;
    read->ranges.push_back(std::move(query));
  }
  if (!ranges.empty()) return SortWithinCollections(direction, &read->ranges);
  table::index::QueryKeys whole;
  whole.range = table::SegmentRange(0, 1);
  whole.range.consistency = read->source.consistency;
  read->ranges.push_back(std::move(whole));
  return {};
}

void AppendAll(const value::RowList& rows, value::RowList* all) {
  for (size_t i = 0; i < rows.count(); ++i) all->Append(rows[i]);
}

// `ranges` is how many are read; none is a scan. Where one of several alternatives holds, what the
// others ask for need not be there.
ApiResult<void> CheckSelection(const StatementRead& read, size_t ranges) {
  TRY(read::CheckPaths(read.selection, read.source));
  if (ranges == 1) TRY(read::CheckFilterIsProjected(read.selection, read.source));
  return read::CheckIsProjected(read.selection, read.source);
}

}  // namespace

ApiResult<StatementRead> PlanRead(const RequestContext& context, const BoundStatement& statement,
                                  const std::optional<bool>& consistent_read) {
  const Statement& syntax = *statement.statement;
  TRY(CheckStatementTable(syntax));
  StatementRead read;
  TRY_ASSIGN(read.source, FindSource(context, syntax, consistent_read));
  const table::KeySchema schema = SchemaOf(read.source);
  std::vector<StatementRange> ranges;
  if (statement.where) {
    TRY(item::CheckKeyPaths(statement.where->paths(), *read.source.table));
    TRY_ASSIGN(ranges, RangesOf(*statement.where, schema));
  }
  TRY(CheckOrder(syntax.order_by, schema, ranges.empty()));
  SortRanges(syntax.order_by, schema, &ranges);
  read.selection.projection = statement.projection;
  if (!std::ranges::all_of(ranges, &StatementRange::complete) || ranges.empty()) {
    read.selection.filter = statement.where;
  }
  TRY(CheckSelection(read, ranges.size()));
  if (ranges.size() == 1) {
    TRY_ASSIGN(read.key, WholeKey(read.source, ranges.front()));
    read.key_alone = read.key && ranges.front().complete;
  }
  if (!read.key) TRY(AddRanges(ranges, syntax.order_by, schema, &read));
  return read;
}

ApiResult<StatementItem> ReadStatementItem(RequestContext& context, const StatementRead& read) {
  TRY_ASSIGN(const table::item::ReadItem found,
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
    table::KeyRange range = read.ranges[i].range;
    if (from && i == from->range) {
      TRY_ASSIGN(const table::ItemKey after,
                 read::ReadStartKey(read::StartsWhat::kScan, read.source, from->after));
      if (!table::index::StartAfter(after, &range)) return Validation("Invalid NextToken");
    }
    TRY_ASSIGN(read::Page part, read::ReadPage(context, {.source = read.source,
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

}  // namespace api::dynamodb::statement
