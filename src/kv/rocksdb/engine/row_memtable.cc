#include "kv/rocksdb/engine/row_memtable.h"

#include <rocksdb/slice.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/check.h"
#include "base/mutex.h"
#include "base/random.h"

namespace kv::rocks::engine {
namespace {

using rocksdb::Slice;

// One node in four is on the next level, too, so these levels are enough for 16 million nodes.
constexpr int kLevels = 12;
constexpr size_t kTagBytes = 8;
// A search for a node's place is a chain of cache misses. So many searches are interleaved, step by
// step, so that their misses overlap. More would not be faster.
constexpr size_t kLinkedTogether = 32;

// An internal key: a user key, and behind it a tag (sequence number and kind; little-endian). Of
// equal user keys the one with the greater tag, the newer, comes first.
struct Key {
  Key() = default;
  explicit Key(std::string_view internal)
      : user(internal.substr(0, internal.size() - kTagBytes)),
        tag(base::ReadLittleEndian64(internal.data() + user.size())) {
    std::array<char, 16> bytes{};
    std::memcpy(bytes.data(), user.data(), std::min(user.size(), bytes.size()));
    first = base::ReadBigEndian64(bytes.data());
    second = base::ReadBigEndian64(bytes.data() + 8);
  }

  std::string_view user;
  uint64_t tag = 0;
  // The first 16 bytes of the user key, padded with zeros. If they differ, the keys differ
  // likewise.
  uint64_t first = 0;
  uint64_t second = 0;
};

// An entry begins with the size of its internal key, then the key. RocksDB wrote it.
std::string_view InternalKeyOf(const char* entry) {
  std::string_view bytes(entry, base::kVarintBytesMax);
  const auto size = base::TakeVarint(&bytes);
  CHECK(size.has_value());
  return {bytes.data(), *size};
}

// In memory, the node is followed by its links to the next node on each level, and by the entry.
struct Node {
  uint64_t first = 0;
  uint64_t second = 0;
  const char* entry = nullptr;
  int levels = 0;

  std::atomic<Node*>& next(int level) {
    return reinterpret_cast<std::atomic<Node*>*>(this + 1)[level];
  }
  static constexpr size_t Bytes(int levels) {
    return sizeof(Node) + static_cast<size_t>(levels) * sizeof(std::atomic<Node*>);
  }
  // REQUIRES: memory of at least Bytes(levels).
  static Node* MakeIn(char* memory, int levels) {
    Node* const node = new (memory) Node;
    node->levels = levels;
    for (int level = 0; level < levels; ++level) {
      new (&node->next(level)) std::atomic<Node*>(nullptr);
    }
    return node;
  }

  // Whether it comes before the key.
  bool IsBefore(const Key& key) const {
    if (first != key.first) return first < key.first;
    if (second != key.second) return second < key.second;
    const Key own(InternalKeyOf(entry));
    const int order = own.user.compare(key.user);
    if (order != 0) return order < 0;
    return own.tag > key.tag;
  }
};
static_assert(sizeof(Node) % alignof(std::atomic<Node*>) == 0);

class RowMemtable final : public rocksdb::MemTableRep {
 public:
  explicit RowMemtable(rocksdb::Allocator* allocator)
      : MemTableRep(allocator), head_(Node::MakeIn(head_memory_, kLevels)) {}

  rocksdb::KeyHandle Allocate(size_t size, char** buffer) override {
    const int levels = RandomLevels();
    char* memory = nullptr;
    MemTableRep::Allocate(Node::Bytes(levels) + size + alignof(Node) - 1, &memory);
    const auto address = reinterpret_cast<uintptr_t>(memory);
    memory += (alignof(Node) - address % alignof(Node)) % alignof(Node);
    Node* const node = Node::MakeIn(memory, levels);
    *buffer = memory + Node::Bytes(levels);
    node->entry = *buffer;
    return node;
  }

  // The node is linked later, together with others. That is safe: RocksDB shows a row to readers
  // only after all inserts of its group have returned, and a reader first links the waiting nodes.
  void Insert(rocksdb::KeyHandle handle) override {
    Node* const node = static_cast<Node*>(handle);
    const Key key(InternalKeyOf(node->entry));
    node->first = key.first;
    node->second = key.second;
    base::MutexLock lock(mutex_);
    const size_t count = waiting_count_.load(std::memory_order_relaxed);
    waiting_[count] = node;
    waiting_count_.store(count + 1, std::memory_order_release);
    if (count + 1 == kLinkedTogether) LinkAll();
  }

  bool Contains(const char* entry) const override {
    LinkWaiting();
    const Key key(InternalKeyOf(entry));
    const Node* const found = Find(key).first_not_before;
    if (found == nullptr) return false;
    const Key own(InternalKeyOf(found->entry));
    return own.user == key.user && own.tag == key.tag;
  }

