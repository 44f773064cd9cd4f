// Keys: attribute values as bytes whose order is the order of the values.
//
// Each component is self-delimiting, so that components can follow each other, and tells nothing of
// its type: a key attribute has one type, which its table knows. S and B compare as unsigned bytes
// (DynamoDB orders strings by their UTF-8 bytes), N as numbers.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "value/value.h"

namespace value {

// REQUIRES: `value` is S, N or B.
//   N:    the encoded number
//   S, B: the bytes, with 0x00 written as 0x00 0xff, and 0x00 0x01 at the end
void AppendKeyComponent(ValueView value, std::string* out);

// The same without the end mark: what every component of a longer value with this prefix begins
// with. S and B only; for begins_with.
void AppendKeyComponentPrefix(std::string_view prefix, std::string* out);

// Takes a component off the front of `*in` and returns its value. `type` is S, N or B.
// Errors: kCorruption.
base::Result<Value> TakeKeyComponent(Type type, std::string_view* in);

// The partition-key token: where a partition key lies in its table's hash space. `encoded` are its
// components. Stored, so it must never change (XXH3, 64 bits, seed 0).
uint64_t PartitionToken(std::string_view encoded);

}  // namespace value
