#include "kv/rocksdb/engine/sst_file.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>

#include "kv/rocksdb/testing/test_directory.h"

namespace kv::rocks::engine {
namespace {

class TableFileTest : public testing::Test {
 protected:
  void SetUp() override {
    for (int i = 0; i < 100'000; ++i) content_.push_back(static_cast<char>(i * 7 % 251));
    std::ofstream(path_, std::ios::binary) << content_;
    ASSERT_TRUE(NewTableFile(path_, &file_).ok());
  }

  // What a read says, or its error.
  std::string Read(uint64_t offset, size_t size) {
    std::string scratch(size, '\0');
    rocksdb::Slice read;
    const rocksdb::IOStatus status = file_->Read(offset, size, {}, &read, scratch.data(), nullptr);
    return status.ok() ? read.ToString() : status.ToString();
  }

  const TestDirectory directory_;
  const std::string path_ = directory_.root() + "/table";
  std::string content_;
  std::unique_ptr<rocksdb::FSRandomAccessFile> file_;
};

TEST_F(TableFileTest, IsReadAnywhere) {
  for (const size_t offset : {0u, 1u, 4095u, 50'000u, 99'999u, 100'000u, 200'000u}) {
    for (const size_t size : {0u, 1u, 4096u, 70'000u}) {
      const size_t begin = std::min(offset, content_.size());
      EXPECT_EQ(Read(offset, size), content_.substr(begin, size)) << offset << " " << size;
    }
  }
  file_->Hint(rocksdb::FSRandomAccessFile::kRandom);
  EXPECT_TRUE(file_->Prefetch(0, content_.size(), {}, nullptr).ok());
  EXPECT_EQ(Read(10, 20), content_.substr(10, 20));
}

TEST_F(TableFileTest, IsReadWithoutWaitingOnceItIsInMemory) {
  EXPECT_EQ(Read(0, content_.size()), content_);
  EXPECT_FALSE(WithoutWaiting::IsAsked());
  const WithoutWaiting without_waiting;
  EXPECT_TRUE(WithoutWaiting::IsAsked());
  EXPECT_EQ(Read(1000, 5000), content_.substr(1000, 5000));
}

// Where the file system keeps its pages elsewhere than in memory, the first one would wait.
TEST_F(TableFileTest, WhatIsNotInMemoryIsReadOrWouldWait) {
  const int descriptor = open(path_.c_str(), O_RDWR);
  ASSERT_EQ(fsync(descriptor), 0);
  posix_fadvise(descriptor, 0, 0, POSIX_FADV_DONTNEED);
  close(descriptor);
  {
    const WithoutWaiting without_waiting;
    const std::string read = Read(40'000, 100);
    EXPECT_TRUE(read == content_.substr(40'000, 100) || read == WouldWait().ToString()) << read;
  }
  EXPECT_EQ(Read(40'000, 100), content_.substr(40'000, 100));
}

TEST_F(TableFileTest, TellsWhatIsMissing) {
  std::unique_ptr<rocksdb::FSRandomAccessFile> file;
  EXPECT_TRUE(NewTableFile(directory_.root() + "/other", &file).IsPathNotFound());
}

}  // namespace
}  // namespace kv::rocks::engine
