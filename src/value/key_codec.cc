#include "value/key_codec.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/check.h"

namespace value {
namespace {

// In a component, 0x00 is followed by one of these. The end mark is the lesser, so that a value
// sorts before every longer one that begins with it.
constexpr char kEscapedZero = '\xff';
constexpr char kEnd = '\x01';

base::Error Corrupt() { return base::Corruption("a key is not well-formed"); }

// Takes an escaped S or B with its end mark.
base::Result<std::string> TakeEscaped(std::string_view* in) {
  std::string bytes;
  while (true) {
    const size_t zero = in->find('\0');
    if (zero == std::string_view::npos || zero + 1 == in->size()) return Corrupt();
    bytes.append(in->substr(0, zero));
    const char mark = (*in)[zero + 1];
    in->remove_prefix(zero + 2);
    if (mark == kEnd) return bytes;
    if (mark != kEscapedZero) return Corrupt();
    bytes.push_back('\0');
  }
}

}  // namespace

void AppendKeyComponent(ValueView value, std::string* out) {
  if (value.type() == Type::kN) {
    out->append(value.AsEncodedNumber());
    return;
  }
  AppendKeyComponentPrefix(value.AsBytes(), out);
  out->push_back('\0');
  out->push_back(kEnd);
}

void AppendKeyComponentPrefix(std::string_view prefix, std::string* out) {
  while (true) {
    const size_t zero = prefix.find('\0');
    out->append(prefix.substr(0, zero));
    if (zero == std::string_view::npos) return;
    out->push_back('\0');
    out->push_back(kEscapedZero);
    prefix.remove_prefix(zero + 1);
  }
}

base::Result<Value> TakeKeyComponent(Type type, std::string_view* in) {
  if (type == Type::kN) {
    const auto number = Number::TakeEncoded(in);
    if (!number) return Corrupt();
    return Value::FromNumber(*number);
  }
  CHECK(type == Type::kS || type == Type::kB);
  TRY_ASSIGN(const std::string bytes, TakeEscaped(in));
  return type == Type::kS ? Value::String(bytes) : Value::Binary(bytes);
}

uint64_t PartitionToken(std::string_view encoded) {
  return XXH3_64bits(encoded.data(), encoded.size());
}

}  // namespace value
