#include "kv/rocksdb/engine/tuning.h"

#include <gtest/gtest.h>

#include <atomic>
#include <memory>
#include <string>

#include "kv/rocksdb/testing/many_sst_files.h"

namespace kv::rocks::engine {
namespace {

// One read of a table fails: the one before which `reads_left` others go well.
class FailingFiles final : public rocksdb::FileSystemWrapper {
 public:
  using FileSystemWrapper::FileSystemWrapper;
  const char* Name() const override { return "FailingFiles"; }
  rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                        const rocksdb::FileOptions& options,
                                        std::unique_ptr<rocksdb::FSRandomAccessFile>* result,
                                        rocksdb::IODebugContext* debug) override {
    auto opened = target()->NewRandomAccessFile(path, options, result, debug);
    if (opened.ok()) *result = std::make_unique<File>(std::move(*result), this);
    return opened;
  }

  std::atomic<int> reads_left{-1};  // below zero: none fails

 private:
  class File final : public rocksdb::FSRandomAccessFileOwnerWrapper {
   public:
    File(std::unique_ptr<rocksdb::FSRandomAccessFile> file, FailingFiles* files)
        : FSRandomAccessFileOwnerWrapper(std::move(file)), files_(files) {}
    rocksdb::IOStatus Read(uint64_t offset, size_t size, const rocksdb::IOOptions& options,
                           rocksdb::Slice* result, char* scratch,
                           rocksdb::IODebugContext* debug) const override {
      if (files_->reads_left >= 0 && files_->reads_left-- == 0) {
        return rocksdb::IOStatus::IOError("a bad sector");
      }
      return target()->Read(offset, size, options, result, scratch, debug);
    }

   private:
    FailingFiles* const files_;
  };
};

TEST(ScanOptions, TellEveryFailedReadOfAnyTable) {
  const auto files = std::make_shared<FailingFiles>(rocksdb::FileSystem::Default());
  ManyTables tables(files);
  constexpr int kReads = 100;
  for (int failing = 0; failing < kReads; ++failing) {
    tables.Open();
    const auto row = tables.Rows();
    files->reads_left = failing;
    int count = 0;
    for (row->SeekToFirst(); row->Valid(); row->Next()) ++count;
    EXPECT_TRUE(row->status().IsIOError()) << failing << ": " << row->status().ToString();
    EXPECT_LT(count, ManyTables::kKeys);
    files->reads_left = -1;
  }
  const auto row = tables.Rows();
  int count = 0;
  for (row->SeekToFirst(); row->Valid(); row->Next()) ++count;
  EXPECT_TRUE(row->status().ok());
  EXPECT_EQ(count, ManyTables::kKeys);
}

}  // namespace
}  // namespace kv::rocks::engine
