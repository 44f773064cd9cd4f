#include "http/body_buffer.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "http/limits.h"
#include "wire/http_message.h"

namespace http {
namespace {

// A buffer as small as the one that every request has anyway is not counted.
size_t Counted(size_t capacity) { return capacity > kReceiveBytes ? capacity : 0; }

}  // namespace

bool BodyBuffer::Reserve(size_t bytes) {
  if (bytes <= capacity_ && data_ != nullptr) return true;
  if (!share_->Take(Counted(bytes))) return false;
  void* const grown = std::realloc(data_, bytes + wire::kBodyPaddingBytes);
  CHECK(grown != nullptr);  // the budget is far below what the address space holds
  data_ = static_cast<char*>(grown);
  share_->Give(Counted(capacity_));
  capacity_ = bytes;
  std::memset(data_ + capacity_, 0, wire::kBodyPaddingBytes);
  return true;
}

bool BodyBuffer::Grow(size_t bytes, size_t bytes_max) {
  if (bytes <= room() && data_ != nullptr) return true;
  return Reserve(std::max(size_ + bytes, std::min(2 * capacity_, bytes_max)));
}

void BodyBuffer::Append(std::string_view bytes) {
  CHECK(bytes.size() <= room());
  if (!bytes.empty()) std::memcpy(end(), bytes.data(), bytes.size());
  size_ += bytes.size();
}

void BodyBuffer::Free() {
  share_->Give(Counted(capacity_));
  std::free(data_);
  data_ = nullptr;
  size_ = capacity_ = 0;
}

}  // namespace http
