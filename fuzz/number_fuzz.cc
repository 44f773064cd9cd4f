// Numbers: two texts separated by a line feed. What is read can be written and read again, as text
// and encoded; the order of the encodings is that of the numbers; sums are undone by differences.
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/check.h"
#include "value/number.h"

namespace {

using value::Number;

std::string Encoded(const Number& number) {
  std::string encoded;
  number.AppendEncoded(&encoded);
  return encoded;
}

void RoundTrip(const Number& number) {
  const std::string encoded = Encoded(number);
  CHECK(encoded.size() <= value::kEncodedNumberBytesMax);
  std::string_view in = encoded;
  CHECK(Number::TakeEncoded(&in) == number && in.empty());
  const auto reread = Number::Parse(number.ToText());
  CHECK(reread.ok() && *reread == number);
  CHECK(number.ItemBytes() >= 1 && number.ItemBytes() <= 21);
  if (const auto whole = number.ToInt()) CHECK(Number::FromInt(*whole) == number);
}

void ReadEncoded(std::string_view bytes) {
  std::string_view in = bytes;
  const auto number = Number::TakeEncoded(&in);
  if (!number) return;
  CHECK(Encoded(*number) == bytes.substr(0, bytes.size() - in.size()));
  RoundTrip(*number);
}

void Compute(const Number& a, const Number& b) {
  CHECK((Encoded(a) < Encoded(b)) == (a < b));
  CHECK((Encoded(a) == Encoded(b)) == (a == b));
  CHECK((a < b) == (b > a));
  const auto sum = Number::Add(a, b);
  const auto reversed = Number::Add(b, a);
  CHECK(sum.ok() == reversed.ok());
  if (!sum.ok()) return;
  CHECK(*sum == *reversed);
  RoundTrip(*sum);
  const auto back = Number::Subtract(*sum, b);
  CHECK(back.ok() && *back == a);
  CHECK((*sum > a) == (b > Number()));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  ReadEncoded(input);
  const size_t end = input.find('\n');
  const auto a = Number::Parse(input.substr(0, end));
  if (!a.ok()) return 0;
  RoundTrip(*a);
  if (end == std::string_view::npos) return 0;
  const auto b = Number::Parse(input.substr(end + 1));
  if (!b.ok()) return 0;
  RoundTrip(*b);
  Compute(*a, *b);
  return 0;
}
