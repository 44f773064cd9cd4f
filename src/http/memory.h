// Memory for request bodies and large answers: of budgets that all connections share.
#pragma once

#include <atomic>
#include <cstddef>
#include <string_view>

namespace http {

// Safe from any thread.
class MemoryBudget {
 public:
  explicit MemoryBudget(size_t bytes) : left_(bytes) {}
  // False, taking nothing, if fewer are left.
  bool Take(size_t bytes);
  void Give(size_t bytes);

 private:
  std::atomic<size_t> left_;
};

// How much answers hold that wait to be sent. An answer cannot be refused once it was made, for
// what it tells has happened: so it is counted, and no request is begun while the count is too
// high. What comes above it is bounded by the requests in flight. Safe from any thread.
class AnswerMemory {
 public:
  explicit AnswerMemory(size_t bytes_max) : bytes_max_(bytes_max) {}
  bool full() const { return held_.load(std::memory_order_relaxed) >= bytes_max_; }

  // A part of it, for as long as it lives.
  class Share {
   public:
    explicit Share(AnswerMemory* memory) : memory_(memory) {}
    ~Share() { Set(0); }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;
    void Set(size_t bytes);
    size_t bytes() const { return bytes_; }

   private:
    AnswerMemory* const memory_;
    size_t bytes_ = 0;
  };

 private:
  const size_t bytes_max_;
  std::atomic<size_t> held_ = 0;
};

// Bytes that grow at the end. auth::kBodyPaddingBytes readable bytes follow them, if there are any.
class BodyBuffer {
 public:
  explicit BodyBuffer(MemoryBudget* budget) : budget_(budget) {}
  ~BodyBuffer() { Reset(); }
  BodyBuffer(const BodyBuffer&) = delete;
  BodyBuffer& operator=(const BodyBuffer&) = delete;

  // Makes room for `bytes` in all; false if the budget has not that many. Moves what it holds.
  bool Reserve(size_t bytes);
  // Reserves for `bytes` more, at least doubling, up to `bytes_max` in all.
  bool Grow(size_t bytes, size_t bytes_max);
  // Says that `bytes` were written at end().
  void Extend(size_t bytes) { size_ += bytes; }
  // There must be room.
  void Append(std::string_view bytes);
  // Gives all memory back.
  void Reset();

  char* end() { return data_ + size_; }
  size_t room() const { return capacity_ - size_; }
  size_t size() const { return size_; }
  std::string_view view() const { return {data_, size_}; }

 private:
  MemoryBudget* const budget_;
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace http
