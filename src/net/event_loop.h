// A thread's event loop: epoll, and work that other threads post.
//
// It is level-triggered: a connection is registered once, for as long as it reads. So a request
// costs one read, one write and a share of an epoll_wait. (Asio is edge-triggered, and spends one
// more system call on each request, to arm the next wait: an eighth of the whole.)
//
// The events of one epoll_wait are a turn (run/end_of_turn.h); the work that was posted is one,
// too.
#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "base/clock.h"
#include "base/mutex.h"
#include "net/socket_batch.h"
#include "run/end_of_turn.h"

struct epoll_event;

namespace net {

// Not thread-safe, except for the functions that say so.
class EventLoop {
 public:
  // The owner of a descriptor. May be destroyed in posted work and at the end of a turn, but not in
  // an OnReady: the same epoll_wait may have returned an event for it that is still to be handled.
  class Watcher {
   public:
    virtual ~Watcher() = default;
    // Called before OnReady, for all watchers that are ready. May add a read to the batch.
    virtual void ReadAhead(SocketBatch* /*batch*/) {}
    // Called when the descriptor may be ready for the watched events, or has failed; again in each
    // turn while it is.
    virtual void OnReady() = 0;
  };

  explicit EventLoop(const base::Clock& clock);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Runs the loop until Stop. Posted work that has not run by then is dropped.
  void Run();

  // Thread-safe. Runs `work` soon on the loop's thread; never from within Post.
  void Post(std::function<void()> work);
  // Thread-safe. Makes Run return.
  void Stop();

  // Watches a descriptor until Unwatch, or until it is closed. `events`: EPOLLIN, EPOLLOUT. False
  // if the system has no memory for it. REQUIRES: called on the loop's thread, or before Run.
  bool Watch(int descriptor, uint32_t events, Watcher* watcher);
  // Changes the events for which a descriptor is watched.
  bool Rewatch(int descriptor, uint32_t events, Watcher* watcher);
  void Unwatch(int descriptor);

  // For use on the loop's thread. Empty before each OnReady and before posted work.
  SocketBatch& batch() { return batch_; }

 private:
  // Wakes the loop from another thread. If that thread has turns but no event loop (the committer's
  // thread), it wakes the loop once, at the end of its turn, for everything that it posts in the
  // turn. Otherwise the loop would run after the first post, perhaps on the posting thread's
  // processor, find nothing more, and sleep again.
  class Wake final : public run::EndOfTurnWork {
   public:
    Wake();
    // Blocks until no wake-up is deferred.
    ~Wake() override;
    int descriptor() const { return descriptor_; }
    // Wakes the loop: at once, or at the end of this thread's turn.
    void Post();
    void DoNow() override;
    // To be called by the loop when it is awake.
    void Clear();

   private:
    const int descriptor_;         // an eventfd
    std::atomic<int> put_off_{0};  // how often DoNow will still be called
  };

  bool RunPosted();  // whether there was posted work
  void TellReady(std::span<const epoll_event> events);
  bool HasPosted();

  const base::Clock& clock_;
  const int epoll_;
  Wake wake_;
  SocketBatch batch_;
  bool stopping_ = false;
  base::Mutex mutex_;
  std::vector<std::function<void()>> posted_ GUARDED_BY(mutex_);
  std::vector<std::function<void()>> running_;  // kept for its capacity
};

// Calls a function after a delay. Not thread-safe: for the loop's thread, or before the loop runs.
class Timer final : public EventLoop::Watcher {
 public:
  // `expired` is called as posted work, so it may destroy watchers.
  Timer(EventLoop* loop, std::function<void()> expired);
  ~Timer() override;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Calls `expired` once, or every `delay` until Cancel.
  void StartOnce(std::chrono::milliseconds delay) { Set(delay, {}); }
  void StartEvery(std::chrono::milliseconds delay) { Set(delay, delay); }
  void Cancel() { Set({}, {}); }
  bool running() const { return running_; }

  void OnReady() override;

 private:
  void Set(std::chrono::milliseconds delay, std::chrono::milliseconds period);

  EventLoop* const loop_;
  const std::function<void()> expired_;
  const int timer_;  // a timerfd
  bool running_ = false;
  bool periodic_ = false;
};

}  // namespace net
