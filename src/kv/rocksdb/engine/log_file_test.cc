#include "kv/rocksdb/engine/log_file.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <memory>
#include <random>
#include <string>

#include "kv/rocksdb/testing/failing_file_system.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "kv/rocksdb/testing/test_directory.h"

namespace kv::rocks::engine {
namespace {

// On the file system of the machine, and on one in memory that knows of no direct writes.
class LogFileTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    files_ = GetParam() ? rocksdb::FileSystem::Default() : disk_.files();
    path_ = GetParam() ? directory_.root() + "/000001.log" : "/000001.log";
    file_ = NewLogFile(*files_, path_, {}, {log_, errors_, inventory_});
  }
  std::string Contents() {
    std::string bytes;
    EXPECT_TRUE(rocksdb::ReadFileToString(files_.get(), path_, &bytes).ok());
    return bytes;
  }
  // Bytes of which no two near each other are alike.
  std::string Some(size_t size) {
    std::string bytes(size, '\0');
    for (char& byte : bytes) byte = static_cast<char>('a' + random_() % 26);
    return bytes;
  }

  TestDirectory directory_;
  ForgetfulFileSystem disk_{1};
  std::shared_ptr<rocksdb::FileSystem> files_;
  std::string path_;
  CurrentLog log_;
  ErrorWatch errors_;
  Inventory inventory_;
  std::unique_ptr<rocksdb::FSWritableFile> file_;
  std::mt19937 random_{1};
};

TEST_P(LogFileTest, HoldsWhatWasAppendedAndThenZeros) {
  std::string all;
  for (const size_t size : {0, 1, 700, 4095, 4096, 4097, 20000, 3, 131072, 131073, 700000, 5}) {
    const std::string some = Some(size);
    ASSERT_TRUE(file_->Append(some, {}, nullptr).ok());
    ASSERT_TRUE(file_->Sync({}, nullptr).ok());
    all += some;
    const std::string contents = Contents();
    ASSERT_GE(contents.size(), all.size());
    ASSERT_EQ(contents.substr(0, all.size()), all) << size;
    ASSERT_EQ(contents.find_first_not_of('\0', all.size()), std::string::npos) << size;
    ASSERT_EQ(file_->GetFileSize({}, nullptr), all.size());
  }
  ASSERT_TRUE(file_->Close({}, nullptr).ok());
  EXPECT_EQ(Contents(), all);
}

TEST_P(LogFileTest, GrowsInSteps) {
  std::string one = Some(1000);
  size_t size = 0;
  int steps = 0;
  for (int i = 0; i < 3000; ++i) {
    ASSERT_TRUE(file_->Append(one, {}, nullptr).ok());
    uint64_t now = 0;
    ASSERT_TRUE(files_->GetFileSize(path_, {}, &now, nullptr).ok());
    if (now != size) ++steps;
    size = now;
  }
  EXPECT_EQ(steps, 3);
}

// Then no appending has to grow it.
TEST_P(LogFileTest, GrowsWhenItIsPrepared) {
  const auto size = [&] {
    uint64_t bytes = 0;
    EXPECT_TRUE(files_->GetFileSize(path_, {}, &bytes, nullptr).ok());
    return bytes;
  };
  std::string all;
  for (int i = 0; i < 3000; ++i) {
    log_.Prepare();
    const uint64_t before = size();
    const std::string one = Some(1000);
    ASSERT_TRUE(file_->Append(one, {}, nullptr).ok());
    ASSERT_EQ(size(), before);
    all += one;
  }
  EXPECT_LT(size(), all.size() + (2 << 20));
  const std::string contents = Contents();
  ASSERT_EQ(contents.substr(0, all.size()), all);
  ASSERT_EQ(contents.find_first_not_of('\0', all.size()), std::string::npos);
  ASSERT_TRUE(file_->Close({}, nullptr).ok());
  log_.Prepare();
  EXPECT_EQ(Contents(), all);
}

INSTANTIATE_TEST_SUITE_P(Kv, LogFileTest, testing::Bool(),
                         [](const auto& tested) { return tested.param ? "OnDisk" : "InMemory"; });

