// A page as it comes about, row by row.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "api/dynamodb/read/read_page.h"
#include "value/row.h"

namespace api::dynamodb::read {

// What was read up to some row of a page.
struct PageProgress {
  int64_t scanned_count = 0;
  size_t bytes = 0;  // of the rows of the table, or of the index's entries
  // Of items fetched from the table for entries of an index; each of them in whole read units.
  int64_t fetched_steps = 0;
  size_t filter_steps = 0;  // that the filter took (run/give_way.h)
  // Each partition that is read is charged by itself, and something even if it is empty.
  std::optional<size_t> partition = std::nullopt;  // that is being read
  size_t partition_bytes = 0;                      // of its rows
  int64_t left_steps = 0;                          // read units of those before it
};

// A page ends when its filter has taken so much, about five seconds: only filters that are older
// than expressions, and not bounded as those are, can have so many conditions. The client goes on
// with the next page.
constexpr size_t kFilterStepsMax = 5'000'000'000;

// For one request, on one thread.
class PageBuilder {
 public:
  explicit PageBuilder(const PageRequest& request);

  // What is read from now on is in this partition.
  void Enter(size_t partition);
  // Counts a row of what is read.
  void Read(const value::RowView& row);
  // Whether looking at a row may give way to other requests (run/give_way.h).
  bool gives_way() const { return gives_way_; }
  // Whether the row meets the filter.
  bool Meets(const value::RowView& row) const;
  // Counts an item that does, and keeps what is wanted of it.
  void Add(const value::RowView& item);
  // Counts an item of the table that was fetched for an entry.
  void Fetched(const value::RowView& item);

  // Whether what was read is a page: as much as the request's limit, or 1 MB, or all that the
  // filter may take.
  bool IsFull() const;
  // The next page begins behind this row.
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

// The key attributes of a row that is read: as LastEvaluatedKey has them.
value::Row KeyOfRow(const ReadSource& source, const value::RowView& row);

}  // namespace api::dynamodb::read
