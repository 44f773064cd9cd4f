#include "run/runner.h"

#include <boost/context/fiber.hpp>
#include <boost/context/protected_fixedsize_stack.hpp>

#include "base/check.h"

namespace run {
namespace {

// Deep enough for 32 levels of nested attribute values and a RocksDB read; pages are only taken
// from the system when touched. A guard page lies below.
constexpr size_t kStackBytes = size_t{256} * 1024;
// Fibers kept for reuse by each thread; beyond that they are freed.
constexpr size_t kIdleFibersMax = 1024;

}  // namespace

class FiberRunner::Fiber final : public Waiter {
 public:
  explicit Fiber(FiberRunner* runner)
      : runner_(runner),
        context_(std::allocator_arg, boost::context::protected_fixedsize_stack(kStackBytes),
                 [this](boost::context::fiber&& loop) {
                   loop_ = std::move(loop);
                   while (!ending_) {
                     task_();
                     task_ = nullptr;
                     idle_ = true;
                     loop_ = std::move(loop_).resume();
                   }
                   return std::move(loop_);
                 }) {}
  ~Fiber() override {
    ending_ = true;
    if (context_) context_ = std::move(context_).resume();
  }

  void Start(std::function<void()> task) {
    task_ = std::move(task);
    idle_ = false;
  }
  // Runs until the task ends or waits; on the loop's thread.
  void SwitchTo() {
    Waiter* const before = ExchangeCurrentWaiter(this);
    context_ = std::move(context_).resume();
    ExchangeCurrentWaiter(before);
  }
  bool idle() const { return idle_; }

  void Suspend() override { loop_ = std::move(loop_).resume(); }
  void Wake() override { runner_->Woken(this); }

 private:
  FiberRunner* const runner_;
  std::function<void()> task_ = [] {};
  bool idle_ = true;
  bool ending_ = false;
  boost::context::fiber loop_;
  boost::context::fiber context_;
};

FiberRunner::FiberRunner(std::function<void(std::function<void()>)> post)
    : post_(std::move(post)) {}

FiberRunner::~FiberRunner() { CHECK(active_ == 0); }

void FiberRunner::Run(std::function<void()> task) {
  Fiber* fiber;
  if (idle_.empty()) {
    fiber = std::make_unique<Fiber>(this).release();
  } else {
    fiber = idle_.back().release();
    idle_.pop_back();
  }
  ++active_;
  fiber->Start(std::move(task));
  Resume(fiber);
}

void FiberRunner::Resume(Fiber* fiber) {
  fiber->SwitchTo();
  if (!fiber->idle()) return;
  --active_;
  std::unique_ptr<Fiber> owned(fiber);
  if (idle_.size() < kIdleFibersMax) idle_.push_back(std::move(owned));
}

// Many fibers are woken by one commit: the loop is told once for all that came before it looked.
void FiberRunner::Woken(Fiber* fiber) {
  bool first;
  {
    base::MutexLock lock(mutex_);
    first = woken_.empty();
    woken_.push_back(fiber);
  }
  if (first) post_([this] { ResumeWoken(); });
}

void FiberRunner::ResumeWoken() {
  std::vector<Fiber*> woken = std::move(resuming_);
  {
    base::MutexLock lock(mutex_);
    woken.swap(woken_);
  }
  for (Fiber* fiber : woken) Resume(fiber);
  woken.clear();
  resuming_ = std::move(woken);
}

ThreadRunner::ThreadRunner(size_t threads) {
  for (size_t i = 0; i < threads; ++i) threads_.emplace_back([this] { Work(); });
}

ThreadRunner::~ThreadRunner() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyAll();
  for (std::thread& thread : threads_) thread.join();
}

void ThreadRunner::Run(std::function<void()> task) {
  {
    base::MutexLock lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  changed_.NotifyOne();
}

void ThreadRunner::Work() {
  while (true) {
    std::function<void()> task;
    {
      base::MutexLock lock(mutex_);
      while (tasks_.empty() && !stopping_) changed_.Wait(mutex_);
      if (tasks_.empty()) return;
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    task();
  }
}

}  // namespace run
