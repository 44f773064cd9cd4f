#include "table/vector/list.h"

#include <algorithm>
#include <cstring>
#include <mutex>

#include "base/bytes.h"
#include "value/row.h"

namespace table::vector {
namespace {

constexpr size_t kUnusedKeyBytesMin = 4096;  // less is not worth packing

// Puts the last of so many elements in the place of another, and shortens.
template <typename T>
void MoveLastTo(size_t at, size_t each, std::vector<T>* values) {
  if (values->empty()) return;
  std::copy(values->end() - static_cast<std::ptrdiff_t>(each), values->end(),
            values->begin() + static_cast<std::ptrdiff_t>(at * each));
  values->resize(values->size() - each);
}

template <typename T>
size_t BytesOf(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

}  // namespace

VectorList::VectorList(const VectorSettings& settings, VectorListId list)
    : settings_(settings), exact_(list == kAllEntries) {}

// An entry has the values of the filters in its row, a member has their hashes.
base::Result<std::vector<uint64_t>> VectorList::FiltersOf(std::string_view stored) const {
  std::vector<uint64_t> hashes(settings_.filters.size());
  if (!exact_) {
    std::memcpy(hashes.data(), stored.data(), hashes.size() * sizeof(uint64_t));
    return hashes;
  }
  TRY_ASSIGN(const value::RowView row, value::RowView::Open(stored));
  for (size_t i = 0; i < hashes.size(); ++i) {
    const auto value = row.Find(settings_.filters[i].name);
    if (value) hashes[i] = FilterHash(*value);
  }
  return hashes;
}

base::Status VectorList::Put(std::string_view item_key, std::string_view stored) {
  std::vector<float> floats;
  MemberView member;
  std::vector<uint64_t> filters;
  if (exact_) {
    TRY_ASSIGN(const EntryView entry, OpenEntry(settings_, stored));
    floats = vectors::Prepared(settings_.distance, ReadFloats(entry.floats));
    TRY_ASSIGN(filters, FiltersOf(entry.row));
  } else {
    TRY_ASSIGN(member, OpenMember(settings_, stored));
    TRY_ASSIGN(filters, FiltersOf(member.filters));
  }
  const std::unique_lock lock(mutex_);
  if (const size_t at = Find(item_key); at < key_at_.size()) RemoveAt(at);
  if (exact_) {
    floats_.insert(floats_.end(), floats.begin(), floats.end());
  } else {
    const auto* elements = reinterpret_cast<const int8_t*>(member.elements.data());
    elements_.insert(elements_.end(), elements, elements + member.elements.size());
    scales_.emplace_back(member.scale, member.squares);
  }
  filters_.insert(filters_.end(), filters.begin(), filters.end());
  AppendKey(item_key);
  return {};
}

void VectorList::AppendKey(std::string_view item_key) {
  tokens_.push_back(TokenOf(item_key));
  key_at_.emplace_back(static_cast<uint32_t>(keys_.size()), static_cast<uint32_t>(item_key.size()));
  keys_.append(item_key);
}

void VectorList::Remove(std::string_view item_key) {
  const std::unique_lock lock(mutex_);
  if (const size_t at = Find(item_key); at < key_at_.size()) RemoveAt(at);
}

size_t VectorList::Find(std::string_view item_key) const {
  const uint64_t token = TokenOf(item_key);
  for (size_t at = 0; at < tokens_.size(); ++at) {
    if (tokens_[at] == token && KeyAt(at) == item_key) return at;
  }
  return key_at_.size();
}

void VectorList::RemoveAt(size_t at) {
  unused_key_bytes_ += key_at_[at].second;
  MoveLastTo(at, settings_.dimensions, &floats_);
  MoveLastTo(at, settings_.dimensions, &elements_);
  MoveLastTo(at, 1, &scales_);
  MoveLastTo(at, settings_.filters.size(), &filters_);
  MoveLastTo(at, 1, &tokens_);
  MoveLastTo(at, 1, &key_at_);
  if (unused_key_bytes_ > kUnusedKeyBytesMin && unused_key_bytes_ > keys_.size() / 2) PackKeys();
}

void VectorList::PackKeys() {
  std::string packed;
  packed.reserve(keys_.size() - unused_key_bytes_);
  for (auto& [at, size] : key_at_) {
    const auto new_at = static_cast<uint32_t>(packed.size());
    packed.append(keys_, at, size);
    at = new_at;
  }
  keys_ = std::move(packed);
  unused_key_bytes_ = 0;
}

bool VectorList::Meets(const VectorTarget::Filters& filters, size_t at) const {
  const uint64_t* hashes = filters_.data() + at * settings_.filters.size();
  return std::ranges::all_of(
      filters, [&](const auto& filter) { return hashes[filter.first] == filter.second; });
}

size_t VectorList::Look(const VectorTarget& target, const vectors::CodedQuery* query, size_t turn,
                        NearestItems* nearest) const {
  const std::shared_lock lock(mutex_);
  const size_t dimensions = settings_.dimensions;
  size_t compared = 0;
  for (size_t at = 0; at < key_at_.size(); ++at) {
    if (!target.filters.empty() && !Meets(target.filters, at)) continue;
    ++compared;
    const float nearness = exact_ ? vectors::Nearness(target.distance, target.query.data(),
                                                      floats_.data() + at * dimensions, dimensions)
                                  : query->NearnessOf(scales_[at].first, scales_[at].second,
                                                      elements_.data() + at * dimensions);
    if (nearest->Takes(nearness)) {
      nearest->Add(nearness, {.item_key = std::string(KeyAt(at)), .turn = turn});
    }
  }
  return compared;
}

void VectorList::Shrink() {
  const std::unique_lock lock(mutex_);
  floats_.shrink_to_fit();
  elements_.shrink_to_fit();
  scales_.shrink_to_fit();
  filters_.shrink_to_fit();
  tokens_.shrink_to_fit();
  key_at_.shrink_to_fit();
  keys_.shrink_to_fit();
}

size_t VectorList::count() const {
  const std::shared_lock lock(mutex_);
  return key_at_.size();
}

size_t VectorList::Bytes() const {
  const std::shared_lock lock(mutex_);
  return sizeof(*this) + BytesOf(floats_) + BytesOf(elements_) + BytesOf(scales_) +
         BytesOf(filters_) + BytesOf(tokens_) + BytesOf(key_at_) + keys_.capacity();
}

}  // namespace table::vector
