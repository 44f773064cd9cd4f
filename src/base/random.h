// The interface of random numbers. Code that needs them is given a Random, so that tests can repeat
// them.
#pragma once

#include <cstdint>
#include <random>
#include <string>

#include "base/mutex.h"

namespace base {

// Thread-safe.
class Random {
 public:
  virtual ~Random() = default;
  virtual uint64_t Next() = 0;
};

// Random numbers of the operating system. Fit for identifiers that must not be guessed.
class SystemRandom final : public Random {
 public:
  uint64_t Next() override;
};

// Gives the same numbers for the same seed.
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

// Mixes the bits of a number, so that any difference between two numbers spreads over all bits (the
// finalizer of SplitMix64). A sequence with an odd step looks random when each number is mixed.
constexpr uint64_t MixBits(uint64_t bits) {
  bits = (bits ^ (bits >> 30)) * 0xbf58476d1ce4e5b9;
  bits = (bits ^ (bits >> 27)) * 0x94d049bb133111eb;
  return bits ^ (bits >> 31);
}

// A random (version 4) UUID, lower case with hyphens.
std::string NewUuid(Random& random);

}  // namespace base
