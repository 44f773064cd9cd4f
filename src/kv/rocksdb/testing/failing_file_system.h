// A file system that fails the calls that a test picks, over another one. For tests.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace rocksdb {
class FileSystem;
}

namespace kv {

// Thread-safe.
//
// A call is named by the kind of file and what is done with it: "log.Append", "table.Sync",
// "directory.Fsync", "manifest.Create". Kinds of files: log, table, manifest, current, temporary
// (a file that will be renamed), inventory, directory, other.
class FailingFileSystem {
 public:
  enum class Error { kNoSpace, kInputOutput, kReadOnly, kTooManyFiles };

  explicit FailingFileSystem(const std::shared_ptr<rocksdb::FileSystem>& files);
  ~FailingFileSystem();

  // What to open a store on. May outlive this.
  std::shared_ptr<rocksdb::FileSystem> files() const;

  // From now on `call` fails `count` times, after it has succeeded `skip` times. Replaces what was
  // asked before.
  void Fail(std::string_view call, Error error, uint64_t skip, uint64_t count);
  // All calls succeed again.
  void Heal();

  // How often each call was made.
  std::map<std::string, uint64_t> calls() const;
  // Calls that failed since the last Fail.
  uint64_t failures() const;

  class Plan;

 private:
  const std::shared_ptr<Plan> plan_;
  const std::shared_ptr<rocksdb::FileSystem> files_;
};

}  // namespace kv
