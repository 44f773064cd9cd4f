// Mutexes that clang's thread-safety analysis understands (checked by ./dev lint).
//
// No mutex may be held while waiting on a run::Event.
#pragma once

#include <chrono>
#include <condition_variable>
#include <mutex>

#if defined(__clang__)
#define STATOR_THREAD_ATTRIBUTE(x) __attribute__((x))
#else
#define STATOR_THREAD_ATTRIBUTE(x)
#endif
#define CAPABILITY(x) STATOR_THREAD_ATTRIBUTE(capability(x))
#define SCOPED_CAPABILITY STATOR_THREAD_ATTRIBUTE(scoped_lockable)
#define GUARDED_BY(x) STATOR_THREAD_ATTRIBUTE(guarded_by(x))
#define PT_GUARDED_BY(x) STATOR_THREAD_ATTRIBUTE(pt_guarded_by(x))
#define REQUIRES(...) STATOR_THREAD_ATTRIBUTE(requires_capability(__VA_ARGS__))
#define EXCLUDES(...) STATOR_THREAD_ATTRIBUTE(locks_excluded(__VA_ARGS__))
#define ACQUIRE(...) STATOR_THREAD_ATTRIBUTE(acquire_capability(__VA_ARGS__))
#define RELEASE(...) STATOR_THREAD_ATTRIBUTE(release_capability(__VA_ARGS__))
#define NO_THREAD_SAFETY_ANALYSIS STATOR_THREAD_ATTRIBUTE(no_thread_safety_analysis)

namespace base {

class CAPABILITY("mutex") Mutex {
 public:
  void lock() ACQUIRE() { mutex_.lock(); }
  void unlock() RELEASE() { mutex_.unlock(); }

 private:
  friend class CondVar;
  std::mutex mutex_;
};

class SCOPED_CAPABILITY MutexLock {
 public:
  explicit MutexLock(Mutex& mutex) ACQUIRE(mutex) : mutex_(mutex) { mutex_.lock(); }
  ~MutexLock() RELEASE() { mutex_.unlock(); }
  MutexLock(const MutexLock&) = delete;
  MutexLock& operator=(const MutexLock&) = delete;

 private:
  Mutex& mutex_;
};

// A condition variable, for threads of our own. Requests wait on a run::Event instead. Wakes may be
// spurious, so the caller waits in a loop that checks its condition.
class CondVar {
 public:
  void Wait(Mutex& mutex) REQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    condition_.wait(lock);
    lock.release();
  }
  // Returns false if the time is over.
  bool WaitFor(Mutex& mutex, std::chrono::microseconds timeout)
      REQUIRES(mutex) NO_THREAD_SAFETY_ANALYSIS {
    std::unique_lock<std::mutex> lock(mutex.mutex_, std::adopt_lock);
    const bool woken = condition_.wait_for(lock, timeout) == std::cv_status::no_timeout;
    lock.release();
    return woken;
  }
  void NotifyOne() { condition_.notify_one(); }
  void NotifyAll() { condition_.notify_all(); }

 private:
  std::condition_variable condition_;
};

}  // namespace base
