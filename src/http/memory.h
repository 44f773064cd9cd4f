// The memory of requests and answers in flight: one budget for all connections, fairly shared.
//
// What is large is counted: bodies that do not fit their receive buffers, as sent and inflated;
// what handling them takes; answers from when they were made until the client has taken them. What
// is small (64 KiB, kReceiveBytes and kKeptBodyBytesMax) is not: it is bounded by the number of
// requests, and goes on whatever the large ones do.
//
// Who shares: each client (its address) may hold as much as it leaves free, so that alone it gets
// half, two get a third each, and whoever comes next finds something. A client behind the same
// address as others shares with them.
//
// Who has to give back: while somebody was refused, large bodies must come, and large answers be
// taken, at kWantedBytesPerSecondMin; the session ends connections that do not keep up.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/mutex.h"

namespace http {

// Safe from any thread.
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

// What one connection holds. Used by one thread at a time.
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

// Bytes that grow at the end. wire::kBodyPaddingBytes readable bytes follow them, if there are any.
class BodyBuffer {
 public:
  explicit BodyBuffer(RequestMemory::Share* share) : share_(share) {}
  ~BodyBuffer() { Reset(); }
  BodyBuffer(const BodyBuffer&) = delete;
  BodyBuffer& operator=(const BodyBuffer&) = delete;

  // Makes room for `bytes` in all; false if there is no memory for it. Moves what it holds: for a
  // moment both need memory.
  bool Reserve(size_t bytes);
  // Reserves for `bytes` more, at least doubling, up to `bytes_max` in all.
  bool Grow(size_t bytes, size_t bytes_max);
  // Says that `bytes` were written at end().
  void Extend(size_t bytes) { size_ += bytes; }
  // There must be room.
  void Append(std::string_view bytes);
  // Gives all memory back.
  void Reset() {
    if (data_ != nullptr) Free();
  }

  char* end() { return data_ + size_; }
  size_t room() const { return capacity_ - size_; }
  size_t size() const { return size_; }
  std::string_view view() const { return {data_, size_}; }

 private:
  void Free();

  RequestMemory::Share* const share_;
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace http