  size_t ApproximateMemoryUsage() override { return 0; }  // besides what was allocated

  Iterator* GetIterator(rocksdb::Arena* arena) override;

 private:
  class Position;

  int RandomLevels() {
    const uint64_t bits = base::MixBits(++allocated_);
    return std::min(1 + std::countr_zero(bits | uint64_t{1} << 62) / 2, kLevels);
  }

  // The search for the place of a waiting node, step by step.
  struct Search {
    void Begin(Node* waiting, Node* head, int levels) {
      node = waiting;
      key = Key(InternalKeyOf(waiting->entry));
      before.fill(head);
      at = head;
      next = stop = nullptr;
      level = levels - 1;
    }
    // Examines the next node, which was prefetched. False at the end of the search.
    bool Step() {
      if (next->IsBefore(key)) {
        at = next;
      } else {
        stop = next;
        before[level] = at;
        --level;
      }
      return Descend();
    }
    // Goes down to a level where there is a node to examine.
    bool Descend() {
      for (; level >= 0; --level) {
        next = at->next(level).load(std::memory_order_relaxed);
        if (next != nullptr && next != stop) {
          __builtin_prefetch(next);
          return true;
        }
        before[level] = at;
      }
      return false;
    }

    Node* node;
    Key key;
    Node* at;    // comes before the key
    Node* next;  // on the level
    Node* stop;  // a node that is known not to be before the key
    int level;
    std::array<Node*, kLevels> before;  // the last nodes before the key, on each level
  };

  // The place of a key. A node that is inserted later may lie between these two nodes, so the link
  // between them must not be read again.
  struct Place {
    Node* last_before;       // the head if there is none
    Node* first_not_before;  // null if there is none
  };
  Place Find(const Key& key) const {
    Node* at = head_;
    Node* stop = nullptr;  // known not to be before the key
    for (int level = levels_.load(std::memory_order_relaxed) - 1; level >= 0; --level) {
      for (;;) {
        Node* const next = at->next(level).load(std::memory_order_acquire);
        if (next == stop || next == nullptr || !next->IsBefore(key)) {
          stop = next;
          break;
        }
        at = next;
      }
    }
    return {at, stop};
  }

  // The first step of every read: links the rows that were inserted before, which the read must
  // see.
  void LinkWaiting() const EXCLUDES(mutex_) {
    if (waiting_count_.load(std::memory_order_acquire) == 0) return;
    base::MutexLock lock(mutex_);
    LinkAll();
  }

  void LinkAll() const REQUIRES(mutex_) {
    const size_t count = waiting_count_.load(std::memory_order_relaxed);
    const int levels = levels_.load(std::memory_order_relaxed);
    std::array<Search, kLinkedTogether> searches;
    std::array<Search*, kLinkedTogether> going;
    size_t left = 0;
    for (size_t i = 0; i < count; ++i) {
      searches[i].Begin(waiting_[i], head_, levels);
      if (searches[i].Descend()) going[left++] = &searches[i];
    }
    while (left > 0) {
      for (size_t i = 0; i < left;) {
        if (going[i]->Step()) {
          ++i;
        } else {
          going[i] = going[--left];
        }
      }
    }
    for (size_t i = 0; i < count; ++i) Link(searches[i]);
    // Released last: a reader that sees a count of zero sees the links.
    waiting_count_.store(0, std::memory_order_release);
  }

  void Link(const Search& search) const REQUIRES(mutex_) {
    Node* const node = search.node;
    for (int level = 0; level < node->levels; ++level) {
      Node* before = search.before[level];
      Node* next = before->next(level).load(std::memory_order_relaxed);
      // Other nodes may have been linked there since the search.
      while (next != nullptr && next->IsBefore(search.key)) {
        before = next;
        next = before->next(level).load(std::memory_order_relaxed);
      }
      node->next(level).store(next, std::memory_order_relaxed);
      // A release, so that a reader that finds the node sees its contents.
      before->next(level).store(node, std::memory_order_release);
    }
    if (node->levels > levels_.load(std::memory_order_relaxed)) {
      levels_.store(node->levels, std::memory_order_relaxed);
    }
  }

  // Null if there is none.
  Node* Last() const {
    Node* at = head_;
    for (int level = kLevels - 1; level >= 0; --level) {
      while (Node* const next = at->next(level).load(std::memory_order_acquire)) at = next;
    }
    return at == head_ ? nullptr : at;
  }
  Node* OrNull(Node* node) const { return node == head_ ? nullptr : node; }

  alignas(Node) char head_memory_[Node::Bytes(kLevels)];
  Node* const head_;
  // The number of levels that have nodes. With an old number a reader is slower, but finds every
  // row.
  mutable std::atomic<int> levels_{1};
  uint64_t allocated_ = 0;  // the writer's

