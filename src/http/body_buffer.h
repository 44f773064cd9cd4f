// The bytes of a request's body. Their memory is taken from a share of the budget (net/memory.h).
#pragma once

#include <cstddef>
#include <string_view>

#include "net/memory.h"

namespace http {

// A growing buffer. If it is not empty, wire::kBodyPaddingBytes readable bytes follow its contents.
// Not thread-safe.
class BodyBuffer {
 public:
  explicit BodyBuffer(net::RequestMemory::Share* share) : share_(share) {}
  ~BodyBuffer() { Reset(); }
  BodyBuffer(const BodyBuffer&) = delete;
  BodyBuffer& operator=(const BodyBuffer&) = delete;

  // Makes the capacity at least `bytes`. False if the budget has no memory for it. The contents are
  // moved, so for a moment both the old and the new buffer count.
  bool Reserve(size_t bytes);
  // Makes room for `bytes` more; at least doubles the capacity, up to `bytes_max`.
  bool Grow(size_t bytes, size_t bytes_max);
  // To be called after `bytes` were written at end().
  void Extend(size_t bytes) { size_ += bytes; }
  // REQUIRES: there is room.
  void Append(std::string_view bytes);
  // Frees the buffer.
  void Reset() {
    if (data_ != nullptr) Free();
  }

  char* end() { return data_ + size_; }
  size_t room() const { return capacity_ - size_; }
  size_t size() const { return size_; }
  std::string_view view() const { return {data_, size_}; }

 private:
  void Free();

  net::RequestMemory::Share* const share_;
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace http
