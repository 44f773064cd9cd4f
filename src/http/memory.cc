#include "http/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "auth/http_request.h"
#include "base/check.h"

namespace http {

bool MemoryBudget::Take(size_t bytes) {
  size_t left = left_.load(std::memory_order_relaxed);
  do {
    if (left < bytes) return false;
  } while (!left_.compare_exchange_weak(left, left - bytes, std::memory_order_relaxed));
  return true;
}

void MemoryBudget::Give(size_t bytes) { left_.fetch_add(bytes, std::memory_order_relaxed); }

void AnswerMemory::Share::Set(size_t bytes) {
  if (bytes == bytes_) return;
  memory_->held_.fetch_add(bytes - bytes_, std::memory_order_relaxed);  // modulo 2^64
  bytes_ = bytes;
}

bool BodyBuffer::Reserve(size_t bytes) {
  if (bytes <= capacity_ && data_ != nullptr) return true;
  if (!budget_->Take(bytes - capacity_)) return false;
  void* const grown = std::realloc(data_, bytes + auth::kBodyPaddingBytes);
  CHECK(grown != nullptr);  // the budget is far below what the address space holds
  data_ = static_cast<char*>(grown);
  capacity_ = bytes;
  std::memset(data_ + capacity_, 0, auth::kBodyPaddingBytes);
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

void BodyBuffer::Reset() {
  if (data_ == nullptr) return;
  budget_->Give(capacity_);
  std::free(data_);
  data_ = nullptr;
  size_ = capacity_ = 0;
}

}  // namespace http
