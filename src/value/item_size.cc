// What items cost, in bytes, as DynamoDB counts them:
//
//   S, SS         UTF-8 bytes of the text, or of all elements
//   B, BS         bytes, not base64
//   N, NS         below
//   BOOL, NULL    1
//   L             3, and for each element 1 and its size
//   M             3, and for each element 1, the bytes of its name and its size
//   an attribute  the bytes of its name, and its size
//
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/CapacityUnitCalculations.html
//
// A number costs "approximately 1 byte per two significant digits, and 1 byte". Exactly: the digits
// go in pairs counted from the decimal point in both directions, as in base 100. 1234 and 12.34 are
// two pairs; 123.4 is three, 01 23 . 40. Pairs of zeros at either end do not count: 1200 is one
// pair, 0.0012 too. A byte for each pair, one for the exponent, and one more for a negative
// number's sign, but never more than 21; zero costs 1.
#include <algorithm>

#include "value/value.h"

namespace value {
namespace {

constexpr size_t kNumberItemBytesMax = 21;
constexpr size_t kContainerItemBytes = 3;
constexpr size_t kElementItemBytes = 1;

// Rounds down, also below zero.
int PairOf(int exponent) { return exponent >> 1; }

size_t ElementItemBytes(const SetView& set) {
  size_t bytes = 0;
  for (const std::string_view element : set) {
    bytes += set.type() == Type::kNS ? Number::EncodedItemBytes(element) : element.size();
  }
  return bytes;
}

}  // namespace

size_t Number::ItemBytes() const {
  return is_zero() ? 1 : ItemBytesOf(negative_, exponent_, digit_count_);
}

size_t Number::ItemBytesOf(bool negative, int exponent, int digit_count) {
  const int pairs = PairOf(exponent) - PairOf(exponent - digit_count + 1) + 1;
  return std::min<size_t>(pairs + 1 + (negative ? 1 : 0), kNumberItemBytesMax);
}

size_t MapView::ItemBytes() const {
  size_t bytes = 0;
  for (const auto& [name, value] : *this) bytes += name.size() + value.ItemBytes();
  return bytes;
}

size_t ValueView::ItemBytes() const {
  switch (type()) {
    case Type::kS:
    case Type::kB:
      return AsBytes().size();
    case Type::kN:
      return Number::EncodedItemBytes(AsEncodedNumber());
    case Type::kBool:
    case Type::kNull:
      return 1;
    case Type::kL: {
      size_t bytes = kContainerItemBytes;
      for (const ValueView element : AsList()) bytes += kElementItemBytes + element.ItemBytes();
      return bytes;
    }
    case Type::kM: {
      const MapView map = AsMap();
      return kContainerItemBytes + map.count() * kElementItemBytes + map.ItemBytes();
    }
    case Type::kSS:
    case Type::kNS:
    case Type::kBS:
      return ElementItemBytes(AsSet());
  }
  return 0;
}

}  // namespace value
