#include "load/answer.h"

#include <strings.h>

#include <charconv>
#include <string>

namespace load {
namespace {

constexpr std::string_view kStatusLine = "HTTP/1.1 200";  // its form
constexpr size_t kStatusAt = 9;

bool StartsWithoutCase(std::string_view text, std::string_view lower) {
  return text.size() >= lower.size() && strncasecmp(text.data(), lower.data(), lower.size()) == 0;
}

std::string_view Trimmed(std::string_view value) {
  const size_t first = value.find_first_not_of(' ');
  return first == std::string_view::npos ? "" : value.substr(first);
}

}  // namespace

base::Result<std::optional<Answer>> ParseAnswer(std::string_view received) {
  const size_t head_end = received.find("\r\n\r\n");
  if (head_end == std::string_view::npos) return std::optional<Answer>();
  Answer answer{};
  if (!received.starts_with("HTTP/1.1 ") || head_end < kStatusLine.size() ||
      std::from_chars(received.data() + kStatusAt, received.data() + kStatusLine.size(),
                      answer.status)
              .ptr != received.data() + kStatusLine.size()) {
    return base::InvalidArgument("no HTTP: " + std::string(received.substr(0, 100)));
  }

  std::optional<size_t> body_bytes;
  std::string_view head = received.substr(0, head_end + 2);
  while (!head.empty()) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    head.remove_prefix(line.size() + 2);
    constexpr std::string_view kLength = "content-length:";
    constexpr std::string_view kConnection = "connection:";
    if (StartsWithoutCase(line, kLength)) {
      const std::string_view value = Trimmed(line.substr(kLength.size()));
      size_t count = 0;
      if (std::from_chars(value.data(), value.data() + value.size(), count).ec == std::errc()) {
        body_bytes = count;
      }
    } else if (StartsWithoutCase(line, kConnection)) {
      answer.closes = StartsWithoutCase(Trimmed(line.substr(kConnection.size())), "close");
    }
  }
  if (!body_bytes) return base::InvalidArgument("an answer without Content-Length");

  const size_t body_at = head_end + 4;
  answer.bytes = body_at + *body_bytes;
  if (received.size() < answer.bytes) return std::optional<Answer>();
  answer.body = received.substr(body_at, *body_bytes);
  return std::optional<Answer>(answer);
}

}  // namespace load
