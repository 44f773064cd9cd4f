#include "http/memory.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/check.h"
#include "http/limits.h"
#include "wire/http_message.h"

namespace http {
namespace {

// The part of the budget by which it may be overdrawn.
constexpr size_t kOverdraft = 4;

// A buffer as small as the one that every request has anyway is not counted.
size_t Counted(size_t capacity) { return capacity > kReceiveBytes ? capacity : 0; }

}  // namespace

bool RequestMemory::Share::TakeIf(Rule rule, size_t bytes) {
  base::MutexLock lock(memory_->mutex_);
  const size_t held = memory_->held_.load(std::memory_order_relaxed);
  Clients& clients = memory_->clients_;
  if (client_ == nullptr) {
    auto found = clients.find(address_);
    if (found == clients.end()) found = clients.try_emplace(std::string(address_)).first;
    client_ = &*found;
  }
  Client& client = client_->second;
  if (rule(client, bytes, held, memory_->bytes_max_)) {
    client.refused = false;
    client.held += bytes;
    bytes_ += bytes;
    memory_->held_.store(held + bytes, std::memory_order_relaxed);
    return true;
  }
  client.refused = true;
  // Else the client has what it misses itself.
  if (held + bytes > memory_->bytes_max_) memory_->refused_ = true;
  LetGoIfEmpty();
  return false;
}

bool RequestMemory::Share::TakeFairly(size_t bytes) {
  constexpr Rule kFairly = [](const Client& client, size_t wanted, size_t held, size_t bytes_max) {
    if (held == 0) return true;
    if (held + wanted > bytes_max) return false;
    return client.held == 0 || client.held + wanted <= bytes_max - held;
  };
  return TakeIf(kFairly, bytes);
}

bool RequestMemory::Share::TakeInNeed(size_t bytes) {
  constexpr Rule kInNeed = [](const Client&, size_t wanted, size_t held, size_t bytes_max) {
    return held == 0 || held + wanted <= bytes_max + bytes_max / kOverdraft;
  };
  return TakeIf(kInNeed, bytes);
}

void RequestMemory::Share::GiveBack(size_t bytes) {
  base::MutexLock lock(memory_->mutex_);
  CHECK(bytes <= bytes_);
  bytes_ -= bytes;
  client_->second.held -= bytes;
  const size_t held = memory_->held_.load(std::memory_order_relaxed) - bytes;
  memory_->held_.store(held, std::memory_order_relaxed);
  if (held <= memory_->bytes_max_ / 2) memory_->refused_ = false;
  // Half of what it may hold at most.
  if (client_->second.held <= memory_->bytes_max_ / 4) client_->second.refused = false;
  LetGoIfEmpty();
}

void RequestMemory::Share::LetGoIfEmpty() {
  if (bytes_ > 0) return;
  if (client_->second.held == 0) memory_->clients_.erase(memory_->clients_.find(client_->first));
  client_ = nullptr;
}

bool RequestMemory::Share::IsWanted() const {
  base::MutexLock lock(memory_->mutex_);
  return client_ != nullptr && (memory_->refused_ || client_->second.refused);
}

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