  mutable base::Mutex mutex_;  // held while links are changed
  std::array<Node*, kLinkedTogether> waiting_ GUARDED_BY(mutex_);
  mutable std::atomic<size_t> waiting_count_{0};  // changed with the mutex held
};

class RowMemtable::Position final : public Iterator {
 public:
  Position(const RowMemtable& rows, bool kept) : rows_(rows), kept_(kept) {}

  bool Valid() const override { return at_ != nullptr; }
  const char* key() const override { return at_->entry; }
  void Next() override {
    at_ = at_->next(0).load(std::memory_order_acquire);
    // Prefetches the next node while this one is used.
    if (at_ != nullptr) __builtin_prefetch(at_->next(0).load(std::memory_order_relaxed));
  }
  void Prev() override {
    at_ = rows_.OrNull(rows_.Find(Key(InternalKeyOf(at_->entry))).last_before);
  }
  void Seek(const Slice& internal_key, const char* entry) override {
    rows_.LinkWaiting();
    at_ = rows_.Find(KeyOf(internal_key, entry)).first_not_before;
  }
  void SeekForPrev(const Slice& internal_key, const char* entry) override {
    rows_.LinkWaiting();
    const Key key = KeyOf(internal_key, entry);
    const Place place = rows_.Find(key);
    at_ = rows_.OrNull(place.last_before);
    if (place.first_not_before == nullptr) return;
    const Key found(InternalKeyOf(place.first_not_before->entry));
    if (found.user == key.user && found.tag == key.tag) at_ = place.first_not_before;
  }
  void SeekToFirst() override {
    rows_.LinkWaiting();
    at_ = rows_.head_->next(0).load(std::memory_order_acquire);
  }
  void SeekToLast() override {
    rows_.LinkWaiting();
    at_ = rows_.Last();
  }

  // RocksDB wants most iterators in its own arena, but its public headers do not tell how to
  // allocate there. It calls only the destructor of such an iterator, not `delete`. So these
  // iterators lie in memory that each thread caches, and the destructor returns the memory to the
  // cache of the thread that calls it, which can reuse it only after the destructor has ended.
  static Position* Make(const RowMemtable& rows);
  // RocksDB makes the other iterators for a lookup of one key within one function, and never
  // deletes them (a leak of RocksDB 7.8). So each thread has one such iterator, which is
  // overwritten.
  static Position* MakeForALook(const RowMemtable& rows);
  ~Position() override;
  static void operator delete(void*) {}

 private:
  static Key KeyOf(const Slice& internal_key, const char* entry) {
    return Key(entry != nullptr ? InternalKeyOf(entry) : internal_key.ToStringView());
  }

  const RowMemtable& rows_;
  const bool kept_;  // lies in memory of a thread's cache
  Node* at_ = nullptr;
};

// Memory for iterators that a thread caches for the next ones.
class KeptMemory {
 public:
  ~KeptMemory() {
    for (void* const memory : free_) ::operator delete(memory);
  }
  void* Take(size_t bytes) {
    if (free_.empty()) return ::operator new(bytes);
    void* const memory = free_.back();
    free_.pop_back();
    return memory;
  }
  void Give(void* memory) { free_.push_back(memory); }

 private:
  std::vector<void*> free_;
};
// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] KeptMemory& MyKeptMemory() {
  thread_local KeptMemory memory;
  return memory;
}

RowMemtable::Position* RowMemtable::Position::Make(const RowMemtable& rows) {
  return new (MyKeptMemory().Take(sizeof(Position))) Position(rows, true);
}

[[gnu::noinline]] RowMemtable::Position* RowMemtable::Position::MakeForALook(
    const RowMemtable& rows) {
  alignas(Position) thread_local char memory[sizeof(Position)];
  return new (memory) Position(rows, false);
}

RowMemtable::Position::~Position() {
  if (kept_) MyKeptMemory().Give(this);
}

rocksdb::MemTableRep::Iterator* RowMemtable::GetIterator(rocksdb::Arena* arena) {
  return arena == nullptr ? Position::MakeForALook(*this) : Position::Make(*this);
}

class RowMemtableFactory final : public rocksdb::MemTableRepFactory {
 public:
  using rocksdb::MemTableRepFactory::CreateMemTableRep;
  rocksdb::MemTableRep* CreateMemTableRep(const rocksdb::MemTableRep::KeyComparator&,
                                          rocksdb::Allocator* allocator,
                                          const rocksdb::SliceTransform*,
                                          rocksdb::Logger*) override {
    return new RowMemtable(allocator);
  }
  const char* Name() const override { return "RowMemtable"; }
};

}  // namespace

std::shared_ptr<rocksdb::MemTableRepFactory> NewRowMemtableFactory() {
  return std::make_shared<RowMemtableFactory>();
}

}  // namespace kv::rocks::engine
