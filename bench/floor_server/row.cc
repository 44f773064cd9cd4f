#include "floor_server/row.h"

#include <cstring>
#include <limits>

#include "floor_server/refusal.h"

namespace floor_server {
namespace {

namespace ondemand = simdjson::ondemand;

// Of lists and maps (AWS, "Constraints in Amazon DynamoDB").
constexpr int kDepthMax = 32;
constexpr size_t kTypeBytes = 1;

template <size_t kBytes>
char* Put(const char (&text)[kBytes], char* out) {
  std::memcpy(out, text, kBytes - 1);
  return out + kBytes - 1;
}

char* Put(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

// What `write` writes, behind its length.
template <typename Size, typename Write>
char* Sized(char* out, Write write) {
  char* const end = write(out + sizeof(Size));
  const size_t bytes = end - out - sizeof(Size);
  if (bytes > std::numeric_limits<Size>::max()) throw Invalid("a name or value is too long");
  const auto size = static_cast<Size>(bytes);
  std::memcpy(out, &size, sizeof(size));
  return end;
}

template <typename Size>
std::string_view TakeSized(std::string_view* bytes) {
  Size size;
  std::memcpy(&size, bytes->data(), sizeof(size));
  const std::string_view taken = bytes->substr(sizeof(size), size);
  bytes->remove_prefix(sizeof(size) + size);
  return taken;
}

Value TakeValue(std::string_view* bytes) {
  const char type = bytes->front();
  bytes->remove_prefix(kTypeBytes);
  return {type, TakeSized<uint32_t>(bytes)};
}

// Unescaped, right where it belongs. Built for any x86-64, simdjson goes byte by byte: only text
// with escapes is left to it. That there is a quote at the end it has seen before.
char* ParseText(const ondemand::parser& parser, ondemand::raw_json_string text, char* out) {
  const char* const begin = text.raw();
  const size_t bytes = static_cast<const char*>(rawmemchr(begin, '"')) - begin;
  if (std::memchr(begin, '\\', bytes) == nullptr) return Put({begin, bytes}, out);
  auto* end = reinterpret_cast<uint8_t*>(out);
  parser.unescape(text, end).value();
  return reinterpret_cast<char*>(end);
}

const char* SkipDigits(const char* at, const char* end) {
  while (at < end && *at >= '0' && *at <= '9') ++at;
  return at;
}

// Kept as it was sent, but a number: 12, -0.5, 1e10.
bool IsNumber(const char* at, const char* end) {
  if (at < end && (*at == '-' || *at == '+')) ++at;
  const char* const digits = at;
  at = SkipDigits(at, end);
  if (at < end && *at == '.') at = SkipDigits(at + 1, end);
  if (at == digits || (at == digits + 1 && *digits == '.')) return false;
  if (at == end) return true;
  if (*at != 'e' && *at != 'E') return false;
  ++at;
  if (at < end && (*at == '-' || *at == '+')) ++at;
  return at < end && SkipDigits(at, end) == end;
}

char* ParseAttributes(const ondemand::parser& parser, ondemand::object object, int depth,
                      char* out);
char* ParseValue(const ondemand::parser& parser, ondemand::object object, int depth, char* out);

char* ParseTyped(const ondemand::parser& parser, ondemand::field field, int depth, char* out) {
  if (depth > kDepthMax) throw Invalid("Nesting Levels have exceeded supported limits");
  const char* const name = field.key().raw();  // up to the quote behind it
  ondemand::value value = field.value();
  if (name[1] == '"') {
    *out = name[0];
    return Sized<uint32_t>(out + kTypeBytes, [&](char* at) {
      switch (name[0]) {
        case 'S':
          return ParseText(parser, value.get_raw_json_string(), at);
        case 'N': {
          char* const end = ParseText(parser, value.get_raw_json_string(), at);
          if (!IsNumber(at, end)) throw Invalid("The parameter cannot be converted to a number");
          return end;
        }
        case 'L':
          for (auto element : value.get_array()) {
            at = ParseValue(parser, element.get_object(), depth + 1, at);
          }
          return at;
        case 'M':
          return ParseAttributes(parser, value.get_object(), depth + 1, at);
        default:
          throw Invalid("a type that the floor does not know");
      }
    });
  }
  if (std::strncmp(name, "BOOL\"", 5) == 0) {
    return WriteValue({value.get_bool().value() ? 'T' : 'F', ""}, out);
  }
  if (std::strncmp(name, "NULL\"", 5) == 0 && value.get_bool().value()) {
    return WriteValue({'0', ""}, out);
  }
  throw Invalid("a type that the floor does not know");
}

char* ParseValue(const ondemand::parser& parser, ondemand::object object, int depth, char* out) {
  char* end = nullptr;
  for (ondemand::field field : object) {
    if (end != nullptr) throw Invalid("a value has more than one type");
    end = ParseTyped(parser, field, depth, out);
  }
  if (end == nullptr) throw Invalid("a value has no type");
  return end;
}

char* ParseAttributes(const ondemand::parser& parser, ondemand::object object, int depth,
                      char* out) {
  for (ondemand::field field : object) {
    out = Sized<uint16_t>(out, [&](char* at) { return ParseText(parser, field.key(), at); });
    out = ParseValue(parser, field.value().get_object(), depth, out);
  }
  return out;
}

// In one pass without branches, all in bytes: the compiler makes vectors of it.
bool IsPlain(std::string_view text) {
  uint8_t special = 0;
  for (const char c : text) {
    const auto byte = static_cast<uint8_t>(c);
    special |= static_cast<uint8_t>(byte < 0x20) | static_cast<uint8_t>(byte == '"') |
               static_cast<uint8_t>(byte == '\\');
  }
  return special == 0;
}

char* Escape(std::string_view text, char* out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (const char c : text) {
    if (static_cast<unsigned char>(c) < 0x20) {
      out = Put("\\u00", out);
      *out++ = kDigits[c >> 4];
      *out++ = kDigits[c & 15];
    } else {
      if (c == '"' || c == '\\') *out++ = '\\';
      *out++ = c;
    }
  }
  return out;
}

char* RenderText(std::string_view text, char* out) {
  *out++ = '"';
  out = IsPlain(text) ? Put(text, out) : Escape(text, out);
  *out++ = '"';
  return out;
}

char* RenderValue(Value value, char* out) {
  switch (value.type) {
    case 'S':
      out = RenderText(value.payload, Put("{\"S\":", out));
      break;
    case 'N':
      out = Put(value.payload, Put("{\"N\":\"", out));
      *out++ = '"';
      break;
    case 'L':
      out = Put("{\"L\":[", out);
      for (bool first = true; !value.payload.empty(); first = false) {
        if (!first) *out++ = ',';
        out = RenderValue(TakeValue(&value.payload), out);
      }
      *out++ = ']';
      break;
    case 'M':
      out = RenderRow(value.payload, Put("{\"M\":", out));
      break;
    case 'T':
      return Put("{\"BOOL\":true}", out);
    case 'F':
      return Put("{\"BOOL\":false}", out);
    default:
      return Put("{\"NULL\":true}", out);
  }
  *out++ = '}';
  return out;
}

}  // namespace

char* ParseRow(const ondemand::parser& parser, ondemand::object object, char* out) {
  return ParseAttributes(parser, object, /*depth=*/0, out);
}

std::optional<Value> Find(std::string_view row, std::string_view name) {
  while (!row.empty()) {
    const std::string_view found = TakeSized<uint16_t>(&row);
    const Value value = TakeValue(&row);
    if (found == name) return value;
  }
  return std::nullopt;
}

size_t CountAttributes(std::string_view row) {
  size_t count = 0;
  for (; !row.empty(); ++count) {
    TakeSized<uint16_t>(&row);
    TakeValue(&row);
  }
  return count;
}

char* RenderRow(std::string_view row, char* out) {
  *out++ = '{';
  for (bool first = true; !row.empty(); first = false) {
    if (!first) *out++ = ',';
    out = RenderText(TakeSized<uint16_t>(&row), out);
    *out++ = ':';
    out = RenderValue(TakeValue(&row), out);
  }
  *out++ = '}';
  return out;
}

char* WriteValue(Value value, char* out) {
  *out = value.type;
  return Sized<uint32_t>(out + kTypeBytes, [&](char* at) { return Put(value.payload, at); });
}

}  // namespace floor_server
