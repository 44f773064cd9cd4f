#include "value/json_writer.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "value/encoding.h"

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
bool AnyEscaped(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  const uint64_t quote = word ^ (kOnes * '"');
  const uint64_t backslash = word ^ (kOnes * '\\');
  const uint64_t control = (word - kOnes * 0x20) & ~word;
  return ((control | ((quote - kOnes) & ~quote) | ((backslash - kOnes) & ~backslash)) & kHighs) !=
         0;
}

// The end of a string that grows, written to without asking at each byte whether it fits.
class Writer {
 public:
  explicit Writer(std::string* out) : out_(out), at_(out->data() + out->size()), end_(at_) {}
  // What was written is in the string now.
  ~Writer() { out_->resize(at_ - out_->data()); }
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;

  // The value at the front of `*in`, which is taken off.
  void TakeValue(std::string_view* in);
  void Map(std::string_view attributes);
  void String(std::string_view text);

 private:
  // Room for so many bytes more.
  void Need(size_t bytes) {
    if (static_cast<size_t>(end_ - at_) < bytes) [[unlikely]]
      Grow(bytes);
  }
  void Grow(size_t bytes);

  // The rest takes room that was asked for.
  void Put(char c) { *at_++ = c; }
  void Put(std::string_view text) {
    std::memcpy(at_, text.data(), text.size());
    at_ += text.size();
  }
  size_t PlainBytes(std::string_view text);
  void Escape(std::string_view text);
  void Escaped(char c);
  void NumberString(std::string_view encoded);
  void BinaryString(std::string_view bytes);
  // Of what `take` takes off the front of `elements`, one after another.
  template <typename Take>
  void List(std::string_view elements, const Take& take);

  // For whatever stands around a string or a number.
  static constexpr size_t kAroundMax = 16;
  // A row of ordinary size grows the string once or twice. (What it grows by is filled with zeros
  // first, so no more than what is likely to be used.)
  static constexpr size_t kGrowBytes = 1024;
  static constexpr size_t kEscapeBytesMax = 6;

  std::string* const out_;
  char* at_;
  char* end_;
};

void Writer::Grow(size_t bytes) {
  const size_t used = at_ - out_->data();
  out_->resize(used + std::max(bytes, kGrowBytes));
  at_ = out_->data() + used;
  end_ = out_->data() + out_->size();
}

void Writer::Escaped(char c) {
  const char escape = kEscapes[static_cast<uint8_t>(c)];
  Put('\\');
  Put(escape);
  if (escape == 'u') {
    Put("00");
    Put(kHexDigits[static_cast<uint8_t>(c) >> 4]);
    Put(kHexDigits[static_cast<uint8_t>(c) & 0xf]);
  }
}

void Writer::String(std::string_view text) {
  Need(text.size() + kAroundMax);
  Put('"');
  const size_t plain = PlainBytes(text);
  at_ += plain;
  if (plain < text.size()) Escape(text.substr(plain));
  Put('"');
}

// Copies what has nothing to escape, which most texts have not, and tells how much that was. By
// words, of which the last may begin within the one before.
size_t Writer::PlainBytes(std::string_view text) {
  const size_t size = text.size();
  const char* const from = text.data();
  uint64_t word = 0;
  if (size < sizeof(word)) {
    if (size >= 4) {
      uint32_t first = 0;
      uint32_t last = 0;
      std::memcpy(&first, from, 4);
      std::memcpy(&last, from + size - 4, 4);
      if (AnyEscaped(first | uint64_t{last} << 32)) return 0;
      std::memcpy(at_, &first, 4);
      std::memcpy(at_ + size - 4, &last, 4);
      return size;
    }
    size_t done = 0;
    for (; done < size && kEscapes[static_cast<uint8_t>(from[done])] == 0; ++done) {
      at_[done] = from[done];
    }
    return done;
  }
  size_t done = 0;
  for (; done + sizeof(word) <= size; done += sizeof(word)) {
    std::memcpy(&word, from + done, sizeof(word));
    if (AnyEscaped(word)) return done;
    std::memcpy(at_ + done, &word, sizeof(word));
  }
  if (done == size) return size;
  std::memcpy(&word, from + size - sizeof(word), sizeof(word));
  if (AnyEscaped(word)) return done;
  std::memcpy(at_ + size - sizeof(word), &word, sizeof(word));
  return size;
}

