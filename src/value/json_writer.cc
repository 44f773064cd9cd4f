#include "value/json_writer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace value {
namespace {

constexpr char kHexDigits[] = "0123456789abcdef";

// How a byte is written in a string: 0 as it is, 'u' as \u00XX, any other x as \x.
constexpr std::array<char, 256> kEscapes = [] {
  std::array<char, 256> escapes{};
  for (int c = 0; c < 0x20; ++c) escapes[c] = 'u';
  escapes['\b'] = 'b';
  escapes['\t'] = 't';
  escapes['\n'] = 'n';
  escapes['\f'] = 'f';
  escapes['\r'] = 'r';
  escapes['"'] = '"';
  escapes['\\'] = '\\';
  return escapes;
}();

// Whether any of eight bytes needs an escape. The well-known zero-byte test, once for each: it may
// err only towards true, and then the bytes are looked at singly.
bool AnyOfEightEscaped(const char* bytes) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  uint64_t word;
  std::memcpy(&word, bytes, sizeof(word));
  const uint64_t quote = word ^ (kOnes * '"');
  const uint64_t backslash = word ^ (kOnes * '\\');
  const uint64_t control = (word - kOnes * 0x20) & ~word;
  return ((control | ((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash)) & kHighs) !=
         0;
}

// How many bytes from `from` on need no escape.
size_t PlainRun(std::string_view text, size_t from) {
  size_t i = from;
  while (i < text.size()) {
    while (i + 8 <= text.size() && !AnyOfEightEscaped(text.data() + i)) i += 8;
    const size_t end = std::min(text.size(), i + 8);
    for (; i < end; ++i) {
      if (kEscapes[static_cast<uint8_t>(text[i])] != 0) return i - from;
    }
  }
  return i - from;
}

void AppendEscaped(char c, std::string* out) {
  const char escape = kEscapes[static_cast<uint8_t>(c)];
  out->push_back('\\');
  out->push_back(escape);
  if (escape == 'u') {
    out->append("00");
    out->push_back(kHexDigits[static_cast<uint8_t>(c) >> 4]);
    out->push_back(kHexDigits[static_cast<uint8_t>(c) & 0xf]);
  }
}

void AppendNumberString(const Number& number, std::string* out) {
  out->push_back('"');
  number.AppendText(out);
  out->push_back('"');
}

void AppendBinaryString(std::string_view bytes, std::string* out) {
  out->push_back('"');
  AppendBase64(bytes, out);
  out->push_back('"');
}

void AppendListElements(const ListView& list, std::string* out) {
  out->push_back('[');
  bool first = true;
  for (const ValueView element : list) {
    if (!first) out->push_back(',');
    first = false;
    AppendJsonValue(element, out);
  }
  out->push_back(']');
}

void AppendSetElements(const SetView& set, std::string* out) {
  out->push_back('[');
  bool first = true;
  for (std::string_view element : set) {
    if (!first) out->push_back(',');
    first = false;
    if (set.type() == Type::kSS) {
      AppendJsonString(element, out);
    } else if (set.type() == Type::kBS) {
      AppendBinaryString(element, out);
    } else if (const auto number = Number::TakeEncoded(&element)) {
      AppendNumberString(*number, out);
    }
  }
  out->push_back(']');
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) {
  out->push_back('"');
  size_t i = 0;
  while (true) {
    const size_t run = PlainRun(text, i);
    out->append(text.substr(i, run));
    i += run;
    if (i == text.size()) break;
    AppendEscaped(text[i++], out);
  }
  out->push_back('"');
}

void AppendJsonValue(ValueView value, std::string* out) {
  switch (value.type()) {
    case Type::kS:
      out->append("{\"S\":");
      AppendJsonString(value.AsBytes(), out);
      break;
    case Type::kN:
      out->append("{\"N\":");
      AppendNumberString(value.AsNumber(), out);
      break;
    case Type::kB:
      out->append("{\"B\":");
      AppendBinaryString(value.AsBytes(), out);
      break;
    case Type::kBool:
      out->append(value.AsBool() ? "{\"BOOL\":true" : "{\"BOOL\":false");
      break;
    case Type::kNull:
      out->append("{\"NULL\":true");
      break;
    case Type::kM:
      out->append("{\"M\":");
      AppendJsonMap(value.AsMap(), out);
      break;
    case Type::kL:
      out->append("{\"L\":");
      AppendListElements(value.AsList(), out);
      break;
    case Type::kSS:
      out->append("{\"SS\":");
      AppendSetElements(value.AsSet(), out);
      break;
    case Type::kNS:
      out->append("{\"NS\":");
      AppendSetElements(value.AsSet(), out);
      break;
    case Type::kBS:
      out->append("{\"BS\":");
      AppendSetElements(value.AsSet(), out);
      break;
  }
  out->push_back('}');
}

void AppendJsonMap(MapView attributes, std::string* out) {
  out->push_back('{');
  bool first = true;
  for (const auto& [name, value] : attributes) {
    if (!first) out->push_back(',');
    first = false;
    AppendJsonString(name, out);
    out->push_back(':');
    AppendJsonValue(value, out);
  }
  out->push_back('}');
}

}  // namespace value
