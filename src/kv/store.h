// The storage contract: the one wall that everything above leans on.
//
// A store is a set of shards. A shard is an ordered map of bytes to bytes, divided into families,
// plus an append-only log. One commit is atomic over any keys of any shards and durable when it
// returns; no read returns what a crash could still take back. `kv/testing/store_contract.h` states
// all of this as tests, which run on every store.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/statistic.h"
#include "kv/version.h"

namespace kv {

// Chosen by whoever creates the shard, never used twice. Zero is no shard.
struct ShardId {
  uint64_t value = 0;
  auto operator<=>(const ShardId&) const = default;
};

// What a key is used for: part of the key, so that the same bytes in two families are two keys, and
// else a hint. A store may keep each family apart, tuned for how it is read, and owes the same to
// each; only counters are of kMeta alone (Batch::Add).
enum class Family : uint8_t {
  kMeta = 1,         // small, few: the catalog, counters
  kItem = 2,         // base items: point reads, and ranges within a partition key
  kLocalIndex = 3,   // ranges within a partition key
  kGlobalIndex = 4,  // the same, in shards of the index's own
};

// A key is ordered by its bytes within its family. 16 KiB at most (kKeyBytesMax): room for the keys
// of an index and of its table, 2048 bytes of partition keys and 1024 of sort keys each, every byte
// of which may take two in an encoded key.
struct KeyView {
  Family family = Family::kItem;
  std::string_view bytes;
  friend auto operator<=>(const KeyView&, const KeyView&) = default;
};
constexpr size_t kKeyBytesMax = 16384;

// A position in a shard's log. Positions only grow, in the order of the commits; zero comes before
// all of them. They may leave gaps.
struct LogPosition {
  uint64_t value = 0;
  auto operator<=>(const LogPosition&) const = default;
};

enum class Consistency {
  kEventual,    // any replica may answer; an earlier state is allowed
  kConsistent,  // sees every commit that returned before the read began
};

// The bytes under a key, kept in place (a cache block, a network buffer) for as long as this lives.
// Movable; release it before waiting on anything.
class Value {
 public:
  // What keeps the bytes: one of possibly many who do.
  class Pin {
   public:
    // Keeps them no longer; `this` may be gone then.
    virtual void Release() = 0;

   protected:
    ~Pin() = default;
  };
  struct PinRelease {
    void operator()(Pin* pin) const { pin->Release(); }
  };
  using PinPointer = std::unique_ptr<Pin, PinRelease>;

  Value(std::string_view bytes, PinPointer pin) : bytes_(bytes), pin_(std::move(pin)) {}

  std::string_view bytes() const { return bytes_; }

 private:
  std::string_view bytes_;
  PinPointer pin_;
};

// What Get finds: the value, if there is one.
struct Found {
  std::optional<Value> value;
  ReadMark mark = {};   // for the version
  int64_t counter = 0;  // what was asked for as a counter says; it has no value, and no version

  // For a check that is made when the value is not held any more. Reads all of the value's bytes.
  Version version() const { return {value ? std::optional(value->bytes()) : std::nullopt, mark}; }
};

struct GetRequest {
  ShardId shard;
  KeyView key;
  // Whether it is a counter, of the kMeta family, that is asked for (Batch::Add).
  bool counter = false;
};

enum class Direction { kForward, kBackward };
enum class ScanStep { kContinue, kStop };

// A range of one family of one shard, and where to stop.
struct ScanRequest {
  Family family = Family::kItem;
  std::string_view start = {};               // inclusive
  std::optional<std::string_view> end = {};  // exclusive; nullopt: to the end of the family
  Direction direction = Direction::kForward;
  Consistency consistency = Consistency::kConsistent;
  // The scan ends at the latest after the row with which it has visited so much. Both must be
  // positive.
  size_t bytes_max = 1 << 20;  // keys and values
  size_t count_max = 1000;
  // Whether this is a part of a walk over far more than will be read again soon. What it reads need
  // not be kept in memory, where it would only displace what others read often.
  bool passing = false;
};

struct ScanResult {
  // True if a limit, the visitor or the store itself ended the scan, so that there may be more. To
  // go on, scan again from just after (or, backward, to just before) the last key that was visited.
  bool may_have_more = false;
};

// Called with each row in order; the views are valid during the call only. Must not wait.
using ScanVisitor = std::function<ScanStep(std::string_view key, std::string_view value)>;
using CounterVisitor = std::function<ScanStep(std::string_view key, int64_t count)>;

// Everything that one commit does. Atomic as a whole, whatever shards it touches.
// Keys are copied in. A key may be written once in a batch; checks see the state before.
class Batch {
 public:
  struct CheckEntry {
    ShardId shard;
    Family family;
    std::string key;
    Version version;
  };
  struct WriteEntry {
    ShardId shard;
    Family family;
    std::string key;
    std::optional<std::string> value;  // nullopt: delete
  };
  struct AddEntry {
    ShardId shard;
    std::string key;
    int64_t delta;
  };
  struct AppendEntry {
    ShardId shard;
    std::string record;
  };
  struct DeferredEntry {
    ShardId source_shard;
    std::string source_key;
    WriteEntry write;
  };

