#include "run/job.h"

#include <algorithm>
#include <utility>

namespace run {

Job::Job(Options options, Piece piece) : options_(std::move(options)), piece_(std::move(piece)) {}

Job::~Job() { Stop(); }

void Job::Start() {
  thread_ = std::thread([this] { Run(); });
}

void Job::Stop() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyOne();
  if (thread_.joinable()) thread_.join();
  base::MutexLock lock(mutex_);
  stopping_ = false;
}

void Job::Wake() {
  {
    base::MutexLock lock(mutex_);
    woken_ = true;
  }
  changed_.NotifyOne();
}

std::optional<Job::Duration> Job::Step() {
  const base::MonotonicTime began = options_.clock.Monotonic();
  if (began < rests_until_) return rests_until_ - began;
  rest_ = {};
  const std::optional<Duration> idle = piece_();
  const base::MonotonicTime ended = options_.clock.Monotonic();
  pieces_.fetch_add(1, std::memory_order_relaxed);
  worked_.fetch_add(std::chrono::duration_cast<Duration>(ended - began).count(),
                    std::memory_order_relaxed);
  if (options_.busy && options_.busy()) {
    const auto rest = options_.rest_per_work * std::chrono::duration<double>(ended - began);
    RestAfterwards(std::chrono::duration_cast<Duration>(rest));
  }
  rests_until_ = ended + rest_;
  if (!idle) return std::nullopt;
  return std::max(*idle, rest_);
}

std::vector<base::Statistic> Job::Statistics() const {
  using Kind = base::Statistic::Kind;
  const std::vector<std::pair<std::string, std::string>> labels = {{"job", options_.name}};
  return {{"job_pieces_total", "Pieces of background work that were done, looks for some included.",
           Kind::kCounter, static_cast<double>(pieces_.load(std::memory_order_relaxed)), labels},
          {"job_seconds_total", "Time that background work took.", Kind::kCounter,
           static_cast<double>(worked_.load(std::memory_order_relaxed)) / 1e6, labels}};
}

void Job::Run() {
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      if (stopping_) return;
      woken_ = false;  // what it was woken for, the piece sees
    }
    const std::optional<Duration> idle = Step();
    base::MutexLock lock(mutex_);
    // A wake that is none only brings the next piece forward.
    if (stopping_ || woken_ || idle == Duration::zero()) continue;
    if (idle) {
      changed_.WaitFor(mutex_, *idle);
    } else {
      changed_.Wait(mutex_);
    }
  }
}

}  // namespace run
