#include "table/capacity.h"

#include <algorithm>

#include "table/limits.h"

namespace table {
namespace {

size_t Steps(size_t bytes, size_t step) { return std::max<size_t>(1, (bytes + step - 1) / step); }

}  // namespace

double ReadUnits(size_t item_bytes, kv::Consistency consistency) {
  const auto steps = static_cast<double>(Steps(item_bytes, kReadUnitBytes));
  return consistency == kv::Consistency::kEventual ? steps / 2 : steps;
}

double WriteUnits(size_t old_item_bytes, size_t new_item_bytes) {
  return static_cast<double>(Steps(std::max(old_item_bytes, new_item_bytes), kWriteUnitBytes));
}

double Charge::Total() const {
  double total = table;
  for (const IndexUnits& index : indexes) total += index.units;
  return total;
}

void Charge::Add(const Charge& other) {
  table += other.table;
  for (const IndexUnits& index : other.indexes) {
    const auto same = std::ranges::find(indexes, index.index, &IndexUnits::index);
    if (same == indexes.end()) {
      indexes.push_back(index);
    } else {
      same->units += index.units;
    }
  }
  for (const VectorBytes& vector : other.vectors) {
    const auto same = std::ranges::find(vectors, vector.index, &VectorBytes::index);
    if (same == vectors.end()) {
      vectors.push_back(vector);
    } else {
      same->bytes += vector.bytes;
    }
  }
}

void Charge::Double() {
  table *= 2;
  for (IndexUnits& index : indexes) index.units *= 2;
}

}  // namespace table
