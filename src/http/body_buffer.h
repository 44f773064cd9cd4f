// The bytes of a body, whose memory is counted.
#pragma once

#include <cstddef>
#include <string_view>

#include "net/memory.h"

namespace http {

// Bytes that grow at the end. wire::kBodyPaddingBytes readable bytes follow them, if there are any.
class BodyBuffer {
 public:
  explicit BodyBuffer(net::RequestMemory::Share* share) : share_(share) {}
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

  net::RequestMemory::Share* const share_;
  char* data_ = nullptr;
  size_t size_ = 0;
  size_t capacity_ = 0;
};

}  // namespace http
