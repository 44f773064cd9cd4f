#include "stator/check_command.h"

#include <ostream>

#include "base/clock.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "table/check/check.h"

namespace stator {
namespace {

// Reading a store needs little.
constexpr size_t kCores = 1;
constexpr size_t kMemoryBytes = size_t{1} << 30;

}  // namespace

base::Result<bool> CheckCommand(const std::string& data, std::ostream& out) {
  const base::SystemClock clock;
  const kv::RocksDbOptions options = kv::DefaultOptions(data, kCores, kMemoryBytes);
  bool sound = true;
  if (const base::Status verified = kv::VerifyRocksDbStore(options); !verified) {
    if (verified.error().code != base::ErrorCode::kCorruption) return verified.error();
    out << "checksums: " << verified.error().message << "\n";
    sound = false;
  }
  TRY_ASSIGN(const std::unique_ptr<kv::Store> store, kv::OpenRocksDbStoreReadOnly(options, clock));
  TRY_ASSIGN(const table::check::CheckReport report,
             table::check::CheckStore(*store, [&](std::string_view table, uint64_t items) {
               out << "checking " << table << ": " << items << " items so far\n" << std::flush;
             }));
  for (const std::string& problem : report.problems) out << problem << "\n";
  if (report.problem_count > report.problems.size()) {
    out << "and " << report.problem_count - report.problems.size() << " more problems\n";
  }
  sound = sound && report.problem_count == 0;
  out << "tables " << report.tables << ", shards " << report.shards << ", items " << report.items
      << ", index entries " << report.index_entries << ", bytes " << report.item_bytes << ": "
      << (sound ? "sound" : "NOT sound") << "\n";
  return sound;
}

}  // namespace stator
