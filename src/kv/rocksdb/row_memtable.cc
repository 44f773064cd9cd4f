#include "kv/rocksdb/row_memtable.h"

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
#include "base/random.h"

namespace kv::rocks {
namespace {

using rocksdb::Slice;

// One node in four is on the next level as well, so these are enough for 16 million.
constexpr int kLevels = 12;
constexpr size_t kTagBytes = 8;

// An internal key: a user key, and behind it a tag (sequence number and kind; little-endian). Of
// equal user keys the one with the greater tag, the newer, comes first.
struct Key {
  explicit Key(std::string_view internal)
      : user(internal.substr(0, internal.size() - kTagBytes)),
        tag(base::ReadLittleEndian64(internal.data() + user.size())) {
    std::array<char, 16> bytes{};
    std::memcpy(bytes.data(), user.data(), std::min(user.size(), bytes.size()));
    first = base::ReadBigEndian64(bytes.data());
    second = base::ReadBigEndian64(bytes.data() + 8);
  }

  std::string_view user;
  uint64_t tag;
  // The first 16 bytes of the user key, filled up with zeros: where these differ, so do the keys.
  uint64_t first;
  uint64_t second;
};

// An entry begins with the size of its internal key, then the key. RocksDB wrote it.
std::string_view InternalKeyOf(const char* entry) {
  std::string_view bytes(entry, base::kVarintBytesMax);
  const auto size = base::TakeVarint(&bytes);
  CHECK(size.has_value());
  return {bytes.data(), *size};
}

// Followed by its links to the next node on each of its levels, and by the entry.
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
  // In memory of at least Bytes(levels).
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

  void Insert(rocksdb::KeyHandle handle) override {
    Node* const node = static_cast<Node*>(handle);
    const Key key(InternalKeyOf(node->entry));
    node->first = key.first;
    node->second = key.second;
    std::array<Node*, kLevels> before;
    Find(key, &before);
    for (int level = 0; level < node->levels; ++level) {
      node->next(level).store(before[level]->next(level).load(std::memory_order_relaxed),
                              std::memory_order_relaxed);
      // Who finds the node finds all of it.
      before[level]->next(level).store(node, std::memory_order_release);
    }
    if (node->levels > levels_.load(std::memory_order_relaxed)) {
      levels_.store(node->levels, std::memory_order_relaxed);
    }
  }

  bool Contains(const char* entry) const override {
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

  // Where a key is or would be. A node that is inserted meanwhile lies between the two, if
  // anywhere: the link must not be read again.
  struct Place {
    Node* last_before;       // or the head
    Node* first_not_before;  // or null
  };
  // And the last nodes before it on each level, if they are asked for.
  Place Find(const Key& key, std::array<Node*, kLevels>* on_levels = nullptr) const {
    Node* at = head_;
    if (on_levels != nullptr) on_levels->fill(head_);
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
      if (on_levels != nullptr) (*on_levels)[level] = at;
    }
    return {at, stop};
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
  std::atomic<int> levels_{1};  // that have nodes; who reads an old number only finds more slowly
  uint64_t allocated_ = 0;      // the writer's
};

class RowMemtable::Position final : public Iterator {
 public:
  Position(const RowMemtable& rows, bool kept) : rows_(rows), kept_(kept) {}

  bool Valid() const override { return at_ != nullptr; }
  const char* key() const override { return at_->entry; }
  void Next() override { at_ = at_->next(0).load(std::memory_order_acquire); }
  void Prev() override {
    at_ = rows_.OrNull(rows_.Find(Key(InternalKeyOf(at_->entry))).last_before);
  }
  void Seek(const Slice& internal_key, const char* entry) override {
    at_ = rows_.Find(KeyOf(internal_key, entry)).first_not_before;
  }
  void SeekForPrev(const Slice& internal_key, const char* entry) override {
    const Key key = KeyOf(internal_key, entry);
    const Place place = rows_.Find(key);
    at_ = rows_.OrNull(place.last_before);
    if (place.first_not_before == nullptr) return;
    const Key found(InternalKeyOf(place.first_not_before->entry));
    if (found.user == key.user && found.tag == key.tag) at_ = place.first_not_before;
  }
  void SeekToFirst() override { at_ = rows_.head_->next(0).load(std::memory_order_acquire); }
  void SeekToLast() override { at_ = rows_.Last(); }

  // RocksDB wants most iterators in an arena of its own, of which its headers do not tell how to
  // take memory; it then ends them by their destructor, without `delete`. So they lie in memory
  // that each thread keeps, and the destructor gives it back: to the thread that calls it, which
  // uses it again no sooner than the destructor has ended.
  static Position* Make(const RowMemtable& rows);
  // The other ones are for a look at one key, between two calls of one function, and it forgets to
  // delete them: each thread has one, which is overwritten.
  static Position* MakeForALook(const RowMemtable& rows);
  ~Position() override;
  static void operator delete(void*) {}

 private:
  static Key KeyOf(const Slice& internal_key, const char* entry) {
    return Key(entry != nullptr ? InternalKeyOf(entry) : internal_key.ToStringView());
  }

  const RowMemtable& rows_;
  const bool kept_;  // in memory that is to be given back
  Node* at_ = nullptr;
};

// Memory for positions that a thread keeps for the next ones.
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

}  // namespace kv::rocks
