// Each file of a store is damaged in each way: the store is refused, with the file's name and
// nothing changed, or it has all that was acknowledged, or what cannot be read says so.
// The table of docs/operations.md is of this.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "base/clock.h"
#include "kv/rocksdb/engine/file_name.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/testing/test_directory.h"

namespace kv {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr ShardId kShard{7};
constexpr size_t kPageBytes = 4096;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

void WriteFile(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

// By name; a directory has no bytes.
std::map<std::string, std::string> FilesOf(const fs::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::directory_iterator(directory)) {
    const std::string name = entry.path().filename();
    files[name] = entry.is_directory() ? "(directory)" : ReadFile(entry.path());
  }
  files.erase("LOCK");  // empty; made if it is not there
  return files;
}

struct Damage {
  const char* name;
  // Does it to the file; false if there is nothing to damage.
  bool (*apply)(const fs::path& file);
};

bool Flip(const fs::path& file, double where) {
  std::string bytes = ReadFile(file);
  const size_t used = bytes.find_last_not_of('\0') + 1;  // the rest of a log is zeros
  if (used == 0) return false;
  bytes[static_cast<size_t>(static_cast<double>(used - 1) * where)] ^= 0x10;
  WriteFile(file, bytes);
  return true;
}

bool Resize(const fs::path& file, double part) {
  const std::string bytes = ReadFile(file);
  const size_t used = bytes.find_last_not_of('\0') + 1;
  if (used == 0) return false;
  fs::resize_file(file, static_cast<size_t>(static_cast<double>(used) * part));
  return true;
}

bool Swap(const fs::path& file) {
  std::vector<fs::path> others;
  for (const auto& entry : fs::directory_iterator(file.parent_path())) {
    if (entry.path() != file &&
        rocks::engine::KindOf(entry.path().string()) == rocks::engine::KindOf(file.string()) &&
        ReadFile(entry.path()) != ReadFile(file)) {
      others.push_back(entry.path());
    }
  }
  if (others.empty()) return false;
  std::sort(others.begin(), others.end());
  const fs::path other = others.front();
  const std::string bytes = ReadFile(file);
  WriteFile(file, ReadFile(other));
  WriteFile(other, bytes);
  return true;
}

const Damage kDamages[] = {
    {"deleted", [](const fs::path& file) { return fs::remove(file); }},
    {"emptied", [](const fs::path& file) { return Resize(file, 0); }},
    {"cut in half", [](const fs::path& file) { return Resize(file, 0.5); }},
    {"a bit flipped at the beginning", [](const fs::path& file) { return Flip(file, 0); }},
    {"a bit flipped in the middle", [](const fs::path& file) { return Flip(file, 0.5); }},
    {"a bit flipped at the end", [](const fs::path& file) { return Flip(file, 1); }},
    {"a page of zeros",
     [](const fs::path& file) {
       std::string bytes = ReadFile(file);
       const size_t begin = bytes.size() / 3 / kPageBytes * kPageBytes;
       const size_t end = std::min(bytes.size(), begin + kPageBytes);
       if (bytes.find_first_not_of('\0', begin) >= end) return false;
       std::fill(bytes.begin() + static_cast<ptrdiff_t>(begin),
                 bytes.begin() + static_cast<ptrdiff_t>(end), '\0');
       WriteFile(file, bytes);
       return true;
     }},
    {"a directory in its place",
     [](const fs::path& file) { return fs::remove(file) && fs::create_directory(file); }},
    {"swapped with another", Swap},
};

class DamagedFiles : public testing::Test {
 protected:
  DamagedFiles() {
    options_ = DefaultOptions(directory_.path(), 2, size_t{64} << 20);
    options_.write_buffer_bytes = 64 << 10;
    options_.compress = false;
  }

