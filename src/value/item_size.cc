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

#include "value/encoding.h"
#include "value/value.h"

namespace value {
namespace {

constexpr size_t kNumberItemBytesMax = 21;

// Rounds down, also below zero.
int PairOf(int exponent) { return exponent >> 1; }

// Of the value at the front of `*in`, which is taken off. In one pass over the bytes: each item
// that is read or written is counted.
size_t TakeItemBytes(std::string_view* in);

size_t AttributesItemBytes(std::string_view attributes) {
  size_t bytes = 0;
  while (!attributes.empty()) {
    bytes += TakeText(&attributes).size();
    bytes += TakeItemBytes(&attributes);
  }
  return bytes;
}

size_t TakeItemBytes(std::string_view* in) {
  switch (TakeTag(in)) {
    case Tag::kS:
    case Tag::kB:
      return TakeText(in).size();
    case Tag::kN:
      return Number::EncodedItemBytes(TakeNumber(in));
    case Tag::kFalse:
    case Tag::kTrue:
    case Tag::kNull:
      return 1;
    case Tag::kL: {
      Container list = TakeContainer(in);
      size_t bytes = kContainerItemBytes + list.count * kElementItemBytes;
      while (!list.elements.empty()) bytes += TakeItemBytes(&list.elements);
      return bytes;
    }
    case Tag::kM: {
      const Container map = TakeContainer(in);
      return kContainerItemBytes + map.count * kElementItemBytes +
             AttributesItemBytes(map.elements);
    }
    case Tag::kNS: {
      Container set = TakeContainer(in);
      size_t bytes = 0;
      while (!set.elements.empty()) bytes += Number::EncodedItemBytes(TakeNumber(&set.elements));
      return bytes;
    }
    case Tag::kSS:
    case Tag::kBS: {
      Container set = TakeContainer(in);
      size_t bytes = 0;
      while (!set.elements.empty()) bytes += TakeText(&set.elements).size();
      return bytes;
    }
  }
  CHECK(false);
  return 0;
}

}  // namespace

size_t Number::ItemBytes() const {
  return is_zero() ? 1 : ItemBytesOf(negative_, exponent_, digit_count_);
}

size_t Number::ItemBytesOf(bool negative, int exponent, int digit_count) {
  const int pairs = PairOf(exponent) - PairOf(exponent - digit_count + 1) + 1;
  return std::min<size_t>(pairs + 1 + (negative ? 1 : 0), kNumberItemBytesMax);
}

size_t MapView::ItemBytes() const { return AttributesItemBytes(attributes_); }

size_t ValueView::ItemBytes() const {
  std::string_view encoded = encoded_;
  return TakeItemBytes(&encoded);
}

}  // namespace value
