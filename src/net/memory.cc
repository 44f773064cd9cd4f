#include "net/memory.h"

#include <algorithm>

#include "base/check.h"

namespace net {
namespace {

// The part of the budget by which it may be overdrawn.
constexpr size_t kOverdraft = 4;

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

}  // namespace net
