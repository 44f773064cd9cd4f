#include "table/check/check.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "base/bytes.h"
#include "table/catalog/catalog_reader.h"
#include "table/catalog/catalog_record.h"
#include "table/check/check_indexes.h"
#include "table/check/check_vectors.h"
#include "table/item/items.h"
#include "table/limits.h"
#include "table/shard_rows.h"
#include "table/system_keys.h"

namespace table::check {
namespace {

constexpr uint64_t kItemsPerProgress = 10'000;
class Checker {
 public:
  Checker(kv::Store& store, const CheckProgress& progress) : store_(store), progress_(progress) {}

  base::Result<CheckReport> Check() {
    TRY_ASSIGN(const std::vector<kv::ShardId> shards, store_.ListShards());
    existing_.insert(shards.begin(), shards.end());
    if (existing_.contains(kSystemShard)) {
      TRY(ReadCatalog());
      for (const TableDescription& table : tables_) TRY(CheckTable(table));
    } else if (!existing_.empty()) {
      Report("there are shards, but no system shard with a catalog");
    }
    for (const kv::ShardId shard : existing_) {
      if (shard != kSystemShard && shard != kTokenShard && !owners_.contains(shard)) {
        Report("shard " + std::to_string(shard.value) + " belongs to no table");
      }
    }
    return std::move(report_);
  }

 private:
  void Report(std::string problem) {
    ++report_.problem_count;
    if (report_.problems.size() < kCheckProblemsMax) report_.problems.push_back(std::move(problem));
  }

  // Corruption is reported as a problem, and ends only this part of the check. Other errors end the
  // check.
  base::Status Examined(const std::string& what, base::Status status) {
    if (status.ok() || status.error().code != base::ErrorCode::kCorruption) return status;
    Report(what + ": " + status.error().message);
    return {};
  }

  base::Status ReadCatalog() {
    return Examined("the catalog", catalog::VisitTableRecords(store_, [&](std::string_view key,
                                                                          std::string_view bytes) {
                      auto table = catalog::DecodeTableRecord(bytes);
                      if (!table.ok()) {
                        Report("the record under " + KeyText(key) + ": " + table.error().message);
                      } else if (TableRecordKey(table->name_space, table->name) != key) {
                        Report("the record of table " + table->name + " is under " + KeyText(key));
                      } else {
                        tables_.push_back(*std::move(table));
                      }
                      return base::Status();
                    }));
  }

  base::Status CheckTable(const TableDescription& table) {
    ++report_.tables;
    counts_ = item::ItemCounts();
    IndexChecker indexes(store_, table, [&](std::string problem) { Report(std::move(problem)); });
    VectorChecker vectors(store_, table, [&](std::string problem) { Report(std::move(problem)); });
    TRY_ASSIGN(const catalog::NextShard next, catalog::ReadNextShard(store_));
    const bool interrupted =
        table.status == TableStatus::kCreating || table.status == TableStatus::kDeleting;
    bool whole = true;
    for (const auto* online : table.OnlineIndexes()) {
      for (const IndexDescription& index : *online) {
        whole &= TakeShards(table, index, next, interrupted);
      }
    }
    for (size_t i = 0; i < table.partitions.size(); ++i) {
      const kv::ShardId shard = table.partitions[i].shard;
      const std::string what = ShardText(shard, table, nullptr);
      if (TakeShard(table, shard, what, next, interrupted)) {
        TRY(Examined(what, CheckShard(table, i, &indexes, &vectors)));
      } else {
        whole = false;
      }
    }
    if (progress_) progress_(table.name, report_.items);
    if (!whole) return {};
    TRY(Examined("the counters of table " + table.name, CheckCounts(table)));
    TRY(Examined("the indexes of table " + table.name, indexes.CheckEnd()));
    TRY(Examined("the vector indexes of table " + table.name, vectors.CheckEnd()));
    report_.index_entries += indexes.entries() + vectors.entries();
    return {};
  }

  // Whether all shards that the index must have exist, and belong to no other table or index.
  bool TakeShards(const TableDescription& table, const IndexDescription& index,
                  const catalog::NextShard& next, bool interrupted) {
    const bool may_lack = interrupted || index.status == IndexStatus::kDeleting ||
                          (index.status == IndexStatus::kCreating && !index.backfilling);
    bool whole = true;
    for (const Partition& partition : index.partitions) {
      const std::string what = ShardText(partition.shard, table, &index);
      whole &= TakeShard(table, partition.shard, what, next, may_lack) || may_lack;
    }
    return whole;
  }

