#include "kv/rocksdb/engine/flush_gate.h"

#include <chrono>
#include <utility>

namespace kv::rocks::engine {
namespace {

constexpr std::chrono::seconds kWaitMax{1};

// Whether the flush of this thread has passed the gate and has not begun.
thread_local bool is_beginning = false;

}  // namespace

class GuardedEnv final : public rocksdb::EnvWrapper {
 public:
  GuardedEnv(std::unique_ptr<rocksdb::Env> env, std::shared_ptr<FlushGate> gate)
      : EnvWrapper(env.get()), env_(std::move(env)), gate_(std::move(gate)) {}

  void Schedule(void (*run)(void*), void* argument, Priority priority, void* tag,
                void (*unscheduled)(void*)) override {
    // Only flushes have this priority.
    if (priority != HIGH) return target()->Schedule(run, argument, priority, tag, unscheduled);
    target()->Schedule(&Run, new Job{gate_, run, argument, unscheduled}, priority, tag,
                       &Unschedule);
  }

 private:
  struct Job {
    std::shared_ptr<FlushGate> gate;
    void (*run)(void*);
    void* argument;
    void (*unscheduled)(void*);
  };

  static void Run(void* pointer) {
    const std::unique_ptr<Job> job(static_cast<Job*>(pointer));
    job->gate->Pass();
    is_beginning = true;
    job->run(job->argument);
    if (std::exchange(is_beginning, false)) job->gate->Begun();
  }
  static void Unschedule(void* pointer) {
    const std::unique_ptr<Job> job(static_cast<Job*>(pointer));
    if (job->unscheduled != nullptr) job->unscheduled(job->argument);
  }

  const std::unique_ptr<rocksdb::Env> env_;
  const std::shared_ptr<FlushGate> gate_;
};

std::unique_ptr<rocksdb::Env> FlushGate::Guard(std::unique_ptr<rocksdb::Env> env) {
  return std::make_unique<GuardedEnv>(std::move(env), shared_from_this());
}

void FlushGate::Pass() {
  base::MutexLock lock(mutex_);
  while (closed_) changed_.Wait(mutex_);
  ++beginning_;
}

void FlushGate::Begun() {
  {
    base::MutexLock lock(mutex_);
    --beginning_;
  }
  changed_.NotifyAll();
}

void FlushGate::OnFlushBegin(rocksdb::DB*, const rocksdb::FlushJobInfo&) {
  if (std::exchange(is_beginning, false)) Begun();
}

void FlushGate::Close() {
  const auto end = std::chrono::steady_clock::now() + kWaitMax;
  base::MutexLock lock(mutex_);
  if (tell_opener_ == nullptr) return;
  closed_ = true;
  while (beginning_ > 0) {
    const auto left = std::chrono::duration_cast<std::chrono::microseconds>(
        end - std::chrono::steady_clock::now());
    if (left.count() <= 0) break;
    changed_.WaitFor(mutex_, left);
  }
  if (tell_opener_ != nullptr) tell_opener_();
}

void FlushGate::Open() {
  {
    base::MutexLock lock(mutex_);
    closed_ = false;
  }
  changed_.NotifyAll();
}

void FlushGate::SetOpener(std::function<void()> closed) {
  base::MutexLock lock(mutex_);
  tell_opener_ = std::move(closed);
}

void FlushGate::RemoveOpener() {
  {
    base::MutexLock lock(mutex_);
    tell_opener_ = nullptr;
    closed_ = false;
  }
  changed_.NotifyAll();
}

}  // namespace kv::rocks::engine