  base::Result<std::unique_ptr<Store>> Open(const fs::path& path) {
    RocksDbOptions options = options_;
    options.path = path;
    return OpenRocksDbStore(options, clock_);
  }
  fs::path Path(const char* name) { return fs::path(directory_.root()) / name; }
  static std::string ValueOf(int key) {
    return std::string(1000, static_cast<char>('a' + key % 26));
  }

  // A store with tables and logs: as a killed server leaves it, or one that was stopped.
  void MakeStore(const fs::path& path, bool stopped) {
    const fs::path made = Path("made");
    auto store = Open(made);
    ASSERT_TRUE(store.ok()) << store.error().message;
    ASSERT_TRUE((*store)->CreateShard(kShard).ok());
    // Of each family, the rows are flushed in their order, but not of all at the same time: so the
    // shard is not in a log any more.
    *store = nullptr;
    store = Open(made);
    ASSERT_TRUE(store.ok()) << store.error().message;
    for (int key = 0; key < kKeys; ++key) {
      Batch batch;
      batch.Put(kShard, {Family::kItem, std::to_string(key)}, ValueOf(key));
      batch.Put(kShard, {Family::kGlobalIndex, std::to_string(key)}, "entry");
      batch.Add(kShard, "count", 1);
      ASSERT_TRUE((*store)->Commit(std::move(batch)).ok());
    }
    if (stopped) *store = nullptr;
    // What a kill leaves is what is there at one instant: no file may come or go meanwhile.
    do {
      std::error_code changed;
      fs::remove_all(path);
      fs::copy(made, path, fs::copy_options::recursive, changed);
    } while (FilesOf(made) != FilesOf(path));
    *store = nullptr;
    fs::remove_all(made);
  }

  struct Missing {
    int keys = 0;    // without a word
    int errors = 0;  // told when they are read
    int first = kKeys;
    int last_there = -1;
  };
  static Missing Count(Store& store) {
    Missing missing;
    for (int key = 0; key < kKeys; ++key) {
      const auto found =
          store.Get(kShard, {Family::kItem, std::to_string(key)}, Consistency::kConsistent);
      if (!found.ok()) {
        // A shard that is not there is a loss.
        ++(found.error().code == base::ErrorCode::kNotFound ? missing.keys : missing.errors);
      } else if (!found->value || found->value->bytes() != ValueOf(key)) {
        ++missing.keys;
        missing.first = std::min(missing.first, key);
      } else {
        missing.last_there = key;
      }
    }
    int entries = 0;
    const auto scanned = store.Scan(
        kShard, {.family = Family::kGlobalIndex, .bytes_max = 1 << 30, .count_max = 1 << 20},
        [&](auto, auto) {
          ++entries;
          return ScanStep::kContinue;
        });
    if (!scanned.ok()) {
      ++missing.errors;
    } else if (missing.errors == 0 && missing.keys == 0 && entries != kKeys) {
      missing.keys = kKeys - entries;
    }
    return missing;
  }

