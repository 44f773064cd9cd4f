#include "kv/rocksdb/log_file.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <memory>
#include <random>
#include <string>

#include "kv/rocksdb/forgetful_file_system.h"
#include "kv/rocksdb/test_directory.h"

namespace kv::rocks {
namespace {

// On the file system of the machine, and on one in memory that knows of no direct writes.
class LogFileTest : public testing::TestWithParam<bool> {
 protected:
  void SetUp() override {
    files_ = GetParam() ? rocksdb::FileSystem::Default() : disk_.files();
    path_ = GetParam() ? directory_.root() + "/000001.log" : "/000001.log";
    ASSERT_TRUE(NewLogFile(*files_, path_, {}, log_, &file_, nullptr).ok());
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
  const std::shared_ptr<CurrentLog> log_ = std::make_shared<CurrentLog>();
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
    log_->Prepare();
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
  log_->Prepare();
  EXPECT_EQ(Contents(), all);
}

INSTANTIATE_TEST_SUITE_P(Kv, LogFileTest, testing::Bool(),
                         [](const auto& tested) { return tested.param ? "OnDisk" : "InMemory"; });

TEST(LogFile, KeepsWhatWasSyncedWhenThePowerIsCut) {
  ForgetfulFileSystem disk(1);
  const auto files = disk.files();
  std::unique_ptr<rocksdb::FSDirectory> directory;
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(
      NewLogFile(*files, "/1.log", {}, std::make_shared<CurrentLog>(), &file, nullptr).ok());
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
  disk.SetCapacity(16384);
  std::unique_ptr<rocksdb::FSWritableFile> file;
  ASSERT_TRUE(
      NewLogFile(*files, "/1.log", {}, std::make_shared<CurrentLog>(), &file, nullptr).ok());
  ASSERT_TRUE(file->Append(std::string(10000, 'x'), {}, nullptr).ok());
  ASSERT_TRUE(file->Append(std::string(6000, 'x'), {}, nullptr).ok());
  EXPECT_TRUE(file->Append(std::string(1000, 'x'), {}, nullptr).IsNoSpace());
}

}  // namespace
}  // namespace kv::rocks
