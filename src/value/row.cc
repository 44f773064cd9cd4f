#include "value/row.h"

#include <algorithm>

#include "base/bytes.h"
#include "base/check.h"

namespace value {
namespace {

constexpr size_t kChunkBytes = size_t{64} << 10;

constexpr uint8_t kWithoutItemBytes = 1;
constexpr uint8_t kVersion = 2;

base::Error NoRow() { return base::Corruption("these bytes are no row"); }

// Where `name` stands in sorted attributes, or would.
template <typename Attributes>
auto PlaceOf(Attributes& attributes, std::string_view name) {
  return std::lower_bound(
      attributes.begin(), attributes.end(), name,
      [](const auto& attribute, std::string_view wanted) { return attribute.first < wanted; });
}

}  // namespace

std::string RowHead(size_t item_bytes, size_t count) {
  std::string head(1, static_cast<char>(kVersion));
  base::AppendVarint(item_bytes, &head);
  base::AppendVarint(count, &head);
  return head;
}

base::Result<RowView> RowView::Open(std::string_view bytes) {
  std::string_view rest = bytes;
  const auto version = base::TakeBytes(1, &rest);
  if (!version) return NoRow();
  RowView row;
  row.bytes_ = bytes;
  if (static_cast<uint8_t>(version->front()) == kVersion) {
    row.item_bytes_ = base::TakeVarint(&rest);
    if (!row.item_bytes_) return NoRow();
  } else if (static_cast<uint8_t>(version->front()) != kWithoutItemBytes) {
    return base::Corruption("a row of an unknown version: " + base::ToHex(*version));
  }
  const auto count = base::TakeVarint(&rest);
  // An attribute takes two bytes at least: its name's size, and a tag.
  if (!count || *count > rest.size() / 2) return NoRow();
  row.attributes_ = MapView(*count, rest);
  return row;
}

base::Status RowView::Check(std::string_view bytes) {
  TRY_ASSIGN(const RowView row, Open(bytes));
  const MapView attributes = row.attributes();
  if (!CheckEncodedAttributes(row.count(), attributes.encoded())) return NoRow();
  const size_t item_bytes = attributes.ItemBytes();
  if (row.ItemBytes() != item_bytes) return NoRow();
  std::string head = RowHead(item_bytes, row.count());
  if (!row.item_bytes_) {
    head.assign(1, static_cast<char>(kWithoutItemBytes));
    base::AppendVarint(row.count(), &head);
  }
  if (!bytes.starts_with(head) || head.size() + attributes.encoded().size() != bytes.size()) {
    return NoRow();  // a head that is longer than it need be
  }
  return {};
}

Row::Row() : bytes_(RowHead(0, 0)) {}

Row::Row(RowView view) : bytes_(view.bytes_.empty() ? RowHead(0, 0) : std::string(view.bytes_)) {}

Row::Row(size_t count, std::string_view attributes)
    : bytes_(RowHead(MapView(count, attributes).ItemBytes(), count)) {
  bytes_.append(attributes);
}

Row::Row(std::string bytes) : bytes_(std::move(bytes)) {}

RowView Row::view() const {
  auto opened = RowView::Open(bytes_);
  CHECK(opened.ok());
  return *std::move(opened);
}

void RowBuilder::Set(std::string_view name, ValueView value) {
  // Attributes mostly come in order.
  sorted_ = sorted_ && (attributes_.empty() || attributes_.back().first < name);
  attributes_.emplace_back(name, value.encoded());
}

void RowBuilder::SetAll(MapView attributes) {
  for (const auto& [name, value] : attributes) Set(name, value);
}

void RowBuilder::Remove(std::string_view name) {
  Sort();
  const auto place = PlaceOf(attributes_, name);
  if (place != attributes_.end() && place->first == name) attributes_.erase(place);
}

size_t RowBuilder::count() const {
  Sort();
  return attributes_.size();
}

void RowBuilder::Sort() const {
  if (sorted_) return;
  sorted_ = true;
  std::ranges::stable_sort(
      attributes_, {}, [](const auto& attribute) -> const std::string& { return attribute.first; });
  size_t left = 0;
  for (size_t i = 0; i < attributes_.size(); ++i) {
    const bool replaced =
        i + 1 < attributes_.size() && attributes_[i].first == attributes_[i + 1].first;
    if (replaced) continue;
    if (left != i) attributes_[left] = std::move(attributes_[i]);
    ++left;
  }
  attributes_.resize(left);
}

Row RowBuilder::Build() const {
  const std::string encoded = Encoded();
  return Row(attributes_.size(), encoded);
}

Value RowBuilder::BuildMap() const {
  std::string encoded = Encoded();
  WrapMap(0, attributes_.size(), &encoded);
  return Value(std::move(encoded));
}

std::string RowBuilder::Encoded() const {
  Sort();
  std::string encoded;
  for (const auto& [name, value] : attributes_) {
    base::AppendLengthPrefixed(name, &encoded);
    encoded.append(value);
  }
  return encoded;
}

void RowList::Append(RowView row) {
  static const std::string empty = RowHead(0, 0);
  const std::string_view bytes = row.bytes().empty() ? empty : row.bytes();
  if (chunks_.empty()) {
    chunks_.emplace_back();  // grows as it must: most lists are short
  } else if (chunks_.back().size() + bytes.size() > kChunkBytes) {
    chunks_.emplace_back().reserve(std::max(bytes.size(), kChunkBytes));
  }
  std::string& chunk = chunks_.back();
  places_.push_back({chunks_.size() - 1, chunk.size(), bytes.size()});
  chunk.append(bytes);
  bytes_ += bytes.size();
}

RowView RowList::operator[](size_t i) const {
  const auto& [chunk, begin, size] = places_[i];
  auto opened = RowView::Open(std::string_view(chunks_[chunk]).substr(begin, size));
  CHECK(opened.ok());
  return *std::move(opened);
}

}  // namespace value
