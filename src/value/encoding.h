// The encoding of values. For the parts of this layer that read or write the bytes; others use
// value.h.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "value/number.h"

namespace value {

// The first byte of a value. The numbers are stored, so they must never change.
enum class Tag : uint8_t {
  kS = 1,
  kN = 2,
  kB = 3,
  kFalse = 4,
  kTrue = 5,
  kNull = 6,
  kM = 7,
  kL = 8,
  kSS = 9,
  kNS = 10,
  kBS = 11,
};
constexpr size_t kTagsEnd = 12;

inline Tag TagOf(std::string_view encoded) { return static_cast<Tag>(encoded.front()); }

// The item bytes of a list or map beside those of its elements, and those that each element adds
// (item_size.cc).
constexpr size_t kContainerItemBytes = 3;
constexpr size_t kElementItemBytes = 1;

// Values in memory must be well-formed. If one is not, the process stops; no byte outside of the
// value is read.
template <typename T>
T Take(std::optional<T> taken) {
  CHECK(taken.has_value());
  return *std::move(taken);
}

// Each function takes something off the front of `*in`. REQUIRES: it is there.

inline Tag TakeTag(std::string_view* in) {
  CHECK(!in->empty());
  const Tag tag = TagOf(*in);
  in->remove_prefix(1);
  return tag;
}
// Takes an attribute's name, or the contents of a string or binary after its tag.
inline std::string_view TakeText(std::string_view* in) {
  return Take(base::TakeLengthPrefixed(in));
}
inline std::string_view TakeNumber(std::string_view* in) {
  return Take(Number::TakeEncodedBytes(in));
}

// The contents of a list, map or set after its tag: the number of elements, and their bytes.
struct Container {
  size_t count;
  std::string_view elements;
};
inline Container TakeContainer(std::string_view* in) {
  std::string_view body = TakeText(in);
  const size_t count = Take(base::TakeVarint(&body));
  return {count, body};
}

}  // namespace value