TEST(LogFile, KeepsWhatWasSyncedWhenThePowerIsCut) {
  ForgetfulFileSystem disk(1);
  const auto files = disk.files();
  CurrentLog log;
  ErrorWatch errors;
  Inventory inventory;
  std::unique_ptr<rocksdb::FSDirectory> directory;
  const auto file = NewLogFile(*files, "/1.log", {}, {log, errors, inventory});
  ASSERT_TRUE(files->NewDirectory("/", {}, &directory, nullptr).ok());
  ASSERT_TRUE(directory->Fsync({}, nullptr).ok());
  ASSERT_TRUE(file->Append("synced", {}, nullptr).ok());
  ASSERT_TRUE(file->Sync({}, nullptr).ok());
  ASSERT_TRUE(file->Append(" lost", {}, nullptr).ok());
  disk.CutPower();
  disk.Restore(ForgetfulFileSystem::Unsynced::kLost);
  std::string bytes;
  ASSERT_TRUE(rocksdb::ReadFileToString(files.get(), "/1.log", &bytes).ok());
  EXPECT_EQ(bytes.substr(0, 6), "synced");
  EXPECT_EQ(bytes.find_first_not_of('\0', 6), std::string::npos);
}

TEST(LogFile, TakesDataWhereThereIsNoSpaceForZeros) {
  ForgetfulFileSystem disk(1);
  const auto files = disk.files();
  CurrentLog log;
  ErrorWatch errors;
  Inventory inventory;
  disk.SetCapacity(16384);
  const auto file = NewLogFile(*files, "/1.log", {}, {log, errors, inventory});
  ASSERT_TRUE(file->Append(std::string(10000, 'x'), {}, nullptr).ok());
  ASSERT_TRUE(file->Append(std::string(6000, 'x'), {}, nullptr).ok());
  EXPECT_TRUE(file->Append(std::string(1000, 'x'), {}, nullptr).IsNoSpace());
}

TEST(LogFile, TakesBackWhatFailedAndIsNotWrittenToAnyMore) {
  for (const char* const call : {"log.Append", "log.Sync"}) {
    ForgetfulFileSystem disk(1);
    FailingFileSystem failing(disk.files());
    CurrentLog log;
    ErrorWatch errors;
    Inventory inventory;
    const LogFileContext context{log, errors, inventory};
    const auto file = NewLogFile(*failing.files(), "/1.log", {}, context);
    ASSERT_TRUE(file->Append("synced", {}, nullptr).ok());
    ASSERT_TRUE(file->Sync({}, nullptr).ok());
    failing.Fail(call, FailingFileSystem::Error::kInputOutput, 0, 1);
    EXPECT_FALSE(file->Append("failed", {}, nullptr).ok() && file->Sync({}, nullptr).ok());
    EXPECT_EQ(errors.wal(), ErrorWatch::Wal::kCertain);

    // A new commit, as there is no other log.
    EXPECT_FALSE(file->Append("later", {}, nullptr).ok());
    const auto next = NewLogFile(*failing.files(), "/2.log", {}, context);
    // What RocksDB has in its buffer.
    EXPECT_TRUE(file->Append("failed", {}, nullptr).ok());
    EXPECT_TRUE(file->Sync({}, nullptr).ok());
    std::string bytes;
    ASSERT_TRUE(rocksdb::ReadFileToString(failing.files().get(), "/1.log", &bytes).ok());
    EXPECT_EQ(bytes, "synced") << call;
  }
}

TEST(LogFile, IsInDoubtUntilWhatFailedIsTakenBack) {
  ForgetfulFileSystem disk(1);
  FailingFileSystem failing(disk.files());
  CurrentLog log;
  ErrorWatch errors;
  Inventory inventory;
  const LogFileContext context{log, errors, inventory};
  const auto file = NewLogFile(*failing.files(), "/1.log", {}, context);
  ASSERT_TRUE(file->Append("failed", {}, nullptr).ok());
  failing.Fail("log.Sync", FailingFileSystem::Error::kInputOutput, 0, 3);
  EXPECT_FALSE(file->Sync({}, nullptr).ok());
  EXPECT_EQ(errors.wal(), ErrorWatch::Wal::kInDoubt);
  const auto next = NewLogFile(*failing.files(), "/2.log", {}, context);
  EXPECT_FALSE(file->Sync({}, nullptr).ok());
  EXPECT_EQ(errors.wal(), ErrorWatch::Wal::kInDoubt);
  EXPECT_TRUE(file->Sync({}, nullptr).ok());
  EXPECT_EQ(errors.wal(), ErrorWatch::Wal::kCertain);
}

TEST(LogFile, FailsWhatIsWrittenToOneThatCannotBeMade) {
  ForgetfulFileSystem disk(1);
  FailingFileSystem failing(disk.files());
  CurrentLog log;
  ErrorWatch errors;
  Inventory inventory;
  failing.Fail("log.Create", FailingFileSystem::Error::kTooManyFiles, 0, 2);
  const auto file = NewLogFile(*failing.files(), "/1.log", {}, {log, errors, inventory});
  EXPECT_FALSE(file->Append("failed", {}, nullptr).ok());
  EXPECT_EQ(errors.wal(), ErrorWatch::Wal::kCertain);
}

}  // namespace
}  // namespace kv::rocks::engine
