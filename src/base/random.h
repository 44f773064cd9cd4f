// Randomness comes from outside: whatever needs it is given a Random.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "base/mutex.h"

namespace base {

// Safe from any thread.
class Random {
 public:
  virtual ~Random() = default;
  virtual uint64_t Next() = 0;
};

// The operating system's; fit for identifiers that must not be guessed.
class SystemRandom final : public Random {
 public:
  uint64_t Next() override;
};

// The same numbers for the same seed.
class SeededRandom final : public Random {
 public:
  explicit SeededRandom(uint64_t seed) : engine_(seed) {}
  uint64_t Next() override {
    MutexLock lock(mutex_);
    return engine_();
  }

 private:
  Mutex mutex_;
  std::mt19937_64 engine_ GUARDED_BY(mutex_);
};

// A random (version 4) UUID, lower case with hyphens.
std::string NewUuid(Random& random);

}  // namespace base