  static std::string ShardText(kv::ShardId shard, const TableDescription& table,
                               const IndexDescription* index) {
    const std::string of_index = index != nullptr ? " of index " + index->name : "";
    return "shard " + std::to_string(shard.value) + of_index + " of table " + table.name;
  }

  // Whether the shard exists, and belongs to no other table.
  bool TakeShard(const TableDescription& table, kv::ShardId shard, const std::string& what,
                 const catalog::NextShard& next, bool may_lack) {
    if (shard < kFirstTableShard || shard.value >= next.id) Report(what + " was never given out");
    const auto [owner, is_new] = owners_.emplace(shard, table.name);
    if (!is_new) {
      Report(what + " is also of table " + owner->second);
      return false;
    }
    if (existing_.contains(shard)) {
      ++report_.shards;
      return true;
    }
    if (!may_lack) Report(what + " is missing");
    return false;
  }

  base::Status CheckCounts(const TableDescription& table) {
    TRY_ASSIGN(const item::ItemCounts kept, item::Items(store_).Counts(table));
    const auto compare = [&](const char* what, int64_t counter, int64_t counted) {
      if (counter == counted) return;
      Report("table " + table.name + " has " + std::to_string(counted) + " " + what +
             ", its counter says " + std::to_string(counter));
    };
    compare("items", kept.items, counts_.items);
    compare("bytes", kept.bytes, counts_.bytes);
    return {};
  }

  base::Status CheckShard(const TableDescription& table, size_t partition, IndexChecker* indexes,
                          VectorChecker* vectors) {
    const kv::ShardId shard = table.partitions[partition].shard;
    TRY(VisitRows(store_, shard, kv::Family::kItem,
                  [&](std::string_view key, std::string_view bytes) -> base::Status {
                    const auto item_key = CheckItem(table, partition, key, bytes);
                    if (!item_key) return {};
                    TRY_ASSIGN(const value::RowView row, value::RowView::Open(bytes));
                    base::Status checked = indexes->CheckItem(shard, *item_key, row);
                    return checked.ok() ? vectors->CheckItem(key, row) : checked;
                  }));
    return indexes->CheckShard(shard);
  }

  // Its key, if that could be read.
  std::optional<ItemKey> CheckItem(const TableDescription& table, size_t partition,
                                   std::string_view key, std::string_view bytes) {
    ++report_.items;
    ++counts_.items;
    if (progress_ && report_.items % kItemsPerProgress == 0) progress_(table.name, report_.items);
    const auto tell = [&](const std::string& problem) {
      Report("table " + table.name + ", item " + KeyText(key) + ": " + problem);
      return std::nullopt;
    };
    const base::Status well_formed = value::RowView::Check(bytes);
    if (!well_formed.ok()) return tell(well_formed.error().message);
    const auto row = value::RowView::Open(bytes);
    if (!row.ok()) return tell(row.error().message);

    const size_t item_bytes = row->ItemBytes();
    counts_.bytes += static_cast<int64_t>(item_bytes);
    report_.item_bytes += item_bytes;
    if (item_bytes > kItemBytesMax) tell("is of " + std::to_string(item_bytes) + " bytes");
    auto own_key = KeyOfItem(table.key_schema, *row);
    if (!own_key.ok()) return tell(own_key.error().message);
    if (own_key->bytes != key)
      return tell("its attributes make the key " + KeyText(own_key->bytes));
    if (PartitionOf(table.partitions, own_key->token) != partition)
      return tell("lies in another partition's shard");
    return *std::move(own_key);
  }

  kv::Store& store_;
  const CheckProgress& progress_;
  CheckReport report_;
  std::set<kv::ShardId> existing_;
  std::map<kv::ShardId, std::string> owners_;  // the table of each
  std::vector<TableDescription> tables_;
  item::ItemCounts counts_;  // counted, of the table that is being checked
};

}  // namespace

base::Result<CheckReport> CheckStore(kv::Store& store, const CheckProgress& progress) {
  return Checker(store, progress).Check();
}

}  // namespace table::check
