#include "table/catalog/catalog_snapshot.h"

#define XXH_INLINE_ALL  // three short hashes for each look-up
#include <xxhash.h>

#include <algorithm>
#include <bit>
#include <tuple>
#include <utility>

#include "base/check.h"

namespace table::catalog {
namespace {

uint64_t HashOf(const Namespace& name_space, std::string_view name) {
  const uint64_t account = XXH3_64bits(name_space.account.data(), name_space.account.size());
  const uint64_t region =
      XXH3_64bits_withSeed(name_space.region.data(), name_space.region.size(), account);
  return XXH3_64bits_withSeed(name.data(), name.size(), region);
}

bool Is(const TableDescription& table, const Namespace& name_space, std::string_view name) {
  return table.name == name && table.name_space == name_space;
}

bool IsBefore(const TableDescription& table, const Namespace& name_space, std::string_view name) {
  return std::tie(table.name_space, table.name) < std::tie(name_space, name);
}

}  // namespace

CatalogSnapshot::CatalogSnapshot(std::vector<TablePtr> tables) : sorted_(std::move(tables)) {
  std::sort(sorted_.begin(), sorted_.end(), [](const TablePtr& a, const TablePtr& b) {
    return IsBefore(*a, b->name_space, b->name);
  });
  slots_.resize(std::bit_ceil(2 * sorted_.size() + 2));
  for (const TablePtr& table : sorted_) {
    const uint64_t hash = HashOf(table->name_space, table->name);
    size_t slot = hash & (slots_.size() - 1);
    while (slots_[slot].table != nullptr) slot = (slot + 1) & (slots_.size() - 1);
    slots_[slot] = {hash, table.get()};
  }
}

std::shared_ptr<const CatalogSnapshot> CatalogSnapshot::With(TablePtr table) const {
  std::vector<TablePtr> tables = sorted_;
  const auto place = std::find_if(tables.begin(), tables.end(), [&](const TablePtr& one) {
    return Is(*one, table->name_space, table->name);
  });
  if (place != tables.end()) {
    *place = std::move(table);
  } else {
    tables.push_back(std::move(table));
  }
  return std::make_shared<const CatalogSnapshot>(std::move(tables));
}

std::shared_ptr<const CatalogSnapshot> CatalogSnapshot::Without(const Namespace& name_space,
                                                                std::string_view name) const {
  std::vector<TablePtr> tables = sorted_;
  std::erase_if(tables, [&](const TablePtr& one) { return Is(*one, name_space, name); });
  return std::make_shared<const CatalogSnapshot>(std::move(tables));
}

const TableDescription* CatalogSnapshot::Find(const Namespace& name_space,
                                              std::string_view name) const {
  const uint64_t hash = HashOf(name_space, name);
  for (size_t i = hash & (slots_.size() - 1); slots_[i].table != nullptr;
       i = (i + 1) & (slots_.size() - 1)) {
    if (slots_[i].hash == hash && Is(*slots_[i].table, name_space, name)) return slots_[i].table;
  }
  return nullptr;
}

std::span<const TablePtr> CatalogSnapshot::Of(const Namespace& name_space) const {
  const auto first = std::partition_point(sorted_.begin(), sorted_.end(), [&](const TablePtr& one) {
    return one->name_space < name_space;
  });
  const auto last = std::partition_point(
      first, sorted_.end(), [&](const TablePtr& one) { return one->name_space == name_space; });
  return {first, last};
}

std::span<const TablePtr> CatalogSnapshot::After(const Namespace& name_space,
                                                 std::string_view name) const {
  const std::span<const TablePtr> tables = Of(name_space);
  const auto first = std::partition_point(tables.begin(), tables.end(),
                                          [&](const TablePtr& one) { return one->name <= name; });
  return {first, tables.end()};
}

// A thread's reference to a snapshot, with a reference count that no other thread uses.
struct PublishedSnapshot::ThreadHold {
  uint64_t version = 0;
  std::shared_ptr<const std::shared_ptr<const CatalogSnapshot>> hold;
};

void PublishedSnapshot::Publish(std::shared_ptr<const CatalogSnapshot> snapshot) {
  static std::atomic<uint64_t> last_version{0};
  CHECK(snapshot != nullptr);
  base::MutexLock lock(mutex_);
  snapshot_.swap(snapshot);
  version_.store(last_version.fetch_add(1, std::memory_order_relaxed) + 1,
                 std::memory_order_release);
}

// Never inlined into what may go on on another thread: a fiber must not keep the address of a
// thread-local across a switch.
[[gnu::noinline]] const PublishedSnapshot::ThreadHold& PublishedSnapshot::Held() const {
  thread_local ThreadHold held;
  if (held.version != version_.load(std::memory_order_acquire)) [[unlikely]] {
    base::MutexLock lock(mutex_);
    held.hold = std::make_shared<const std::shared_ptr<const CatalogSnapshot>>(snapshot_);
    held.version = version_.load(std::memory_order_relaxed);
  }
  return held;
}

std::shared_ptr<const CatalogSnapshot> PublishedSnapshot::Current() const { return *Held().hold; }

TablePtr PublishedSnapshot::Find(const Namespace& name_space, std::string_view name) const {
  const ThreadHold& held = Held();
  const TableDescription* table = (*held.hold)->Find(name_space, name);
  return table == nullptr ? TablePtr() : TablePtr(held.hold, table);
}

}  // namespace table::catalog
