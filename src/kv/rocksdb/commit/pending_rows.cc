#include "kv/rocksdb/commit/pending_rows.h"

#include <xxhash.h>

#include <algorithm>

namespace kv::rocks::commit {
namespace {

constexpr size_t kSlotsMin = 64;
// A table of at most so many slots is kept from one group to the next; a larger one is freed.
constexpr size_t kSlotsKeptMax = 1 << 16;

}  // namespace

uint64_t HashRow(engine::SpaceId space, KeyView key) {
  const uint64_t seed = (space.value << 3) | static_cast<uint64_t>(key.family);
  return XXH3_64bits_withSeed(key.bytes.data(), key.bytes.size(), seed);
}

PendingRows::PendingRows() : slots_(kSlotsMin) {}

void PendingRows::Clear() {
  if (slots_.size() > kSlotsKeptMax) {
    rows_ = {};
    slots_.assign(kSlotsMin, 0);
    return;
  }
  // If a large table has few rows, their slots are cleared one by one.
  const size_t mask = slots_.size() - 1;
  if (rows_.size() < slots_.size() / 16) {
    for (const Row& row : rows_) {
      for (size_t i = row.hash & mask; slots_[i] != 0; i = (i + 1) & mask) slots_[i] = 0;
    }
  } else {
    std::fill(slots_.begin(), slots_.end(), 0);
  }
  rows_.clear();
}

size_t PendingRows::SlotOf(uint64_t hash, engine::SpaceId space, KeyView key) const {
  const size_t mask = slots_.size() - 1;
  size_t i = hash & mask;
  while (slots_[i] != 0) {
    const Row& row = rows_[slots_[i] - 1];
    if (row.hash == hash && row.space == space && row.key == key) break;
    i = (i + 1) & mask;
  }
  return i;
}

PendingRows::Row* PendingRows::Find(uint64_t hash, engine::SpaceId space, KeyView key) {
  const uint32_t found = slots_[SlotOf(hash, space, key)];
  return found == 0 ? nullptr : &rows_[found - 1];
}

PendingRows::Row& PendingRows::Insert(uint64_t hash, engine::SpaceId space, KeyView key) {
  if (Row* const row = Find(hash, space, key)) return *row;
  if (2 * (rows_.size() + 1) > slots_.size()) Grow();
  rows_.push_back({.hash = hash, .space = space, .key = key, .value = {}});
  slots_[SlotOf(hash, space, key)] = static_cast<uint32_t>(rows_.size());
  return rows_.back();
}

void PendingRows::Grow() {
  slots_.assign(2 * slots_.size(), 0);
  const size_t mask = slots_.size() - 1;
  for (size_t row = 0; row < rows_.size(); ++row) {
    size_t i = rows_[row].hash & mask;
    while (slots_[i] != 0) i = (i + 1) & mask;
    slots_[i] = static_cast<uint32_t>(row + 1);
  }
}

}  // namespace kv::rocks::commit
