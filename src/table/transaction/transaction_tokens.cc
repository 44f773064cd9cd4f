#include "table/transaction/transaction_tokens.h"

#include <xxhash.h>

#include <algorithm>
#include <utility>

#include "base/bytes.h"
#include "table/system_keys.h"

namespace table::transaction {
namespace {

constexpr uint8_t kRecordVersion = 1;
constexpr size_t kHashBytes = 16;
// The most records that one call of Sweep deletes, in a commit of some ten kilobytes.
constexpr size_t kSweepCountMax = 100;

kv::KeyView MetaKey(std::string_view key) { return {kv::Family::kMeta, key}; }

// A hash without a key is enough: a collision could only harm the account that made it.
std::string HashOf(std::string_view content) {
  const XXH128_hash_t hash = XXH3_128bits(content.data(), content.size());
  std::string bytes;
  base::AppendBigEndian64(hash.high64, &bytes);
  base::AppendBigEndian64(hash.low64, &bytes);
  return bytes;
}

// The record of a finished transaction:
//
//   version (1) | hash of its content (16) | when it finished, in microseconds since the epoch (8)
//   | for each item, what reading it costs (varint)
struct Record {
  std::string_view content_hash;
  base::WallTime finished;
  std::vector<uint64_t> read_units;
};

std::string Encode(const Record& record) {
  std::string bytes(1, static_cast<char>(kRecordVersion));
  bytes.append(record.content_hash);
  base::AppendBigEndian64(static_cast<uint64_t>(record.finished.time_since_epoch().count()),
                          &bytes);
  for (const uint64_t units : record.read_units) base::AppendVarint(units, &bytes);
  return bytes;
}

// Its members are views of the decoded bytes.
base::Result<Record> Decode(std::string_view bytes) {
  const auto corrupt = [] { return base::Corruption("the record of a transaction's token"); };
  const auto version = base::TakeBytes(1, &bytes);
  if (!version || version->front() != kRecordVersion) return corrupt();
  const auto hash = base::TakeBytes(kHashBytes, &bytes);
  const auto finished = base::TakeBytes(sizeof(int64_t), &bytes);
  if (!hash || !finished) return corrupt();
  Record record{
      .content_hash = *hash,
      .finished = base::WallTime(
          std::chrono::microseconds(static_cast<int64_t>(base::ReadBigEndian64(finished->data())))),
      .read_units = {},
  };
  while (!bytes.empty()) {
    const auto units = base::TakeVarint(&bytes);
    if (!units) return corrupt();
    record.read_units.push_back(*units);
  }
  return record;
}

// A record that may be deleted, and the row of the index of finished records that names it.
struct Expired {
  std::string finished_key;
  base::WallTime finished;
  std::string record_key;
};

base::Result<Expired> DecodeFinishedKey(std::string_view key) {
  std::string_view rest = key.substr(kTokenFinishedPrefix.size());
  const auto time = base::TakeBytes(sizeof(int64_t), &rest);
  if (!time) return base::Corruption("the time of a transaction's token");
  return Expired{
      .finished_key = std::string(key),
      .finished = base::WallTime(
          std::chrono::microseconds(static_cast<int64_t>(base::ReadBigEndian64(time->data())))),
      .record_key = std::string(rest),
  };
}

// Adds the deletion of one record to a batch. If the token was used again since, only the row that
// names the old record is deleted.
base::Status AddEnd(const Expired& expired, const kv::Found& found, kv::Batch* batch) {
  batch->Delete(kTokenShard, MetaKey(expired.finished_key));
  if (!found.value) return {};
  TRY_ASSIGN(const Record record, Decode(found.value->bytes()));
  if (record.finished != expired.finished) return {};
  batch->Check(kTokenShard, MetaKey(expired.record_key), found);
  batch->Delete(kTokenShard, MetaKey(expired.record_key));
  return {};
}

}  // namespace

base::Status TransactionTokens::Open() { return store_.CreateShard(kTokenShard); }

TransactionTokens::Claim::Claim(TransactionTokens& tokens, const TransactionToken& token)
    : tokens_(tokens),
      key_(TokenRecordKey(token.name_space, token.text)),
      content_hash_(HashOf(token.content)) {
  base::MutexLock lock(tokens_.mutex_);
  const auto [running, is_mine] = tokens_.running_.emplace(key_, content_hash_);
  if (!is_mine) running_hash_ = running->second;
}

TransactionTokens::Claim::~Claim() {
  if (running_hash_) return;
  base::MutexLock lock(tokens_.mutex_);
  tokens_.running_.erase(key_);
}

base::Result<TransactionTokens::State> TransactionTokens::Claim::Examine() {
  if (running_hash_) {
    return *running_hash_ == content_hash_ ? State::kInProgress : State::kOtherContent;
  }
  TRY_ASSIGN(const kv::Found found,
             tokens_.store_.Get(kTokenShard, MetaKey(key_), kv::Consistency::kConsistent));
  version_ = found.version();
  if (!found.value) return State::kNew;
  TRY_ASSIGN(Record record, Decode(found.value->bytes()));
  if (tokens_.clock_.Now() >= record.finished + kTokenLifetime) return State::kNew;
  if (record.content_hash != content_hash_) return State::kOtherContent;
  read_units_ = std::move(record.read_units);
  return State::kDone;
}

void TransactionTokens::Claim::AddRecord(std::span<const uint64_t> read_units,
                                         kv::Batch* batch) const {
  batch->Check(kTokenShard, MetaKey(key_), version_);
  const Record record{.content_hash = content_hash_,
                      .finished = tokens_.clock_.Now(),
                      .read_units = {read_units.begin(), read_units.end()}};
  batch->Put(kTokenShard, MetaKey(key_), Encode(record));
  batch->Put(kTokenShard, MetaKey(TokenFinishedKey(record.finished, key_)), "");
}

base::Result<bool> TransactionTokens::Sweep() {
  const base::WallTime end = clock_.Now() - kTokenLifetime;
  base::WallTime start;
  {
    base::MutexLock lock(mutex_);
    if (swept_ > end) swept_ = {};  // the clock was set back: records may lie before
    start = swept_;
  }
  const std::string start_key = TokenFinishedKey(start, "");
  const std::string end_key = TokenFinishedKey(end + std::chrono::microseconds(1), "");
  std::vector<Expired> all;
  base::Status decoded;
  TRY_ASSIGN(const kv::ScanResult scanned, store_.Scan(kTokenShard,
                                                       {.family = kv::Family::kMeta,
                                                        .start = start_key,
                                                        .end = end_key,
                                                        .count_max = kSweepCountMax},
                                                       [&](std::string_view key, std::string_view) {
                                                         auto expired = DecodeFinishedKey(key);
                                                         if (expired.ok()) {
                                                           all.push_back(*std::move(expired));
                                                         } else {
                                                           decoded = std::move(expired).error();
                                                         }
                                                         return kv::ScanStep::kContinue;
                                                       }));
  TRY(std::move(decoded));
  if (!all.empty()) {
    std::vector<kv::GetRequest> requests;
    requests.reserve(all.size());
    for (const Expired& expired : all)
      requests.push_back({kTokenShard, MetaKey(expired.record_key)});
    kv::Batch batch;
    {  // what was read is let go before the commit waits
      TRY_ASSIGN(const std::vector<kv::Found> found, store_.MultiGet(requests, {}));
      for (size_t i = 0; i < all.size(); ++i) TRY(AddEnd(all[i], found[i], &batch));
    }
    auto committed = store_.Commit(std::move(batch));
    if (!committed.ok()) {
      // On a conflict, a token was used again just now. The next call will see that.
      if (committed.error().code == base::ErrorCode::kConflict) return true;
      return std::move(committed).error();
    }
  }
  base::MutexLock lock(mutex_);
  swept_ = scanned.may_have_more && !all.empty() ? all.back().finished : end;
  return scanned.may_have_more;
}

}  // namespace table::transaction