  // The commit conflicts unless there is under the key what a read of it found (see Version; a
  // value that was changed and is the same again may pass). That a key which nobody has read is
  // absent is checked with Version().
  void Check(ShardId shard, KeyView key, const Found& found) { Check(shard, key, found.version()); }
  void Check(ShardId shard, KeyView key, const Version& version);
  void Put(ShardId shard, KeyView key, std::string value);
  void Delete(ShardId shard, KeyView key);
  // Adds to a counter, which has a key of the kMeta family to itself: absent counts as zero, and
  // what comes to zero is absent. Never conflicts with another Add. Store::Counter reads it; Delete
  // ends it; Get and Scan meet something under the key, of which a check may be made, but what it
  // looks like is the store's own affair.
  void Add(ShardId shard, std::string_view meta_key, int64_t delta);
  // Appends to the shard's log. Positions are picked by the store, in the order of the commits.
  void Append(ShardId shard, std::string_view record);
  // Writes to another shard that may land shortly after the commit: exactly once, and for the same
  // source key in the order of the commits.
  void DeferredPut(ShardId source_shard, KeyView source_key, ShardId shard, KeyView key,
                   std::string_view value);
  void DeferredDelete(ShardId source_shard, KeyView source_key, ShardId shard, KeyView key);
  // The commit conflicts unless this lease is still held when it takes effect.
  void RequireLease(std::string_view name, std::string_view holder);

  bool empty() const;
  // Sum of the sizes of all keys, values and records; what is checked has none.
  size_t bytes() const { return bytes_; }

  const std::vector<CheckEntry>& checks() const { return checks_; }
  const std::vector<WriteEntry>& writes() const { return writes_; }
  const std::vector<AddEntry>& adds() const { return adds_; }
  const std::vector<AppendEntry>& appends() const { return appends_; }
  const std::vector<DeferredEntry>& deferred() const { return deferred_; }
  const std::vector<std::pair<std::string, std::string>>& leases() const { return leases_; }

 private:
  std::vector<CheckEntry> checks_;
  std::vector<WriteEntry> writes_;
  std::vector<AddEntry> adds_;
  std::vector<AppendEntry> appends_;
  std::vector<DeferredEntry> deferred_;
  std::vector<std::pair<std::string, std::string>> leases_;
  size_t bytes_ = 0;
};

struct CommitResult {
  std::vector<LogPosition> positions;  // of the appends, in the order they were added
};

struct LogRecord {
  LogPosition position;
  std::string record;
};

struct ReadLogLimits {
  size_t bytes_max = 1 << 20;
  size_t count_max = 1000;
};

// How many may wait in WaitLog at a time: each may hold a stack of 256 KiB (run/runner.cc).
constexpr size_t kLogWaitersMax = 1024;
// No wait is longer, whatever is asked for: who waits for nobody any more is found out by then.
constexpr std::chrono::minutes kLogWaitMax{60};

// Safe from any thread. Calls return when the work is done; they may wait on a run::Event.
//
// Each call tells how many round trips it takes at most in a store of many servers: messages to
// other servers and their answers, of which those that go out side by side are one. One more comes
// on top when a shard has just moved to another server. A store in this process takes none.
//
// Errors common to all: kNotFound (no such shard), kUnavailable (stopping, or too much is waiting;
// nothing was done), kCorruption (stored bytes fail their checksum), kResourceExhausted (the disk
// is full; nothing was done), kInternal (the device failed).
class Store {
 public:
  virtual ~Store() = default;

  // One round trip.
  virtual base::Result<Found> Get(ShardId shard, KeyView key, Consistency consistency) = 0;

