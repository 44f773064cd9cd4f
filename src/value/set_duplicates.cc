#include "value/set_duplicates.h"

#include "value/base64.h"

namespace value {
namespace {

// Elements as the message about duplicates shows them: [a, a]
template <typename Append>
std::string Listed(const std::vector<std::string_view>& elements, std::string_view separator,
                   const Append& append) {
  std::string listed = "[";
  for (size_t i = 0; i < elements.size(); ++i) {
    if (i > 0) listed.append(separator);
    append(elements[i], &listed);
  }
  return listed + "]";
}

void AppendPlain(std::string_view text, std::string* out) { out->append(text); }

// As Rust shows a string to a programmer.
void AppendQuoted(std::string_view text, std::string* out) {
  constexpr std::string_view kEscaped = "\"\\\n\r\t";
  constexpr std::string_view kLetters = "\"\\nrt";
  out->push_back('"');
  for (const char c : text) {
    const size_t at = kEscaped.find(c);
    if (at != std::string_view::npos) {
      out->push_back('\\');
      out->push_back(kLetters[at]);
    } else {
      out->push_back(c);
    }
  }
  out->push_back('"');
}

void AppendQuotedBase64(std::string_view bytes, std::string* out) {
  out->push_back('"');
  AppendBase64(bytes, out);
  out->push_back('"');
}

}  // namespace

std::string DuplicatesMessage(Type type, ValueWords words,
                              const std::vector<std::string_view>& texts,
                              const std::vector<std::string_view>& elements) {
  std::string listed;
  if (words == ValueWords::kOld) {
    listed = Listed(texts, ", ", AppendPlain);
  } else if (type == Type::kSS) {
    listed = Listed(elements, ", ", AppendQuoted);
  } else {
    listed = Listed(elements, ",", AppendQuotedBase64);
  }
  return "Input collection " + listed +
         (type == Type::kSS ? " contains duplicates." : "of type BS contains duplicates.");
}

}  // namespace value
