#include "table/catalog/catalog_reader.h"

#include <utility>

#include "base/bytes.h"
#include "table/catalog/catalog_record.h"
#include "table/system_keys.h"

namespace table::catalog {

base::Result<FoundRecord> ReadTableRecord(kv::Store& store, const Namespace& name_space,
                                          std::string_view name) {
  const std::string key = TableRecordKey(name_space, name);
  TRY_ASSIGN(const kv::Found found,
             store.Get(kSystemShard, {kv::Family::kMeta, key}, kv::Consistency::kConsistent));
  FoundRecord result{.record = std::nullopt, .version = found.version()};
  if (!found.value) return result;
  TRY_ASSIGN(TableDescription table, DecodeTableRecord(found.value->bytes()));
  if (TableRecordKey(table.name_space, table.name) != key) {
    return base::Corruption("the record of table " + std::string(name) + " is of table " +
                            table.name);
  }
  result.record = TableRecord{std::string(found.value->bytes()), result.version, std::move(table)};
  return result;
}

base::Status VisitTableRecords(kv::Store& store, const RecordVisitor& visitor) {
  std::string start(kTableRecordPrefix);
  const std::optional<std::string> end = base::PrefixEnd(kTableRecordPrefix);
  for (bool more = true; more;) {
    base::Status visited;
    const kv::ScanRequest request{.family = kv::Family::kMeta, .start = start, .end = *end};
    std::string last;
    TRY_ASSIGN(const kv::ScanResult result,
               store.Scan(kSystemShard, request, [&](std::string_view key, std::string_view bytes) {
                 last.assign(key);
                 visited = visitor(key, bytes);
                 return visited.ok() ? kv::ScanStep::kContinue : kv::ScanStep::kStop;
               }));
    TRY(std::move(visited));
    more = result.may_have_more;
    start = std::move(last);
    start.push_back('\0');  // just after it
  }
  return {};
}

base::Result<NextShard> ReadNextShard(kv::Store& store) {
  TRY_ASSIGN(const kv::Found found, store.Get(kSystemShard, {kv::Family::kMeta, kNextShardKey},
                                              kv::Consistency::kConsistent));
  if (!found.value) return NextShard{kFirstTableShard.value, found.version()};
  const std::string_view bytes = found.value->bytes();
  if (bytes.size() != sizeof(uint64_t)) {
    return base::Corruption("the next shard id is of another size");
  }
  return NextShard{base::ReadLittleEndian64(bytes.data()), found.version()};
}

}  // namespace table::catalog