  // In the order asked. With `one_cut` all of them are of one instant: either all or none of any
  // commit's effects on these keys are seen. One round trip, whatever shards they are of; two with
  // `one_cut` if these are on several servers.
  struct MultiGetOptions {
    Consistency consistency = Consistency::kConsistent;
    bool one_cut = false;
  };
  virtual base::Result<std::vector<Found>> MultiGet(std::span<const GetRequest> requests,
                                                    const MultiGetOptions& options) = 0;

  // What a counter says (Batch::Add); zero if it is absent. Several of them, or counters beside
  // values, are read by one MultiGet. One round trip. Errors: also kCorruption (the row is no
  // counter).
  virtual base::Result<int64_t> Counter(ShardId shard, std::string_view meta_key,
                                        Consistency consistency) = 0;

  // Visits the rows of a range in order, as of one instant. The store may cut it short after any
  // row, the first at the earliest, and then says that there may be more. One round trip.
  virtual base::Result<ScanResult> Scan(ShardId shard, const ScanRequest& request,
                                        const ScanVisitor& visitor) = 0;

  // The same of a range of the kMeta family in which there are counters alone. One round trip.
  // Errors: also kCorruption (a row is no counter; those before it were visited).
  virtual base::Result<ScanResult> ScanCounters(ShardId shard, const ScanRequest& request,
                                                const CounterVisitor& visitor) = 0;

  // One round trip if all of the batch's shards are on one server, else two: several servers have
  // to agree. Errors: kConflict (a check failed or a lease is not held; nothing was changed),
  // kInvalidArgument (a key is too long, or not of the shard), and those common to all. After
  // kInternal it is unknown whether the commit will be there after a restart, and the store takes
  // no more commits.
  virtual base::Result<CommitResult> Commit(Batch batch) = 0;

  // Records after `after`, in order. A record that was committed before another is never seen after
  // it: what this returns is all there is, up to its last position. Works on a shard that was
  // split. One round trip.
  virtual base::Result<std::vector<LogRecord>> ReadLog(ShardId shard, LogPosition after,
                                                       const ReadLogLimits& limits) = 0;
  // Returns when there is a record after `after`, at once if there is one already, or when the time
  // is over: kLogWaitMax at most, by the store's clock. Who asks sees which by ReadLog. One round
  // trip, whose answer is held back as long. Errors: kNotFound, also if the shard is dropped or
  // split meanwhile, or was split and has no such record: none will come; kUnavailable
  // (kLogWaitersMax wait already).
  virtual base::Status WaitLog(ShardId shard, LogPosition after,
                               std::chrono::milliseconds at_most) = 0;
  // Forgets the records up to and including `up_to`. One round trip.
  virtual base::Status TrimLog(ShardId shard, LogPosition up_to) = 0;

  // Makes an empty shard. Making one that exists is no error and changes nothing, so that whoever
  // was interrupted can do it again. Two round trips: to the map of the shards, and to the server
  // that is to have it.
  virtual base::Status CreateShard(ShardId shard) = 0;

  // Divides a shard in two: keys (of every family) below `at` are from now on in `left`, the others
  // in `right`. The parent keeps its log, which ends here, until it is dropped; commits to it, and
  // reads of its map, give kNotFound. Atomic and durable. Repeating it is no error. Two round
  // trips, as CreateShard.
  virtual base::Status SplitShard(ShardId parent, std::string_view at, ShardId left,
                                  ShardId right) = 0;

  // Forgets a shard, its rows and its log. They are unreachable when this returns; their space is
  // given back in the background. Dropping what does not exist is no error. Two round trips, as
  // CreateShard.
  virtual base::Status DropShard(ShardId shard) = 0;

  // One round trip.
  virtual base::Result<std::vector<ShardId>> ListShards() = 0;

  // Takes the lease `name` for `holder`, or prolongs it if `holder` has it already, until
  // `duration` from now. False if another holds it. At most one holder at a time. One round trip.
  virtual base::Result<bool> AcquireLease(std::string_view name, std::string_view holder,
                                          std::chrono::milliseconds duration) = 0;
  // Gives the lease back early; no error if it is not held. One round trip.
  virtual base::Status ReleaseLease(std::string_view name, std::string_view holder) = 0;

  // Figures for the operator, of this server: no round trip.
  using Statistic = base::Statistic;
  virtual std::vector<Statistic> Statistics() const = 0;
};

}  // namespace kv
