#include "auth/uri.h"

#include "wire/ascii.h"

namespace auth {
namespace {

constexpr bool IsUnreserved(char c) {
  const char lower = wire::ToLower(c);
  return (lower >= 'a' && lower <= 'z') || wire::IsDigit(c) || c == '-' || c == '.' || c == '_' ||
         c == '~';
}

// -1 if `c` is no hexadecimal digit.
constexpr int HexValue(char c) {
  if (wire::IsDigit(c)) return c - '0';
  const char lower = wire::ToLower(c);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

void AppendUriEncoded(std::string_view text, std::string* out) {
  constexpr char kDigits[] = "0123456789ABCDEF";
  for (const char c : text) {
    if (IsUnreserved(c)) {
      out->push_back(c);
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out->append({'%', kDigits[byte >> 4], kDigits[byte & 0xf]});
    }
  }
}

void AppendQueryDecoded(std::string_view text, std::string* out) {
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      const int high = HexValue(text[i + 1]);
      const int low = HexValue(text[i + 2]);
      if (high >= 0 && low >= 0) {
        out->push_back(static_cast<char>(high << 4 | low));
        i += 2;
        continue;
      }
    }
    out->push_back(text[i] == '+' ? ' ' : text[i]);
  }
}

Target SplitTarget(std::string_view target) {
  const std::string_view path = wire::TakeUntil('?', &target);
  return {path, target};
}

bool TakeQueryParameter(std::string_view* query, QueryParameter* parameter) {
  while (!query->empty()) {
    std::string_view pair = wire::TakeUntil('&', query);
    if (pair.empty()) continue;  // "a=1&&b=2"
    parameter->name = wire::TakeUntil('=', &pair);
    parameter->value = pair;
    return true;
  }
  return false;
}

}  // namespace auth
