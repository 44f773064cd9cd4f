#include "run/job.h"

#include <gtest/gtest.h>

#include <atomic>
#include <vector>

#include "run/backoff.h"

namespace run {
namespace {

using std::chrono::milliseconds;
using Duration = Job::Duration;

TEST(Job, TellsWhatItsPieceSays) {
  base::ManualClock clock;
  std::vector<std::optional<Duration>> said = {Duration(0), milliseconds(7), std::nullopt};
  size_t next = 0;
  Job job({.name = "test", .clock = clock}, [&] { return said[next++]; });
  for (const auto& expected : said) EXPECT_EQ(job.Step(), expected);
}

TEST(Job, RestsForItsWorkWhileThereAreRequests) {
  base::ManualClock clock;
  bool busy = true;
  int pieces = 0;
  Job job({.name = "test", .clock = clock, .busy = [&] { return busy; }, .rest_per_work = 0.5},
          [&] {
            ++pieces;
            clock.Advance(milliseconds(10));
            return Duration(0);
          });
  EXPECT_EQ(job.Step(), milliseconds(5));
  clock.Advance(milliseconds(2));
  EXPECT_EQ(job.Step(), milliseconds(3));
  EXPECT_EQ(pieces, 1);
  clock.Advance(milliseconds(3));
  busy = false;
  EXPECT_EQ(job.Step(), milliseconds(0));
  EXPECT_EQ(pieces, 2);
  const auto figures = job.Statistics();
  ASSERT_EQ(figures.size(), 2u);
  EXPECT_EQ(figures[0].value, 2);
  EXPECT_EQ(figures[1].value, 0.02);
}

TEST(Job, WaitsUntilItIsWoken) {
  base::ManualClock clock;
  std::atomic<int> to_do = 0;
  std::atomic<int> done = 0;
  Job job({.name = "test", .clock = clock}, [&]() -> std::optional<Duration> {
    if (to_do == 0) return std::nullopt;
    --to_do;
    ++done;
    return Duration(0);
  });
  job.Start();
  for (int round = 1; round <= 100; ++round) {
    ++to_do;
    job.Wake();
    while (done < round) std::this_thread::yield();
  }
  job.Stop();
  EXPECT_EQ(done, 100);
}

TEST(Job, RestsAsItsPieceAsksWhoeverWakesIt) {
  base::ManualClock clock;
  Job* self = nullptr;
  Job job({.name = "test", .clock = clock}, [&] {
    self->RestAfterwards(milliseconds(20));
    return Duration(0);
  });
  self = &job;
  EXPECT_EQ(job.Step(), milliseconds(20));
  job.Wake();
  EXPECT_EQ(job.Step(), milliseconds(20));
  clock.Advance(milliseconds(15));
  EXPECT_EQ(job.Step(), milliseconds(5));
}

// Whether it waits for long, for nothing, or not at all.
TEST(Job, IsStoppedAndStartedAgain) {
  base::ManualClock clock;
  for (const std::optional<Duration> idle :
       {std::optional<Duration>(std::chrono::hours(1)), std::optional<Duration>(Duration(0)),
        std::optional<Duration>()}) {
    std::atomic<int> pieces = 0;
    Job job({.name = "test", .clock = clock}, [&] {
      ++pieces;
      return idle;
    });
    for (int round = 0; round < 20; ++round) {
      const int before = pieces;
      job.Start();
      while (pieces == before) std::this_thread::yield();
      job.Stop();
    }
    const int after = pieces;
    std::this_thread::yield();
    EXPECT_EQ(pieces, after);
  }
}

TEST(Backoff, DoublesUpToItsBoundUntilSomethingSucceeds) {
  Backoff backoff;
  EXPECT_EQ(backoff.Failed(), milliseconds(10));
  EXPECT_EQ(backoff.Failed(), milliseconds(20));
  EXPECT_EQ(backoff.Failed(milliseconds(30)), milliseconds(30));
  for (int i = 0; i < 100; ++i) EXPECT_LE(backoff.Failed(), Backoff::kMax);
  EXPECT_EQ(backoff.Failed(), Backoff::kMax);
  backoff.Succeeded();
  EXPECT_EQ(backoff.failures(), 0);
  EXPECT_EQ(backoff.Failed(), milliseconds(10));
}

}  // namespace
}  // namespace run
