// The power is cut again and again while clients write: what they were told was done is there, and
// what is there is whole.
#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <memory>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "kv/rocksdb/open_on_file_system.h"
#include "kv/rocksdb/testing/forgetful_file_system.h"
#include "run/event.h"
#include "stator/testing/power_cut_transactions.h"
#include "stator/testing/power_cut_workloads.h"
#include "table/check/check.h"

namespace stator {
namespace {

using Unsynced = kv::ForgetfulFileSystem::Unsynced;

constexpr int kCuts = 40;
// The power goes after less than so many steps: some hundred commits in a few dozen groups.
constexpr int kStepsMax = 250;
// Every so many cuts the power goes once more, as soon as the store has been opened.
constexpr int kTwiceEvery = 5;

// STATOR_TEST_SEED, to see again what was seen; else another one each time.
uint64_t Seed() {
  const char* const given = std::getenv("STATOR_TEST_SEED");
  const uint64_t seed =
      given != nullptr ? std::strtoull(given, nullptr, 10) : std::random_device()();
  std::cout << "STATOR_TEST_SEED=" << seed << std::endl;
  return seed;
}

class PowerCut : public testing::TestWithParam<Unsynced> {
 protected:
  void Open() {
    kv::RocksDbOptions options = kv::DefaultOptions("/data", 2, size_t{64} << 20);
    options.disk_reserve_bytes = 0;
    // So small that tables are written, and logs and manifests changed, between the cuts.
    options.write_buffer_bytes = 64 << 10;
    options.write_buffers_total_bytes = 256 << 10;
    auto opened = kv::OpenRocksDbStoreOn(disk_.files(), options, clock_);
    ASSERT_TRUE(opened.ok()) << opened.error().message;
    store_ = *std::move(opened);
    service_ = std::make_unique<TestService>(*store_);
  }
  void CutWhile(const std::function<void()>& others_end) {
    is_cut_ = true;
    disk_.CutPower();
    others_end();
    service_.reset();
    store_.reset();
    disk_.Restore(GetParam());
    is_cut_ = false;
  }

  // All workloads at once, the power cut after so many steps.
  void RunAndCut(int steps) {
    run::Event enough;
    std::atomic<int> begun{0};
    std::atomic<bool> told{false};
    const auto tell = [&] {
      if (!told.exchange(true)) enough.Set();
    };
    const auto work = [&](Workload* workload, int thread) {
      do {
        if (begun++ == steps) tell();
      } while (workload->Step(*service_, thread));
      EXPECT_TRUE(is_cut_) << workload->name() << " failed before the power was cut";
      tell();
    };
    std::vector<std::thread> threads;
    for (Workload* const workload : workloads_) {
      for (int i = 0; i < workload->threads(); ++i) threads.emplace_back(work, workload, i);
    }
    enough.Wait();
    CutWhile([&] {
      for (std::thread& thread : threads) thread.join();
    });
  }

  void Examine() {
    const auto report = table::check::CheckStore(*store_, {});
    ASSERT_TRUE(report.ok()) << report.error().message;
    ASSERT_EQ(report->problem_count, 0u) << report->problems.front();
    for (Workload* const workload : workloads_) {
      SCOPED_TRACE(workload->name());
      ASSERT_NO_FATAL_FAILURE(workload->Examine(*service_));
    }
  }

  const uint64_t seed_ = Seed();
  kv::ForgetfulFileSystem disk_{seed_};
  base::SystemClock clock_;
  std::atomic<bool> is_cut_{false};
  std::unique_ptr<kv::Store> store_;
  std::unique_ptr<TestService> service_;

  OwnItems first_{"first"};
  OwnItems second_{"second"};
  TwinItems twins_;
  Counters counters_;
  Creators creators_;
  Tables tables_;
  TransactWrites transactions_;
  const std::vector<Workload*> workloads_ = {&first_,    &second_, &twins_,       &counters_,
                                             &creators_, &tables_, &transactions_};
};

TEST_P(PowerCut, LosesNothingThatWasAcknowledgedAndLeavesNothingHalfDone) {
  std::mt19937_64 random(seed_);
  ASSERT_NO_FATAL_FAILURE(Open());
  for (const std::string_view table : {kItems, kTwins}) {
    ASSERT_EQ(service_->Call("CreateTable", CreateTableBody(table)).status, 200);
  }
  for (int cut = 0; cut < kCuts; ++cut) {
    SCOPED_TRACE("cut " + std::to_string(cut) + ", seed " + std::to_string(seed_));
    RunAndCut(static_cast<int>(random() % kStepsMax));
    ASSERT_FALSE(HasFailure());
    ASSERT_NO_FATAL_FAILURE(Open());
    if (cut % kTwiceEvery == 0) {
      CutWhile([] {});
      ASSERT_NO_FATAL_FAILURE(Open());
    }
    ASSERT_NO_FATAL_FAILURE(Examine());
  }
  creators_.ExamineAll(*service_);
}

INSTANTIATE_TEST_SUITE_P(Server, PowerCut, testing::Values(Unsynced::kLost, Unsynced::kPartlyKept),
                         [](const auto& tested) {
                           return tested.param == Unsynced::kLost ? "UnsyncedLost"
                                                                  : "UnsyncedPartlyKept";
                         });

}  // namespace
}  // namespace stator
