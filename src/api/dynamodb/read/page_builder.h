// Builds a page of Query or Scan, row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "api/dynamodb/read/read_page.h"
#include "value/row.h"

namespace api::dynamodb::read {

// The counts of a page up to some row.
struct PageProgress {
  int64_t scanned_count = 0;
  size_t bytes = 0;  // of the rows of the table, or of the index's entries
  // Read units of the items that were fetched from the table for entries of an index; each item is
  // rounded up by itself.
  int64_t fetched_steps = 0;
  size_t filter_steps = 0;  // the work of the filter (run/give_way.h)
  // Read units are rounded up for each partition by itself; an empty partition costs something,
  // too.
  std::optional<size_t> partition = std::nullopt;  // the partition that is being read
  size_t partition_bytes = 0;                      // bytes read of this partition
  int64_t left_steps = 0;                          // read units of the partitions before it
};

// A page ends when its filter has done so much work, about five seconds. Only legacy filters, whose
// size is not bounded as that of expressions is, can have so many conditions. The client continues
// with the next page.
constexpr size_t kFilterStepsMax = 5'000'000'000;

// Not thread-safe.
class PageBuilder {
 public:
  explicit PageBuilder(const PageRequest& request);

  // To be called before the rows of each partition.
  void Enter(size_t partition);
  // Counts a row that was read.
  void Read(const value::RowView& row);
  // Whether looking at a row may give way to other requests (run/give_way.h).
  bool gives_way() const { return gives_way_; }
  // Whether the row meets the filter.
  bool Meets(const value::RowView& row) const;
  // Counts an item that meets the filter, and adds its wanted attributes to the page.
  void Add(const value::RowView& item);
  // Counts an item of the table that was fetched for an entry.
  void Fetched(const value::RowView& item);

  // Whether the page is complete: by the request's limit, by 1 MB, or by kFilterStepsMax.
  bool IsFull() const;
  // Sets the row after which the next page begins.
  void EndBehind(const value::RowView& row);

  const PageProgress& progress() const { return progress_; }
  void set_progress(const PageProgress& progress) { progress_ = progress; }

  Page Finish() &&;

 private:
  const PageRequest& request_;
  const bool gives_way_;
  const size_t filter_steps_;  // for each row
  Page page_;
  PageProgress progress_;
};

// The key attributes of a row, as LastEvaluatedKey contains them.
value::Row KeyOfRow(const ReadSource& source, const value::RowView& row);

}  // namespace api::dynamodb::read
