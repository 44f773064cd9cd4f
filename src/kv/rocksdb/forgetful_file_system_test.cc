#include "kv/rocksdb/testing/forgetful_file_system.h"

#include <gtest/gtest.h>
#include <rocksdb/file_system.h>

#include <memory>
#include <string>

namespace kv {
namespace {

using Unsynced = ForgetfulFileSystem::Unsynced;

class ForgetfulFileSystemTest : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(files_->CreateDirIfMissing("/data", {}, nullptr).ok());
    ASSERT_TRUE(files_->NewDirectory("/data", {}, &directory_, nullptr).ok());
  }
  std::unique_ptr<rocksdb::FSWritableFile> Make(const std::string& path) {
    std::unique_ptr<rocksdb::FSWritableFile> file;
    EXPECT_TRUE(files_->NewWritableFile(path, {}, &file, nullptr).ok());
    return file;
  }
  void Cut(Unsynced unsynced = Unsynced::kLost) {
    disk_.CutPower();
    disk_.Restore(unsynced);
    ASSERT_TRUE(files_->NewDirectory("/data", {}, &directory_, nullptr).ok());
  }
  bool Exists(const std::string& path) { return files_->FileExists(path, {}, nullptr).ok(); }
  std::string Contents(const std::string& path) {
    std::string bytes;
    EXPECT_TRUE(rocksdb::ReadFileToString(files_.get(), path, &bytes).ok());
    return bytes;
  }

  ForgetfulFileSystem disk_{1};
  const std::shared_ptr<rocksdb::FileSystem> files_ = disk_.files();
  std::unique_ptr<rocksdb::FSDirectory> directory_;
};

TEST_F(ForgetfulFileSystemTest, ForgetsBytesThatWereNotSynced) {
  const auto file = Make("/data/a");
  ASSERT_TRUE(file->Append("synced", {}, nullptr).ok());
  ASSERT_TRUE(file->Sync({}, nullptr).ok());
  ASSERT_TRUE(file->Append(" lost", {}, nullptr).ok());
  ASSERT_TRUE(directory_->Fsync({}, nullptr).ok());
  EXPECT_EQ(Contents("/data/a"), "synced lost");
  Cut();
  EXPECT_EQ(Contents("/data/a"), "synced");
}

TEST_F(ForgetfulFileSystemTest, ForgetsNamesThatWereNotSynced) {
  const auto file = Make("/data/a");
  ASSERT_TRUE(file->Append("synced", {}, nullptr).ok());
  ASSERT_TRUE(file->Sync({}, nullptr).ok());
  Cut();
  EXPECT_FALSE(Exists("/data/a"));
}

TEST_F(ForgetfulFileSystemTest, ForgetsRenamesAndDeletionsThatWereNotSynced) {
  Make("/data/a");
  Make("/data/b");
  ASSERT_TRUE(directory_->Fsync({}, nullptr).ok());
  ASSERT_TRUE(files_->RenameFile("/data/a", "/data/c", {}, nullptr).ok());
  ASSERT_TRUE(files_->DeleteFile("/data/b", {}, nullptr).ok());
  EXPECT_TRUE(Exists("/data/c") && !Exists("/data/a") && !Exists("/data/b"));
  Cut();
  EXPECT_TRUE(!Exists("/data/c") && Exists("/data/a") && Exists("/data/b"));
}

TEST_F(ForgetfulFileSystemTest, KeepsARenameWholeOrNotAtAll) {
  for (int i = 0; i < 50; ++i) {
    Make("/data/a");
    ASSERT_TRUE(directory_->Fsync({}, nullptr).ok());
    ASSERT_TRUE(files_->RenameFile("/data/a", "/data/b", {}, nullptr).ok());
    Cut(Unsynced::kPartlyKept);
    ASSERT_NE(Exists("/data/a"), Exists("/data/b"));
    if (Exists("/data/b")) {
      ASSERT_TRUE(files_->DeleteFile("/data/b", {}, nullptr).ok());
    }
  }
}

TEST_F(ForgetfulFileSystemTest, KeepsAPrefixOfWhatWasNotSynced) {
  const auto file = Make("/data/a");
  ASSERT_TRUE(directory_->Fsync({}, nullptr).ok());
  ASSERT_TRUE(file->Append(std::string(1000, 's'), {}, nullptr).ok());
  ASSERT_TRUE(file->Sync({}, nullptr).ok());
  ASSERT_TRUE(file->Append(std::string(1000, 'u'), {}, nullptr).ok());
  Cut(Unsynced::kPartlyKept);
  const std::string contents = Contents("/data/a");
  EXPECT_GE(contents.size(), 1000u);
  EXPECT_LE(contents.size(), 2000u);
  EXPECT_EQ(contents.substr(0, 1000), std::string(1000, 's'));
}

