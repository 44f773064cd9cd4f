// Work in the background that is done again and again, on a thread of its own.
#pragma once

#include <chrono>
#include <functional>
#include <thread>

#include "base/mutex.h"

namespace stator {

class Periodic {
 public:
  // Calls `work`, which says whether there is more to do: at once again if so, else after `pause`.
  Periodic(std::chrono::microseconds pause, std::function<bool()> work);
  // Returns once the call that is under way has.
  ~Periodic();
  Periodic(const Periodic&) = delete;
  Periodic& operator=(const Periodic&) = delete;

 private:
  void Run();

  const std::chrono::microseconds pause_;
  const std::function<bool()> work_;
  base::Mutex mutex_;
  base::CondVar stopped_;
  bool stopping_ GUARDED_BY(mutex_) = false;
  std::thread thread_;
};

}  // namespace stator
