// Encodes attribute values as key components: bytes whose order is the order of the values.
//
// Each component is self-delimiting, so components can be concatenated. A component does not
// contain its type, because the table knows the type of each key attribute. S and B are ordered as
// unsigned bytes (DynamoDB orders strings by their UTF-8 bytes), N as numbers.
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

// The common prefix of the components of all S or B values that begin with `prefix`: the component
// of `prefix` without the end mark. For begins_with.
void AppendKeyComponentPrefix(std::string_view prefix, std::string* out);

// Takes a component off the front of `*in` and returns its value. `type` is S, N or B.
// Errors: kCorruption.
base::Result<Value> TakeKeyComponent(Type type, std::string_view* in);

// The token of a partition key: its place in the table's hash space. `encoded` are the components
// of the key. Tokens are stored, so this function must never change (XXH3, 64 bits, seed 0).
uint64_t PartitionToken(std::string_view encoded);

}  // namespace value
