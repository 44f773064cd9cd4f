// The contract on the RocksDB store: on the machine's disk, and on one whose power is cut.
#include <unistd.h>

#include <filesystem>
#include <string>

#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "kv/rocksdb/testing/test_directory.h"
#include "kv/testing/store_contract.h"

namespace kv {
namespace {

RocksDbOptions SmallOptions(std::string path) {
  RocksDbOptions options = DefaultOptions(std::move(path), 2, size_t{64} << 20);
  options.disk_reserve_bytes = 0;
  return options;
}

class DiskHome final : public ContractHome {
 public:
  base::Result<std::unique_ptr<Store>> Open(const base::Clock& clock) override {
    return OpenRocksDbStore(SmallOptions(directory_.path()), clock);
  }

 private:
  TestDirectory directory_;
};

class ForgetfulHome final : public ContractHome {
 public:
  explicit ForgetfulHome(ForgetfulFileSystem::Unsynced unsynced) : unsynced_(unsynced) {}

  base::Result<std::unique_ptr<Store>> Open(const base::Clock& clock) override {
    RocksDbOptions options = SmallOptions("/data");
    // So small that tables are written, and logs and manifests changed, between the cuts.
    options.write_buffer_bytes = 64 << 10;
    options.write_buffers_total_bytes = 256 << 10;
    return OpenRocksDbStoreOn(files_.files(), options, clock);
  }
  bool can_cut_power() const override { return true; }
  void CutPower() override { files_.CutPower(); }
  void Restore() override { files_.Restore(unsynced_); }

 private:
  const ForgetfulFileSystem::Unsynced unsynced_;
  ForgetfulFileSystem files_{20120810};
};

INSTANTIATE_TEST_SUITE_P(
    RocksDb, StoreContract,
    testing::Values(ContractParam{"OnDisk", [] { return std::make_unique<DiskHome>(); }},
                    ContractParam{"UnsyncedLost",
                                  [] {
                                    return std::make_unique<ForgetfulHome>(
                                        ForgetfulFileSystem::Unsynced::kLost);
                                  }},
                    ContractParam{"UnsyncedPartlyKept",
                                  [] {
                                    return std::make_unique<ForgetfulHome>(
                                        ForgetfulFileSystem::Unsynced::kPartlyKept);
                                  }}),
    ContractParamName);

}  // namespace
}  // namespace kv
