// ASCII letters, digits and spaces of HTTP, independent of the locale.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string_view>

namespace wire {

constexpr char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

// ToLower for each of eight bytes at once. In the sums, the highest bit of each byte tells whether
// the byte is at least 'A', and whether it is greater than 'Z'; no sum carries into the next byte.
constexpr uint64_t ToLowerEach(uint64_t word) {
  constexpr uint64_t kOnes = 0x0101010101010101;
  constexpr uint64_t kHighs = 0x8080808080808080;
  const uint64_t low = word & ~kHighs;
  const uint64_t from_a = low + kOnes * (0x80 - 'A');
  const uint64_t beyond_z = low + kOnes * (0x80 - 'Z' - 1);
  return word | ((from_a & ~beyond_z & ~word & kHighs) >> 2);
}

// Space, \t, \n, \v, \f, \r.
constexpr bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }

constexpr bool EqualsIgnoreCase(std::string_view a, std::string_view b) {
  if (a.size() != b.size()) return false;
  // Most unequal texts differ in the last letter, even without regard to case.
  if (!a.empty() && ((a.back() ^ b.back()) & ~0x20) != 0) return false;
  if (a == b) return true;  // the usual case, and a faster test
  return std::equal(a.begin(), a.end(), b.begin(),
                    [](char x, char y) { return ToLower(x) == ToLower(y); });
}

constexpr std::string_view TrimSpace(std::string_view text) {
  while (!text.empty() && IsSpace(text.front())) text.remove_prefix(1);
  while (!text.empty() && IsSpace(text.back())) text.remove_suffix(1);
  return text;
}

// Returns the part of `*text` before the first `separator`, and removes it and the separator.
// Without a separator, all of the text.
constexpr std::string_view TakeUntil(char separator, std::string_view* text) {
  const size_t end = text->find(separator);
  const std::string_view taken = text->substr(0, end);
  text->remove_prefix(end == std::string_view::npos ? text->size() : end + 1);
  return taken;
}

}  // namespace wire
