// A file system in memory whose power can be cut, to see what a store remembers.
//
// It behaves as a careful reading of POSIX allows, and no better: bytes of a file are durable once
// it was synced, names (of new, renamed and deleted files) once their directory was synced. What
// was not is lost when the power is cut, or survives in part: files keep some prefix of their
// unsynced bytes, possibly with a page of zeros in it, of those that were overwritten some pages as
// they were and some as they are, and each directory some first few of its changes.
#pragma once

#include <cstdint>
#include <memory>

namespace rocksdb {
class FileSystem;
}

namespace kv {

// Thread-safe.
class ForgetfulFileSystem {
 public:
  // The same seed and the same calls in the same order lose the same things.
  explicit ForgetfulFileSystem(uint64_t seed);
  ~ForgetfulFileSystem();

  // What to open a store on (OpenRocksDbStoreOn). May outlive this.
  std::shared_ptr<rocksdb::FileSystem> files() const;

  enum class Unsynced {
    kLost,        // everything that was not synced
    kPartlyKept,  // as the seed has it
  };
  // From now on, until Restore, nothing can be changed any more, also not in files that are open;
  // but reading goes on, and so does writing of tables, of which nothing will be left. (RocksDB,
  // built with its assertions as Debian does, does not survive a compaction whose tables fail
  // early; and nobody is there any more to be misled.)
  void CutPower();
  // Takes the store that was open to have been destroyed. Files are now as the disk remembers them.
  void Restore(Unsynced unsynced);

  // The disk holds so many bytes; a write that does not fit is cut short and fails. No limit at
  // first.
  void SetCapacity(uint64_t bytes);
  uint64_t used_bytes() const;

  // From now on syncs of the files and directories whose names end so fail ("" for none), as those
  // of a broken device: what they were to make durable is not.
  void FailSyncsOf(const char* suffix);
  // From now on there is no space for files whose names end so ("" for none).
  void RefuseSpaceTo(const char* suffix);

  // Syncs of files and directories that succeeded.
  uint64_t syncs() const;

  class Files;

 private:
  std::shared_ptr<Files> files_;
};

}  // namespace kv
