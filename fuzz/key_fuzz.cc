// Keys: the first byte says where the rest is cut in two. As components the parts keep their order,
// whatever follows them, and come back; as encoded bytes they are read as what is written or not at
// all.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "value/key_codec.h"

namespace {

using value::Type;
using value::Value;

std::string Component(const Value& value) {
  std::string encoded;
  value::AppendKeyComponent(value.view(), &encoded);
  return encoded;
}

void KeepOrder(std::string_view a, std::string_view b) {
  const std::string x = Component(Value::Binary(a));
  const std::string y = Component(Value::Binary(b));
  CHECK((x == y) == (a == b));
  if (a != b) {
    CHECK((x + "\xff" < y) == (a < b));
    CHECK((x < y + "\xff") == (a < b));
  }
  std::string prefix;
  value::AppendKeyComponentPrefix(a, &prefix);
  CHECK(y.starts_with(prefix) == b.starts_with(a));

  const std::string both = x + y;
  std::string_view in = both;
  const auto first = value::TakeKeyComponent(Type::kB, &in);
  const auto second = value::TakeKeyComponent(Type::kB, &in);
  CHECK(first.ok() && *first == Value::Binary(a));
  CHECK(second.ok() && *second == Value::Binary(b) && in.empty());
}

void ReadEncoded(std::string_view bytes) {
  for (const Type type : {Type::kS, Type::kN, Type::kB}) {
    std::string_view in = bytes;
    const auto value = value::TakeKeyComponent(type, &in);
    if (value.ok()) CHECK(Component(*value) == bytes.substr(0, bytes.size() - in.size()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  if (size == 0) return 0;
  const std::string_view rest(reinterpret_cast<const char*>(data) + 1, size - 1);
  const size_t cut = data[0] % (rest.size() + 1);
  KeepOrder(rest.substr(0, cut), rest.substr(cut));
  ReadEncoded(rest);
  return 0;
}
