#include "net/event_loop.h"

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <thread>
#include <utility>

#include "base/check.h"
#include "run/end_of_turn.h"
#include "run/scheduling.h"

namespace net {
namespace {

// The most events of one epoll_wait. Posted work runs between two of them.
constexpr int kEventsPerTurn = 128;

// The loop that this thread runs; null if none.
thread_local const EventLoop* current_loop = nullptr;

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] bool IsCurrent(const EventLoop* loop) { return current_loop == loop; }
[[gnu::noinline]] bool HasLoop() { return current_loop != nullptr; }

bool Control(int epoll, int operation, int descriptor, uint32_t events, void* data) {
  epoll_event event{};
  event.events = events;
  event.data.ptr = data;
  return epoll_ctl(epoll, operation, descriptor, &event) == 0;
}

timespec ToTimespec(std::chrono::milliseconds time) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
  return {.tv_sec = seconds.count(), .tv_nsec = std::chrono::nanoseconds(time - seconds).count()};
}

}  // namespace

EventLoop::EventLoop(const base::Clock& clock)
    : clock_(clock), epoll_(epoll_create1(EPOLL_CLOEXEC)) {
  CHECK(epoll_ >= 0);
  CHECK(Control(epoll_, EPOLL_CTL_ADD, wake_.descriptor(), EPOLLIN, nullptr));
}

EventLoop::~EventLoop() { close(epoll_); }

EventLoop::Wake::Wake() : descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  CHECK(descriptor_ >= 0);
}

// Another thread may still have a deferred DoNow, if the loop was woken by something else and
// ended.
EventLoop::Wake::~Wake() {
  while (put_off_.load(std::memory_order_acquire) > 0) std::this_thread::yield();
  close(descriptor_);
}

void EventLoop::Wake::Post() {
  put_off_.fetch_add(1, std::memory_order_relaxed);
  if (HasLoop() || !run::DoAtEndOfTurn(this)) DoNow();
}

void EventLoop::Wake::DoNow() {
  const uint64_t once = 1;
  CHECK(write(descriptor_, &once, sizeof(once)) == sizeof(once));
  put_off_.fetch_sub(1, std::memory_order_release);
}

void EventLoop::Wake::Clear() {
  uint64_t wakes;
  CHECK(read(descriptor_, &wakes, sizeof(wakes)) == sizeof(wakes));
}

void EventLoop::Run() {
  current_loop = this;
  run::Turns turns(clock_);
  run::AskForShortSlices();
  std::array<epoll_event, kEventsPerTurn> events;
  while (!stopping_) {
    turns.Next(RunPosted());
    const bool more = HasPosted();
    const bool sleep = !more && !stopping_ && !turns.awaits_idle();
    const int count = epoll_wait(epoll_, events.data(), events.size(), sleep ? -1 : 0);
    CHECK(count >= 0 || errno == EINTR);
    // If work was posted meanwhile, the loop is not idle yet.
    if (count == 0 && !HasPosted()) turns.Idle();
    std::span<const epoll_event> ready(events.data(), static_cast<size_t>(std::max(count, 0)));
    while (!ready.empty()) {
      const size_t together = std::min(ready.size(), kSocketCallsTogether);
      TellReady(ready.first(together));
      ready = ready.subspan(together);
    }
    turns.Next(count > 0);
  }
  current_loop = nullptr;
}

void EventLoop::TellReady(std::span<const epoll_event> events) {
  if (events.size() > 1) {
    for (const epoll_event& event : events) {
      if (event.data.ptr != nullptr) static_cast<Watcher*>(event.data.ptr)->ReadAhead(&batch_);
    }
    batch_.Run();
  }
  for (const epoll_event& event : events) {
    if (event.data.ptr != nullptr) {
      static_cast<Watcher*>(event.data.ptr)->OnReady();
    } else {
      wake_.Clear();
    }
  }
}

bool EventLoop::RunPosted() {
  {
    base::MutexLock lock(mutex_);
    running_.swap(posted_);
  }
  for (std::function<void()>& work : running_) work();
  const bool any = !running_.empty();
  running_.clear();
  return any;
}

bool EventLoop::HasPosted() {
  base::MutexLock lock(mutex_);
  return !posted_.empty();
}

// The loop checks for posted work before it sleeps, so only the first post must wake it.
void EventLoop::Post(std::function<void()> work) {
  bool first;
  {
    base::MutexLock lock(mutex_);
    first = posted_.empty();
    posted_.push_back(std::move(work));
  }
  if (first && !IsCurrent(this)) wake_.Post();
}

void EventLoop::Stop() {
  Post([this] { stopping_ = true; });
}

bool EventLoop::Watch(int descriptor, uint32_t events, Watcher* watcher) {
  return Control(epoll_, EPOLL_CTL_ADD, descriptor, events, watcher);
}

bool EventLoop::Rewatch(int descriptor, uint32_t events, Watcher* watcher) {
  return Control(epoll_, EPOLL_CTL_MOD, descriptor, events, watcher);
}

void EventLoop::Unwatch(int descriptor) {
  CHECK(Control(epoll_, EPOLL_CTL_DEL, descriptor, 0, nullptr));
}

Timer::Timer(EventLoop* loop, std::function<void()> expired)
    : loop_(loop),
      expired_(std::move(expired)),
      timer_(timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC)) {
  CHECK(timer_ >= 0 && loop_->Watch(timer_, EPOLLIN, this));
}

Timer::~Timer() { close(timer_); }

void Timer::Set(std::chrono::milliseconds delay, std::chrono::milliseconds period) {
  const itimerspec times = {.it_interval = ToTimespec(period), .it_value = ToTimespec(delay)};
  CHECK(timerfd_settime(timer_, 0, &times, nullptr) == 0);
  running_ = delay.count() > 0;
  periodic_ = period.count() > 0;
}

void Timer::OnReady() {
  uint64_t expirations;
  if (read(timer_, &expirations, sizeof(expirations)) < 0) return;  // set anew since
  if (!periodic_) running_ = false;
  loop_->Post([this] { expired_(); });
}

}  // namespace net
