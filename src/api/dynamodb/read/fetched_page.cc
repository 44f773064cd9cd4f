#include "api/dynamodb/read/fetched_page.h"

#include <optional>
#include <utility>
#include <vector>

#include "api/dynamodb/read/page_builder.h"
#include "table/index/index_entry.h"
#include "table/index/query_range.h"

namespace api::dynamodb::read {
namespace {

// Items fetched at a time: they are held at once, and may be of 400 KB each.
constexpr size_t kFetchItemsMax = 32;
// How often entries are read again because an item went elsewhere in the index before it was
// fetched. Then it is left out, as if it had gone before.
constexpr int kFetchAttemptsMax = 4;

// An entry that was read.
struct Entry {
  value::Row row;
  PageProgress progress;  // up to it
  bool meets = false;     // the filter
};

class FetchedPage {
 public:
  FetchedPage(table::item::Items& items, const PageRequest& request)
      : items_(items), request_(request), page_(request), range_(request.range) {
    range_.visitor_gives_way = page_.gives_way();
  }

  ApiResult<Page> Read() && {
    for (;;) {
      TRY_ASSIGN(const bool more, ReadFew());
      if (!more) return std::move(page_).Finish();
    }
  }

 private:
  // Some entries and their items. False at the end of the page.
  ApiResult<bool> ReadFew() {
    const PageProgress before = page_.progress();
    for (int attempt = 1;; ++attempt) {
      page_.set_progress(before);
      TRY_ASSIGN(const bool more, ReadEntries());
      std::vector<table::ItemKey> keys;
      for (const Entry& entry : entries_) {
        TRY_ASSIGN(table::ItemKey key,
                   table::KeyOfItem(request_.source.table->key_schema, entry.row.view()));
        keys.push_back(std::move(key));
      }
      TRY_ASSIGN(const std::vector<table::item::ReadItem> items,
                 items_.BatchGet(*request_.source.table, keys, range_.consistency));
      if (attempt < kFetchAttemptsMax && AnyMoved(items)) continue;
      page_.set_progress(before);
      if (AddAll(items)) return false;
      if (more) TRY(GoOn());
      return more;
    }
  }

  // Fills entries_. False if there are no more after them.
  ApiResult<bool> ReadEntries() {
    entries_.clear();
    const auto visit = [&](const value::RowView& row) {
      page_.Read(row);
      entries_.push_back({value::Row(row), page_.progress(), page_.Meets(row)});
      const bool enough = entries_.size() == kFetchItemsMax || page_.IsFull();
      return enough ? kv::ScanStep::kStop : kv::ScanStep::kContinue;
    };
    const auto enter = [&](size_t partition) { page_.Enter(partition); };
    TRY_ASSIGN(const bool more,
               items_.Walk(*request_.source.table, request_.source.index, range_, visit, enter));
    end_ = page_.progress();
    return more;
  }

  // Whether the item is there, but has another key in the index than when the entry was read.
  bool Moved(const Entry& entry, const table::item::ReadItem& item) const {
    return item.row &&
           KeyOfRow(request_.source, *item.row) != KeyOfRow(request_.source, entry.row.view());
  }

  bool AnyMoved(const std::vector<table::item::ReadItem>& items) const {
    for (size_t i = 0; i < entries_.size(); ++i) {
      if (entries_[i].meets && Moved(entries_[i], items[i])) return true;
    }
    return false;
  }

  // Whether the filter, which sees what the index has, still finds it so.
  bool StillMeets(const value::RowView& item) const {
    if (!request_.selection.filter) return true;
    const ReadSource& source = request_.source;
    return page_.Meets(table::index::EntryRowOf(*source.table, *source.index, item).view());
  }

  // Adds the entries up to where the page is full; whether it is.
  bool AddAll(const std::vector<table::item::ReadItem>& items) {
    for (size_t i = 0; i < entries_.size(); ++i) {
      const Entry& entry = entries_[i];
      GoTo(entry.progress);
      if (const auto& item = items[i].row) {
        page_.Fetched(*item);
        if (entry.meets && !Moved(entry, items[i]) && StillMeets(*item)) page_.Add(*item);
      }
      if (page_.IsFull()) {
        page_.EndBehind(entry.row.view());
        return true;
      }
    }
    GoTo(end_);
    return false;
  }

  // What was fetched so far stays counted.
  void GoTo(PageProgress progress) {
    progress.fetched_steps = page_.progress().fetched_steps;
    page_.set_progress(progress);
  }

  // Has the next entries be read from behind the last one.
  ApiResult<void> GoOn() {
    const ReadSource& source = request_.source;
    const value::Row last = KeyOfRow(source, entries_.back().row.view());
    TRY_ASSIGN(const table::ItemKey key,
               table::index::KeyOfStartKey(*source.table, *source.index, last.view()));
    CHECK(table::index::StartAfter(key, &range_));
    return {};
  }

  table::item::Items& items_;
  const PageRequest& request_;
  PageBuilder page_;
  table::KeyRange range_;  // what is left of the request's
  std::vector<Entry> entries_;
  PageProgress end_;  // of the entries, and of the partitions behind the last one
};

}  // namespace

ApiResult<Page> ReadFetchedPage(table::item::Items& items, const PageRequest& request) {
  return FetchedPage(items, request).Read();
}

}  // namespace api::dynamodb::read