  static constexpr int kKeys = 600;
  TestDirectory directory_;
  base::ManualClock clock_;
  RocksDbOptions options_;
};

// What docs/operations.md says, by kind of file. "errors": it starts, and what cannot be read
// answers errors.
using Outcomes = std::set<std::string>;
const std::map<std::string, Outcomes> kDocumented = {
    {"log", {"refused"}},
    // All is there if what is damaged is not needed any more.
    {"table", {"refused", "errors", "all there"}},
    {"MANIFEST", {"refused"}},
    {"CURRENT", {"refused"}},
    {"INVENTORY", {"refused", "all there"}},  // refused: a directory
    {"IDENTITY", {"refused", "all there"}},   // refused: a directory
    {"OPTIONS", {"all there"}},
};

std::string KindName(const std::string& name) {
  switch (rocks::engine::KindOf(name)) {
    case rocks::engine::FileKind::kLog:
      return "log";
    case rocks::engine::FileKind::kTable:
      return "table";
    default:
      return name.substr(0, name.find('-'));
  }
}

TEST_F(DamagedFiles, LoseNothingSilently) {
  std::map<std::string, Outcomes> outcomes;
  for (const bool stopped : {false, true}) {
    const fs::path image = Path(stopped ? "stopped" : "killed");
    ASSERT_NO_FATAL_FAILURE(MakeStore(image, stopped));
    for (const auto& [name, bytes] : FilesOf(image)) {
      if (KindName(name) == "log" && bytes.find_first_not_of('\0') == std::string::npos) continue;
      for (const Damage& damage : kDamages) {
        const fs::path work = Path("work");
        fs::remove_all(work);
        fs::copy(image, work, fs::copy_options::recursive);
        if (!damage.apply(work / name)) continue;
        SCOPED_TRACE((stopped ? "stopped, " : "killed, ") + name + ": " + damage.name);
        const auto before = FilesOf(work);
        auto opened = Open(work);
        if (!opened.ok()) {
          outcomes[KindName(name)].insert("refused");
          EXPECT_EQ(FilesOf(work), before) << opened.error().message;
          // Of two that were swapped, it may be either.
          if (damage.apply != Swap) {
            EXPECT_THAT(opened.error().message, HasSubstr(name));
          }
        } else {
          const Missing missing = Count(**opened);
          EXPECT_EQ(missing.keys, 0) << "lost silently";
          outcomes[KindName(name)].insert(missing.errors > 0 ? "errors" : "all there");
        }
        opened = base::Unavailable("closed");
      }
    }
  }
  for (const auto& [kind, seen] : outcomes) {
    ASSERT_TRUE(kDocumented.contains(kind)) << kind;
    for (const std::string& outcome : seen) {
      EXPECT_TRUE(kDocumented.at(kind).contains(outcome)) << kind << ": " << outcome;
    }
  }
  EXPECT_EQ(outcomes.size(), kDocumented.size());
}

// Asked to go on, it has of each family all that was written before the damage, and what came later
// only as far as it is in tables already.
TEST_F(DamagedFiles, LogsAreDroppedFromTheDamageOn) {
  options_.drop_damaged_logs = true;
  const fs::path image = Path("killed");
  ASSERT_NO_FATAL_FAILURE(MakeStore(image, /*stopped=*/false));
  int cut = 0;
  for (const auto& [name, bytes] : FilesOf(image)) {
    if (KindName(name) != "log") continue;
    for (const Damage& damage : kDamages) {
      if (damage.apply == Swap) continue;  // then a log says what another one said
      const fs::path work = Path("work");
      fs::remove_all(work);
      fs::copy(image, work, fs::copy_options::recursive);
      if (!damage.apply(work / name)) continue;
      SCOPED_TRACE(name + ": " + damage.name);
      auto opened = Open(work);
      ASSERT_TRUE(opened.ok()) << opened.error().message;
      const Missing missing = Count(**opened);
      EXPECT_EQ(missing.errors, 0);
      EXPECT_GT(missing.first, missing.last_there);
      if (missing.keys > 0) ++cut;
      Batch batch;
      batch.Put(kShard, {Family::kItem, "after"}, "value");
      EXPECT_TRUE((*opened)->Commit(std::move(batch)).ok());
      opened = base::Unavailable("closed");
      // What was dropped is not missed any more.
      options_.drop_damaged_logs = false;
      opened = Open(work);
      EXPECT_TRUE(opened.ok());
      EXPECT_EQ(fs::exists(work / "dropped" / name), std::string(damage.name) != "deleted");
      options_.drop_damaged_logs = true;
    }
  }
  EXPECT_GT(cut, 0);
}

TEST_F(DamagedFiles, ADirectoryIsLockedWithoutItsLockFile) {
  const auto store = Open(Path("data"));
  ASSERT_TRUE(store.ok());
  ASSERT_TRUE(fs::remove(Path("data") / "LOCK"));
  const auto second = Open(Path("data"));
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().code, base::ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace kv