void Writer::Escape(std::string_view text) {
  for (; !text.empty(); text.remove_prefix(1)) {
    if (kEscapes[static_cast<uint8_t>(text.front())] != 0) {
      Need(text.size() + kEscapeBytesMax + kAroundMax);
      Escaped(text.front());
      continue;
    }
    const size_t plain = PlainBytes(text);
    if (plain == 0) {
      Put(text.front());
      continue;
    }
    at_ += plain;
    text.remove_prefix(plain - 1);
  }
}

void Writer::NumberString(std::string_view encoded) {
  Need(kNumberTextBytesMax + kAroundMax);
  Put('"');
  at_ = Number::WriteEncodedText(encoded, at_);
  Put('"');
}

void Writer::BinaryString(std::string_view bytes) {
  std::string text;
  AppendBase64(bytes, &text);
  Need(text.size() + kAroundMax);
  Put('"');
  Put(text);
  Put('"');
}

template <typename Take>
void Writer::List(std::string_view elements, const Take& take) {
  Need(kAroundMax);
  Put('[');
  bool first = true;
  while (!elements.empty()) {
    Need(kAroundMax);
    if (!first) Put(',');
    first = false;
    take(&elements);
  }
  Need(kAroundMax);
  Put(']');
}

void Writer::TakeValue(std::string_view* in) {
  Need(kAroundMax);
  switch (TakeTag(in)) {
    case Tag::kS:
      Put("{\"S\":");
      String(TakeText(in));
      break;
    case Tag::kN:
      Put("{\"N\":");
      NumberString(TakeNumber(in));
      break;
    case Tag::kB:
      Put("{\"B\":");
      BinaryString(TakeText(in));
      break;
    case Tag::kFalse:
      Put("{\"BOOL\":false");
      break;
    case Tag::kTrue:
      Put("{\"BOOL\":true");
      break;
    case Tag::kNull:
      Put("{\"NULL\":true");
      break;
    case Tag::kM:
      Put("{\"M\":");
      Map(TakeContainer(in).elements);
      break;
    case Tag::kL:
      Put("{\"L\":");
      List(TakeContainer(in).elements, [this](std::string_view* rest) { TakeValue(rest); });
      break;
    case Tag::kSS:
      Put("{\"SS\":");
      List(TakeContainer(in).elements, [this](std::string_view* rest) { String(TakeText(rest)); });
      break;
    case Tag::kNS:
      Put("{\"NS\":");
      List(TakeContainer(in).elements,
           [this](std::string_view* rest) { NumberString(TakeNumber(rest)); });
      break;
    case Tag::kBS:
      Put("{\"BS\":");
      List(TakeContainer(in).elements,
           [this](std::string_view* rest) { BinaryString(TakeText(rest)); });
      break;
  }
  Need(kAroundMax);
  Put('}');
}

void Writer::Map(std::string_view attributes) {
  Need(kAroundMax);
  Put('{');
  bool first = true;
  while (!attributes.empty()) {
    Need(kAroundMax);
    if (!first) Put(',');
    first = false;
    String(TakeText(&attributes));
    Need(kAroundMax);
    Put(':');
    TakeValue(&attributes);
  }
  Need(kAroundMax);
  Put('}');
}

}  // namespace

void AppendJsonString(std::string_view text, std::string* out) { Writer(out).String(text); }

void AppendJsonValue(ValueView value, std::string* out) {
  std::string_view encoded = value.encoded();
  Writer(out).TakeValue(&encoded);
}

void AppendJsonMap(MapView attributes, std::string* out) { Writer(out).Map(attributes.encoded()); }

}  // namespace value
