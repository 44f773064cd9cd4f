// The memory of large requests and answers in flight: one budget for all connections, shared
// fairly.
//
// Counted are buffers from about 64 KiB on: bodies as sent and as decoded; an estimate of the
// memory for handling them; answers, until the client has taken them. Smaller buffers are not
// counted: the number of requests bounds them, and so small requests never wait for large ones.
//
// The fair share: each client (an address) may hold as much as it leaves free. So one client alone
// gets half of the budget, two get a third each, and there is always some left for the next.
// Clients behind the same address share.
//
// Giving back: while a client was refused memory (IsWanted), connections that hold memory and do
// not move their bytes at a minimal rate are closed by their owner (http/session.h).
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.h"

namespace net {

// Thread-safe.
class RequestMemory {
 public:
  explicit RequestMemory(size_t bytes_max) : bytes_max_(bytes_max) {}
  RequestMemory(const RequestMemory&) = delete;
  RequestMemory& operator=(const RequestMemory&) = delete;

  size_t bytes_max() const { return bytes_max_; }
  size_t held() const { return held_.load(std::memory_order_relaxed); }

  class Share;

 private:
  // The entry of a client. Exists while the client holds memory.
  struct Client {
    size_t held = 0;
    bool refused = false;  // it was refused, and has not had room since
  };
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  using Clients = std::unordered_map<std::string, Client, NameHash, std::equal_to<>>;

  const size_t bytes_max_;
  std::atomic<size_t> held_{0};  // written under the mutex
  base::Mutex mutex_;
  // Some client was refused, and since then half of the budget has not been free.
  bool refused_ GUARDED_BY(mutex_) = false;
  Clients clients_ GUARDED_BY(mutex_);
};

// The memory that one connection holds. Not thread-safe.
class RequestMemory::Share {
 public:
  explicit Share(RequestMemory* memory) : memory_(memory) {}
  ~Share() { Give(bytes_); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  // Sets the client. REQUIRES: the share holds nothing; `address` lives until it holds nothing
  // again.
  void SetClient(std::string_view address) { address_ = address; }

  // Takes memory. False, without taking any, if there is not enough, or if the client holds memory
  // already and would then hold more than was free before. If no client holds any, it always
  // succeeds, so that one request of any size can be handled.
  bool Take(size_t bytes) { return bytes == 0 || TakeFairly(bytes); }
  // Takes memory that is needed to answer a request that may have written: ignores the fair share,
  // and may exceed the budget by a quarter. False beyond that.
  bool TakeInNeed(size_t bytes);
  void Give(size_t bytes) {
    if (bytes > 0) GiveBack(bytes);
  }

  size_t bytes() const { return bytes_; }
  // Whether a client was refused that could have had the memory of this share.
  bool IsWanted() const;

 private:
  using Rule = bool (*)(const Client& client, size_t wanted, size_t held, size_t bytes_max);
  bool TakeIf(Rule rule, size_t bytes);
  bool TakeFairly(size_t bytes);
  void GiveBack(size_t bytes);
  void LetGoIfEmpty() REQUIRES(memory_->mutex_);

  RequestMemory* const memory_;
  std::string_view address_;
  Clients::value_type* client_ = nullptr;  // null: holds nothing
  size_t bytes_ = 0;
};

}  // namespace net
