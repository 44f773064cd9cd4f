// A thread's event loop: epoll, and work that others post.
//
// Level-triggered, so that a connection which keeps being read is registered once and never touched
// again: a request costs one read, one write and its share of an epoll_wait. (Asio, which is
// edge-triggered, spends one more system call on each request to arm the next wait: an eighth of
// the whole.)
//
// What was taken from epoll at a time, and what was posted, is a turn each (run/end_of_turn.h).
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

class EventLoop {
 public:
  // Something with a descriptor. May go in posted work and at the end of a turn, not in an OnReady:
  // events that were taken with the same call may be its own.
  class Watcher {
   public:
    virtual ~Watcher() = default;
    // OnReady follows, after this was said to others too: what it is going to read may be read with
    // theirs.
    virtual void ReadAhead(SocketBatch* /*batch*/) {}
    // The descriptor may be ready for what it is watched for, or has failed. Called again and again
    // as long as it is.
    virtual void OnReady() = 0;
  };

  explicit EventLoop(const base::Clock& clock);
  ~EventLoop();
  EventLoop(const EventLoop&) = delete;
  EventLoop& operator=(const EventLoop&) = delete;

  // Until Stop. What was posted and has not run by then is dropped.
  void Run();

  // Any thread. `work` runs soon on the loop's thread; never from within Post.
  void Post(std::function<void()> work);
  void Stop();

  // The loop's thread, or before Run. `events`: EPOLLIN, EPOLLOUT. Closing the descriptor ends it.
  // False if the system has no memory for it.
  bool Watch(int descriptor, uint32_t events, Watcher* watcher);
  // Changes what a watched descriptor is watched for.
  bool Rewatch(int descriptor, uint32_t events, Watcher* watcher);
  void Unwatch(int descriptor);

  // For those on the loop's thread. Empty between one event, or posted work, and the next.
  SocketBatch& batch() { return batch_; }

 private:
  // Wakes the loop for all that a thread without a loop posts in a turn of its own: the first of it
  // would have the loop run in its place, find nothing more, and go to sleep again.
  class Wake final : public run::EndOfTurnWork {
   public:
    Wake();
    // Waits for what is put off.
    ~Wake() override;
    int descriptor() const { return descriptor_; }
    // At once, or at the end of this thread's turn.
    void Post();
    void DoNow() override;
    // The loop is awake.
    void Clear();

   private:
    const int descriptor_;         // an eventfd
    std::atomic<int> put_off_{0};  // times that DoNow will be called
  };

  bool RunPosted();  // whether there was anything
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

// Calls a function after a while. Used on the loop's thread, or before it runs.
class Timer final : public EventLoop::Watcher {
 public:
  // `expired` is called as posted work: it may end watchers.
  Timer(EventLoop* loop, std::function<void()> expired);
  ~Timer() override;
  Timer(const Timer&) = delete;
  Timer& operator=(const Timer&) = delete;

  // Once, or every `delay` until Cancel.
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