TEST_F(ForgetfulFileSystemTest, ForgetsWhatWasOverwrittenAndNotSynced) {
  const auto file = Make("/data/a");
  ASSERT_TRUE(directory_->Fsync({}, nullptr).ok());
  ASSERT_TRUE(file->Append("synced bytes", {}, nullptr).ok());
  ASSERT_TRUE(file->PositionedAppend("SYNC", 0, {}, nullptr).ok());
  ASSERT_TRUE(file->Sync({}, nullptr).ok());
  ASSERT_TRUE(file->PositionedAppend("once", 2, {}, nullptr).ok());
  ASSERT_TRUE(file->PositionedAppend("twice and more", 4, {}, nullptr).ok());
  EXPECT_EQ(Contents("/data/a"), "SYontwice and more");
  Cut();
  EXPECT_EQ(Contents("/data/a"), "SYNCed bytes");
}

TEST_F(ForgetfulFileSystemTest, KeepsPagesOfWhatWasOverwritten) {
  const auto file = Make("/data/a");
  ASSERT_TRUE(directory_->Fsync({}, nullptr).ok());
  ASSERT_TRUE(file->Append(std::string(64 << 10, 's'), {}, nullptr).ok());
  ASSERT_TRUE(file->Sync({}, nullptr).ok());
  ASSERT_TRUE(file->PositionedAppend(std::string(64 << 10, 'u'), 0, {}, nullptr).ok());
  Cut(Unsynced::kPartlyKept);
  const std::string contents = Contents("/data/a");
  ASSERT_EQ(contents.size(), size_t{64} << 10);
  int kept = 0;
  for (size_t page = 0; page < contents.size(); page += 4096) {
    EXPECT_EQ(contents.substr(page, 4096), std::string(4096, contents[page]));
    if (contents[page] == 'u') ++kept;
  }
  EXPECT_GT(kept, 0);
  EXPECT_LT(kept, 16);
}

TEST_F(ForgetfulFileSystemTest, ChangesNothingWhileThePowerIsOffNorFilesFromBefore) {
  const auto file = Make("/data/a");
  disk_.CutPower();
  EXPECT_FALSE(file->Append("x", {}, nullptr).ok());
  EXPECT_FALSE(file->Sync({}, nullptr).ok());
  EXPECT_FALSE(directory_->Fsync({}, nullptr).ok());
  std::unique_ptr<rocksdb::FSWritableFile> another;
  EXPECT_FALSE(files_->NewWritableFile("/data/b", {}, &another, nullptr).ok());
  EXPECT_FALSE(files_->DeleteFile("/data/a", {}, nullptr).ok());
  EXPECT_FALSE(files_->RenameFile("/data/a", "/data/b", {}, nullptr).ok());
  EXPECT_TRUE(Exists("/data/a"));
  disk_.Restore(Unsynced::kLost);
  EXPECT_FALSE(file->Append("x", {}, nullptr).ok());
  EXPECT_FALSE(directory_->Fsync({}, nullptr).ok());
}

TEST_F(ForgetfulFileSystemTest, HasNoMoreSpaceThanItsCapacity) {
  const auto file = Make("/data/a");
  disk_.SetCapacity(10);
  ASSERT_TRUE(file->Append("123456", {}, nullptr).ok());
  const auto full = file->Append("789012", {}, nullptr);
  EXPECT_TRUE(full.IsNoSpace());
  EXPECT_EQ(Contents("/data/a"), "1234567890");  // cut short, as by write(2)
  uint64_t free_bytes = 1;
  ASSERT_TRUE(files_->GetFreeSpace("/data", {}, &free_bytes, nullptr).ok());
  EXPECT_EQ(free_bytes, 0u);
}

TEST_F(ForgetfulFileSystemTest, LocksAFileOnceUntilThePowerIsCut) {
  rocksdb::FileLock* lock = nullptr;
  ASSERT_TRUE(files_->LockFile("/data/LOCK", {}, &lock, nullptr).ok());
  rocksdb::FileLock* second = nullptr;
  EXPECT_FALSE(files_->LockFile("/data/LOCK", {}, &second, nullptr).ok());
  ASSERT_TRUE(files_->UnlockFile(lock, {}, nullptr).ok());
  ASSERT_TRUE(files_->LockFile("/data/LOCK", {}, &lock, nullptr).ok());
  Cut();
  ASSERT_TRUE(files_->LockFile("/data/LOCK", {}, &second, nullptr).ok());
  ASSERT_TRUE(files_->UnlockFile(second, {}, nullptr).ok());
  ASSERT_TRUE(files_->UnlockFile(lock, {}, nullptr).ok());
}

}  // namespace
}  // namespace kv
