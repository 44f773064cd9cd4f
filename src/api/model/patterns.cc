#include "api/model/patterns.h"

#include <algorithm>

namespace api {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsHexDigit(char c) { return IsDigit(c) || (c >= 'a' && c <= 'f'); }

}  // namespace

bool IsResourceName(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return IsLetter(c) || IsDigit(c) || c == '_' || c == '.' || c == '-';
  });
}

bool IsUuid(std::string_view text) {
  constexpr size_t kUuidBytes = 36;
  if (text.size() != kUuidBytes) return false;
  for (size_t i = 0; i < text.size(); ++i) {
    const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
    const char c = text[i];
    if (hyphen ? c != '-' : !IsHexDigit(c)) return false;
  }
  return true;
}

bool IsHexWords(std::string_view text) {
  constexpr size_t kWordBytes = 16;
  return !text.empty() && text.size() % kWordBytes == 0 && std::ranges::all_of(text, IsHexDigit);
}

}  // namespace api
