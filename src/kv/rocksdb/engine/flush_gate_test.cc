#include "kv/rocksdb/engine/flush_gate.h"

#include <gtest/gtest.h>
#include <rocksdb/env.h>
#include <rocksdb/file_system.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <thread>

#include "run/event.h"

namespace kv::rocks::engine {
namespace {

constexpr std::chrono::milliseconds kWhile{50};

class FlushGateTest : public testing::Test {
 protected:
  FlushGateTest() { env_->SetBackgroundThreads(1, rocksdb::Env::HIGH); }

  // A flush, as RocksDB plans it, that does nothing.
  struct Flush {
    run::Event ended;
    std::atomic<bool> has_run{false};
  };
  void Schedule(Flush& flush) {
    env_->Schedule(
        [](void* pointer) {
          auto& run = *static_cast<Flush*>(pointer);
          run.has_run = true;
          run.ended.Set();
        },
        &flush, rocksdb::Env::HIGH, this, nullptr);
  }

  const std::shared_ptr<FlushGate> gate_ = std::make_shared<FlushGate>();
  const std::unique_ptr<rocksdb::Env> env_ =
      gate_->Guard(rocksdb::NewCompositeEnv(rocksdb::FileSystem::Default()));
};

TEST_F(FlushGateTest, KeepsAFlushUntilItIsOpened) {
  int closed = 0;
  gate_->SetOpener([&] { ++closed; });
  gate_->Close();
  EXPECT_EQ(closed, 1);
  Flush flush;
  Schedule(flush);
  std::this_thread::sleep_for(kWhile);
  EXPECT_FALSE(flush.has_run);
  gate_->Open();
  flush.ended.Wait();
}

TEST_F(FlushGateTest, IsNotClosedWhereNobodyWouldOpenIt) {
  gate_->Close();
  Flush flush;
  Schedule(flush);
  flush.ended.Wait();
}

TEST_F(FlushGateTest, OpensAndStaysOpenOnceItsOpenerIsGone) {
  gate_->SetOpener([] {});
  gate_->Close();
  Flush kept;
  Schedule(kept);
  gate_->RemoveOpener();
  kept.ended.Wait();
  gate_->Close();  // an error while the store is being closed
  Flush later;
  Schedule(later);
  later.ended.Wait();
}

}  // namespace
}  // namespace kv::rocks::engine
