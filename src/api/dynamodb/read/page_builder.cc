#include "api/dynamodb/read/page_builder.h"

#include <utility>

#include "table/capacity.h"
#include "table/index/index_entry.h"
#include "table/limits.h"

namespace api::dynamodb::read {
namespace {

// What reading costs in whole steps: half as much if it need not be consistent.
double UnitsOfSteps(int64_t steps, kv::Consistency consistency) {
  const auto units = static_cast<double>(steps);
  return consistency == kv::Consistency::kEventual ? units / 2 : units;
}

int64_t ReadSteps(size_t bytes) {
  return static_cast<int64_t>(table::ReadUnits(bytes, kv::Consistency::kConsistent));
}

}  // namespace

PageBuilder::PageBuilder(const PageRequest& request)
    : request_(request),
      gives_way_(request.selection.filter && request.selection.filter->MayTakeLong()),
      filter_steps_(request.selection.filter ? request.selection.filter->Steps() : 0) {
  if (!request.selection.count_only) page_.items.emplace();
}

void PageBuilder::Enter(size_t partition) {
  if (progress_.partition == partition) return;
  if (progress_.partition) progress_.left_steps += ReadSteps(progress_.partition_bytes);
  progress_.partition = partition;
  progress_.partition_bytes = 0;
}

void PageBuilder::Read(const value::RowView& row) {
  const size_t row_bytes = row.ItemBytes();
  ++progress_.scanned_count;
  progress_.bytes += row_bytes;
  progress_.partition_bytes += row_bytes;
  progress_.filter_steps += filter_steps_;
}

bool PageBuilder::Meets(const value::RowView& row) const {
  const auto& filter = request_.selection.filter;
  using Beside = expr::Condition::Beside;
  return !filter || filter->Evaluate(row, gives_way_ ? Beside::kGivesWay : Beside::kHolds);
}

void PageBuilder::Add(const value::RowView& item) {
  ++page_.count;
  if (!page_.items) return;
  const auto& projection = request_.selection.projection;
  if (projection) {
    page_.items->Append(projection->Apply(item).view());
  } else {
    page_.items->Append(item);
  }
}

void PageBuilder::Fetched(const value::RowView& item) {
  progress_.fetched_steps += ReadSteps(item.ItemBytes());
}

bool PageBuilder::IsFull() const {
  if (request_.limit && progress_.scanned_count >= *request_.limit) return true;
  if (progress_.filter_steps > kFilterStepsMax) return true;
  size_t bytes = progress_.bytes;
  if (progress_.fetched_steps > 0) {
    // "The result size is the sum of: the size of the matching items in the index, rounded up to
    // the next 4 KB; the size of each matching item in the base table, with each item individually
    // rounded up to the next 4 KB."
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LSI.html#LSI.ThroughputConsiderations.Reads
    const auto steps = static_cast<size_t>(ReadSteps(bytes) + progress_.fetched_steps);
    bytes = steps * table::kReadUnitBytes;
  }
  return request_.bytes_before + bytes >= table::kPageBytesMax;
}

void PageBuilder::EndBehind(const value::RowView& row) {
  page_.last_evaluated_key = KeyOfRow(request_.source, row);
}

Page PageBuilder::Finish() && {
  const ReadSource& source = request_.source;
  page_.scanned_count = progress_.scanned_count;
  page_.scanned_bytes = progress_.bytes;
  const double units =
      UnitsOfSteps(progress_.left_steps + ReadSteps(progress_.partition_bytes), source.consistency);
  if (source.index == nullptr) {
    page_.charge.table = units;
  } else {
    page_.charge.table = UnitsOfSteps(progress_.fetched_steps, source.consistency);
    page_.charge.indexes.push_back(
        {.index = source.index->name, .local = source.index->local, .units = units});
  }
  return std::move(page_);
}

value::Row KeyOfRow(const ReadSource& source, const value::RowView& row) {
  if (source.index == nullptr) return table::KeyAttributes(source.table->key_schema, row);
  return table::index::IndexKeyAttributes(*source.table, *source.index, row);
}

}  // namespace api::dynamodb::read
