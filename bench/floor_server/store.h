// RocksDB as the server has it (src/kv/rocksdb/engine/tuning.cc), with its own memtable and caches:
// rows by key, and writes that gather until one commit writes them in one batch with one sync.
#pragma once

#include <rocksdb/db.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace floor_server {

class Store {
 public:
  // Ends the process if `path` cannot be opened.
  explicit Store(const std::string& path);

  // What is committed; until the next Get.
  std::optional<std::string_view> Get(std::string_view key);
  // Each row whose key begins with `prefix`, in order.
  template <typename Visitor>
  void Walk(std::string_view prefix, Visitor visit) {
    // The same iterator each time, at what is committed now: a new one is a dozen allocations.
    Must(iterator_->Refresh());
    for (iterator_->Seek(Slice(prefix)); iterator_->Valid(); iterator_->Next()) {
      if (!iterator_->key().starts_with(Slice(prefix))) return;
      visit(iterator_->value().ToStringView());
    }
    Must(iterator_->status());
  }

  // As Get, but what waits to be committed, if it does: until the next of these, and Commit.
  std::optional<std::string_view> GetPending(std::string_view key);
  // For keys and rows that are to be written: they must stay until Commit.
  char* Room(size_t bytes);
  void Take(const char* end) { room_used_ = end - room_.data(); }
  // Whether there is room for so many bytes more. If not, Commit makes some.
  bool HasRoom(size_t bytes) const { return room_.size() - room_used_ >= bytes; }
  void Put(std::string_view key, std::string_view row);
  // Writes what waits, and syncs it.
  void Commit();

  uint64_t syncs() const { return syncs_; }

 private:
  static rocksdb::Slice Slice(std::string_view text) { return {text.data(), text.size()}; }
  // The floor does not go on after a failure of its disk.
  static void Must(const rocksdb::Status& status);

  std::unique_ptr<rocksdb::DB> database_;
  std::unique_ptr<rocksdb::Iterator> iterator_;
  rocksdb::PinnableSlice found_;
  rocksdb::WriteBatch batch_;
  std::vector<char> room_;
  size_t room_used_ = 0;
  std::unordered_map<std::string_view, std::string_view> pending_;
  uint64_t syncs_ = 0;
};

}  // namespace floor_server
