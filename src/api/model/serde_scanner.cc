#include "api/model/serde_scanner.h"

#include <simdjson.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <utility>

#include "api/model/rust_text.h"

namespace api {
namespace {

// serde_json's own bound on how deep objects and lists may nest.
constexpr size_t kDepthMax = 127;

// What is told of a fault is cut off there: it shows texts of the client's.
constexpr size_t kFaultBytesMax = 4096;

// What an entry of an object or list takes, about.
constexpr size_t kEntrySteps = 50;

bool IsSpace(char c) { return c == ' ' || c == '\n' || c == '\t' || c == '\r'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20; }

int HexDigit(char c) {
  if (IsDigit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

void AppendUtf8(uint32_t code, std::string* out) {
  const auto append = [&](uint32_t byte) { out->push_back(static_cast<char>(byte)); };
  if (code < 0x80) {
    append(code);
  } else if (code < 0x800) {
    append(0xc0 | code >> 6);
    append(0x80 | (code & 0x3f));
  } else if (code < 0x10000) {
    append(0xe0 | code >> 12);
    append(0x80 | (code >> 6 & 0x3f));
    append(0x80 | (code & 0x3f));
  } else {
    append(0xf0 | code >> 18);
    append(0x80 | (code >> 12 & 0x3f));
    append(0x80 | (code >> 6 & 0x3f));
    append(0x80 | (code & 0x3f));
  }
}

std::string InvalidTypeText(const std::string& what, std::string_view expected) {
  return "invalid type: " + what + ", expected " + std::string(expected);
}

}  // namespace

base::Error SerdeScanner::ErrorAt(std::string fault, size_t at) const {
  if (fault.size() > kFaultBytesMax) {
    size_t end = kFaultBytesMax;
    while ((static_cast<unsigned char>(fault[end]) & 0xc0) == 0x80) --end;  // within a character
    fault.resize(end);
  }
  const std::string_view before = text_.substr(0, at);
  const size_t newline = before.rfind('\n');
  const size_t line_begin = newline == std::string_view::npos ? 0 : newline + 1;
  return base::InvalidArgument(std::move(fault) + " at line " +
                               std::to_string(1 + std::ranges::count(before, '\n')) + " column " +
                               std::to_string(at - line_begin));
}

base::Error SerdeScanner::PeekError(const std::string& fault) const {
  return ErrorAt(fault, std::min(text_.size(), at_ + 1));
}

base::Error SerdeScanner::ExpectedValue() { return PeekError("expected value"); }

char SerdeScanner::Peek() {
  while (!AtEnd() && IsSpace(text_[at_])) ++at_;
  return Raw();
}

base::Status SerdeScanner::Word(std::string_view rest) {
  for (const char expected : rest) {
    if (AtEnd()) return Error("EOF while parsing a value");
    if (text_[at_++] != expected) return Error("expected ident");
  }
  return {};
}

base::Error SerdeScanner::InvalidType(std::string_view expected) {
  const auto word = [&](std::string_view rest, const char* what) {
    Take();
    if (base::Status status = Word(rest); !status.ok()) return std::move(status).error();
    return Error(InvalidTypeText(what, expected));
  };
  switch (const char c = Peek()) {
    case 'n':
      return word("ull", "null");
    case 't':
      return word("rue", "boolean `true`");
    case 'f':
      return word("alse", "boolean `false`");
    case '[':
      return Error(InvalidTypeText("sequence", expected));
    case '{':
      return Error(InvalidTypeText("map", expected));
    case '"': {
      Take();
      base::Result<std::string> text = Text();
      if (!text.ok()) return std::move(text).error();
      return Error(InvalidTypeText(
          "string " + RustQuoted(std::string_view(*text).substr(0, kFaultBytesMax)), expected));
    }
    default: {
      if (AtEnd()) return PeekError("EOF while parsing a value");
      if (c != '-' && !IsDigit(c)) return ExpectedValue();
      base::Result<Number> number = ReadNumber();
      if (!number.ok()) return std::move(number).error();
      return Error(InvalidTypeText(Describe(*number), expected));
    }
  }
}

base::Result<std::string> SerdeScanner::String(std::string_view expected) {
  if (Peek() != '"') return InvalidType(expected);
  Take();
  return Text();
}

base::Status SerdeScanner::Boolean() {
  switch (Peek()) {
    case 't':
      Take();
      return Word("rue");
    case 'f':
      Take();
      return Word("alse");
    default:
      return InvalidType("a boolean");
  }
}

base::Status SerdeScanner::Int32() {
  constexpr std::string_view kExpected = "i32";
  const char c = Peek();
  if (c != '-' && !IsDigit(c)) return InvalidType(kExpected);
  TRY_ASSIGN(const Number number, ReadNumber());
  if (!number.is_integer) return Error(InvalidTypeText(Describe(number), kExpected));
  const uint64_t max = uint64_t{std::numeric_limits<int32_t>::max()} + number.is_negative;
  if (number.magnitude <= max) return {};
  return Error("invalid value: " + Describe(number) + ", expected " + std::string(kExpected));
}

base::Result<bool> SerdeScanner::Null() {
  if (Peek() != 'n') return false;
  Take();
  TRY(Word("ull"));
  return true;
}

base::Result<std::string> SerdeScanner::Text() {
  std::string text;
  bool is_ascii = true;
  while (true) {
    const size_t begin = at_;
    for (; !AtEnd() && text_[at_] != '"' && text_[at_] != '\\' && !IsControl(text_[at_]); ++at_) {
      is_ascii = is_ascii && static_cast<unsigned char>(text_[at_]) < 0x80;
    }
    text.append(text_, begin, at_ - begin);
    if (AtEnd()) return Error("EOF while parsing a string");
    const char c = text_[at_++];
    if (c == '"') break;
    if (c != '\\') {
      return Error("control character (\\u0000-\\u001F) found while parsing a string");
    }
    TRY(Escape(&text));
  }
  if (!is_ascii && !simdjson::validate_utf8(text)) return Error("invalid unicode code point");
  loop_.Next(text.size());
  return text;
}

base::Status SerdeScanner::Escape(std::string* out) {
  if (AtEnd()) return Error("EOF while parsing a string");
  constexpr std::string_view kEscapes = "\"\\/bfnrt";
  constexpr std::string_view kMeant = "\"\\/\b\f\n\r\t";
  const char c = text_[at_++];
  if (const size_t found = kEscapes.find(c); found != std::string_view::npos) {
    out->push_back(kMeant[found]);
    return {};
  }
  if (c != 'u') return Error("invalid escape");
  TRY_ASSIGN(const uint32_t first, HexEscape());
  const auto is_trailing = [](uint32_t unit) { return unit >= 0xdc00 && unit <= 0xdfff; };
  if (is_trailing(first)) return Error("lone leading surrogate in hex escape");
  if (first < 0xd800 || first > 0xdbff) {
    AppendUtf8(first, out);
    return {};
  }
  for (const char wanted : {'\\', 'u'}) {
    if (AtEnd()) return Error("EOF while parsing a string");
    if (text_[at_++] != wanted) return Error("unexpected end of hex escape");
  }
  TRY_ASSIGN(const uint32_t second, HexEscape());
  if (!is_trailing(second)) return Error("lone leading surrogate in hex escape");
  AppendUtf8(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00), out);
  return {};
}

base::Result<uint32_t> SerdeScanner::HexEscape() {
  constexpr size_t kDigits = 4;
  if (text_.size() - at_ < kDigits) {
    at_ = text_.size();
    return Error("EOF while parsing a string");
  }
  const std::string_view digits = text_.substr(at_, kDigits);
  at_ += kDigits;
  uint32_t code = 0;
  for (const char c : digits) {
    if (HexDigit(c) < 0) return Error("invalid escape");
    code = code << 4 | static_cast<uint32_t>(HexDigit(c));
  }
  return code;
}

base::Result<SerdeScanner::Number> SerdeScanner::ReadNumber() {
  const size_t begin = at_;
  Number number;
  if (Raw() == '-') {
    number.is_negative = true;
    Take();
  }
  const auto take_digits = [&] {
    const size_t first = at_;
    while (IsDigit(Raw())) Take();
    return at_ > first;
  };
  if (AtEnd()) return Error("EOF while parsing a value");
  if (Raw() == '0') {
    Take();
    if (IsDigit(Raw())) return PeekError("invalid number");
  } else if (!take_digits()) {
    Take();
    return Error("invalid number");
  }
  number.is_integer = Raw() != '.' && Raw() != 'e' && Raw() != 'E';
  if (Raw() == '.') {
    Take();
    if (!take_digits()) {
      return PeekError(AtEnd() ? "EOF while parsing a value" : "invalid number");
    }
  }
  if (Raw() == 'e' || Raw() == 'E') {
    Take();
    if (Raw() == '+' || Raw() == '-') Take();
    if (AtEnd()) return Error("EOF while parsing a value");
    if (!take_digits()) {
      Take();
      return Error("invalid number");
    }
  }
  const char* const from = text_.data() + begin;
  const char* const to = text_.data() + at_;
  if (number.is_integer) {
    const auto read = std::from_chars(from + number.is_negative, to, number.magnitude);
    // What fits no 64 bits is a real number, and so is minus zero.
    constexpr uint64_t kNegativeMax = uint64_t{1} << 63;
    const bool fits =
        read.ec == std::errc() &&
        (!number.is_negative || (number.magnitude != 0 && number.magnitude <= kNegativeMax));
    if (fits) return number;
    number.is_integer = false;
  }
  const auto read = std::from_chars(from, to, number.real);
  if (read.ec == std::errc()) return number;
  // Too large, or so small that it is zero.
  const size_t e = text_.substr(begin, at_ - begin).find_first_of("eE");
  const bool tiny = e != std::string_view::npos && text_[begin + e + 1] == '-';
  if (!tiny) return Error("number out of range");
  number.real = number.is_negative ? -0.0 : 0.0;
  return number;
}

std::string SerdeScanner::Describe(const Number& number) {
  if (!number.is_integer) return "floating point `" + RustReal(number.real) + "`";
  return std::string("integer `") + (number.is_negative ? "-" : "") +
         std::to_string(number.magnitude) + "`";
}

base::Status SerdeScanner::Deeper() {
  if (open_.size() > kDepthMax) return PeekError("recursion limit exceeded");
  return {};
}

base::Status SerdeScanner::Open(char bracket, std::string_view expected) {
  if (Peek() != bracket) return InvalidType(expected);
  open_.push_back(bracket);
  TRY(Deeper());
  Take();
  first_ = true;
  return {};
}

base::Result<bool> SerdeScanner::NextEntry(const Entries& of) {
  loop_.Next(kEntrySteps);
  char c = Peek();
  if (AtEnd()) return PeekError(of.unended);
  if (c == of.close) {
    Take();
    open_.pop_back();
    first_ = false;
    return false;
  }
  if (!first_) {
    if (c != ',') return PeekError(of.unseparated);
    Take();
    c = Peek();
    if (AtEnd()) return PeekError("EOF while parsing a value");
    if (c == of.close) return PeekError("trailing comma");
  }
  first_ = false;
  return true;
}

base::Result<std::optional<std::string>> SerdeScanner::NextKey() {
  TRY_ASSIGN(const bool more,
             NextEntry({'}', "EOF while parsing an object", "expected `,` or `}`"}));
  if (!more) return std::optional<std::string>();
  if (Peek() != '"') return PeekError("key must be a string");
  Take();
  TRY_ASSIGN(std::string key, Text());
  return std::optional(std::move(key));
}

base::Status SerdeScanner::Colon() {
  const char c = Peek();
  if (AtEnd()) return PeekError("EOF while parsing an object");
  if (c != ':') return PeekError("expected `:`");
  Take();
  return {};
}

base::Result<bool> SerdeScanner::NextElement() {
  return NextEntry({']', "EOF while parsing a list", "expected `,` or `]`"});
}

base::Status SerdeScanner::End() {
  Peek();
  if (AtEnd()) return {};
  return PeekError("trailing characters");
}

base::Status SerdeScanner::IgnoredText() {
  while (true) {
    while (!AtEnd() && text_[at_] != '"' && text_[at_] != '\\' && !IsControl(text_[at_])) ++at_;
    if (AtEnd()) return Error("EOF while parsing a string");
    if (text_[at_] == '"') break;
    if (text_[at_] != '\\') {
      return Error("control character (\\u0000-\\u001F) found while parsing a string");
    }
    Take();
    if (AtEnd()) return Error("EOF while parsing a string");
    const char c = text_[at_++];
    if (c == 'u') {
      TRY(HexEscape());
    } else if (std::string_view("\"\\/bfnrt").find(c) == std::string_view::npos) {
      return Error("invalid escape");
    }
  }
  Take();
  return {};
}

base::Status SerdeScanner::Skip() {
  std::string open;
  bool after_value = false;  // else a value comes, or in an object that is new its first key
  while (true) {
    loop_.Next(kEntrySteps);
    if (!after_value) {
      const char c = Peek();
      if (AtEnd()) return PeekError("EOF while parsing a value");
      if (c == '[' || c == '{') {
        Take();
        open.push_back(c);
        const char next = Peek();
        if (AtEnd()) {
          return PeekError(c == '[' ? "EOF while parsing a list" : "EOF while parsing an object");
        }
        after_value = next == (c == '[' ? ']' : '}');
      } else {
        if (c == '"') {
          Take();
          TRY(IgnoredText());
        } else if (c == 't' || c == 'f') {
          TRY(Boolean());
        } else if (c == 'n') {
          TRY(Null());
        } else if (c == '-' || IsDigit(c)) {
          TRY(ReadNumber());
        } else {
          return ExpectedValue();
        }
        after_value = true;
      }
    } else {
      if (open.empty()) return {};
      const bool list = open.back() == '[';
      const char c = Peek();
      if (AtEnd()) {
        return PeekError(list ? "EOF while parsing a list" : "EOF while parsing an object");
      }
      Take();
      if (c == (list ? ']' : '}')) {
        open.pop_back();
        continue;
      }
      if (c != ',') {
        --at_;
        return PeekError(list ? "expected `,` or `]`" : "expected `,` or `}`");
      }
      after_value = false;
    }
    if (!after_value && !open.empty() && open.back() == '{') {
      const char c = Peek();
      if (AtEnd()) return PeekError("EOF while parsing an object");
      if (c != '"') return PeekError("key must be a string");
      Take();
      TRY(IgnoredText());
      TRY(Colon());
    }
    if (after_value && open.empty()) return {};
  }
}

}  // namespace api
