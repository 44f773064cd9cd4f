// Memory for request bodies: taken from a budget that all connections share.
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
