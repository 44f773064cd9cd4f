// The memory of requests and answers in flight: one budget for all connections, fairly shared.
//
// What is large is counted, from about 64 KiB on: bodies as sent and as decoded; what handling them
// takes; answers from when they were made until the client has taken them. What is small is not: it
// is bounded by the number of requests, and goes on whatever the large ones do.
//
// Who shares: each client (its address) may hold as much as it leaves free, so that alone it gets
// half, two get a third each, and whoever comes next finds something. A client behind the same
// address as others shares with them.
//
// Who has to give back: while somebody was refused (IsWanted), connections that hold memory and do
// not keep up with a rate are ended, by whoever owns them.
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
  // There is one as long as it holds something.
  struct Client {
    size_t held = 0;
    bool refused = false;  // and has not had room since
  };
  struct NameHash {
    using is_transparent = void;
    size_t operator()(std::string_view name) const { return std::hash<std::string_view>()(name); }
  };
  using Clients = std::unordered_map<std::string, Client, NameHash, std::equal_to<>>;

  const size_t bytes_max_;
  std::atomic<size_t> held_{0};  // written under the mutex
  base::Mutex mutex_;
  // Somebody was refused, whatever it held itself, and half of all has not been free since.
  bool refused_ GUARDED_BY(mutex_) = false;
  Clients clients_ GUARDED_BY(mutex_);
};

// What one connection holds. Not thread-safe.
class RequestMemory::Share {
 public:
  explicit Share(RequestMemory* memory) : memory_(memory) {}
  ~Share() { Give(bytes_); }
  Share(const Share&) = delete;
  Share& operator=(const Share&) = delete;

  // Whose it is, while it holds nothing. The name must last until it holds nothing again.
  void SetClient(std::string_view address) { address_ = address; }

  // False, taking nothing, if so much is not free, or its client would hold more than it leaves to
  // others. Who alone holds something, or nothing, may take whatever one request needs.
  bool Take(size_t bytes) { return bytes == 0 || TakeFairly(bytes); }
  // For what cannot be refused: takes also what is not free, up to a quarter more than the budget
  // in all. False beyond that.
  bool TakeInNeed(size_t bytes);
  void Give(size_t bytes) {
    if (bytes > 0) GiveBack(bytes);
  }

  size_t bytes() const { return bytes_; }
  // Whether somebody was refused who would have had what this one holds.
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
