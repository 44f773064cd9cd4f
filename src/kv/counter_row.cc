#include "kv/counter_row.h"

#include <utility>

#include "base/bytes.h"
#include "base/check.h"

namespace kv {

std::string EncodeCounter(int64_t count) {
  std::string bytes;
  base::AppendLittleEndian64(static_cast<uint64_t>(count), &bytes);
  return bytes;
}

base::Result<int64_t> DecodeCounter(std::string_view bytes) {
  if (bytes.size() != sizeof(int64_t)) {
    return base::Corruption("a counter of " + std::to_string(bytes.size()) + " bytes");
  }
  return static_cast<int64_t>(base::ReadLittleEndian64(bytes.data()));
}

base::Status ToCounter(Found* found) {
  if (!found->value) return {};
  TRY_ASSIGN(found->counter, DecodeCounter(found->value->bytes()));
  found->value.reset();
  return {};
}

base::Result<int64_t> GetCounterRow(Store& store, ShardId shard, std::string_view meta_key,
                                    Consistency consistency) {
  TRY_ASSIGN(Found found, store.Get(shard, {Family::kMeta, meta_key}, consistency));
  TRY(ToCounter(&found));
  return found.counter;
}

base::Result<ScanResult> ScanCounterRows(Store& store, ShardId shard, const ScanRequest& request,
                                         const CounterVisitor& visitor) {
  CHECK(request.family == Family::kMeta);
  base::Status decoded;
  TRY_ASSIGN(const ScanResult result,
             store.Scan(shard, request, [&](std::string_view key, std::string_view bytes) {
               const auto count = DecodeCounter(bytes);
               if (count.ok()) return visitor(key, *count);
               decoded = count.error();
               return ScanStep::kStop;
             }));
  TRY(std::move(decoded));
  return result;
}

}  // namespace kv
