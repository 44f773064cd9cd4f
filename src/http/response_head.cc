#include "http/response_head.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <ctime>

namespace http {
namespace {

struct StatusLine {
  int status;
  std::string_view line;
};

constexpr StatusLine kStatusLines[] = {
    {200, "HTTP/1.1 200 OK\r\n"},
    {204, "HTTP/1.1 204 No Content\r\n"},
    {301, "HTTP/1.1 301 Moved Permanently\r\n"},
    {302, "HTTP/1.1 302 Found\r\n"},
    {304, "HTTP/1.1 304 Not Modified\r\n"},
    {400, "HTTP/1.1 400 Bad Request\r\n"},
    {403, "HTTP/1.1 403 Forbidden\r\n"},
    {404, "HTTP/1.1 404 Not Found\r\n"},
    {405, "HTTP/1.1 405 Method Not Allowed\r\n"},
    {413, "HTTP/1.1 413 Payload Too Large\r\n"},
    {415, "HTTP/1.1 415 Unsupported Media Type\r\n"},
    {417, "HTTP/1.1 417 Expectation Failed\r\n"},
    {429, "HTTP/1.1 429 Too Many Requests\r\n"},
    {431, "HTTP/1.1 431 Request Header Fields Too Large\r\n"},
    {500, "HTTP/1.1 500 Internal Server Error\r\n"},
    {501, "HTTP/1.1 501 Not Implemented\r\n"},
    {503, "HTTP/1.1 503 Service Unavailable\r\n"},
    {505, "HTTP/1.1 505 HTTP Version Not Supported\r\n"},
};

template <typename Number>
void AppendNumber(Number number, std::string* out) {
  std::array<char, 20> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr;
  out->append(digits.data(), end);
}

void AppendStatusLine(int status, std::string* out) {
  for (const StatusLine& known : kStatusLines) {
    if (known.status == status) {
      out->append(known.line);
      return;
    }
  }
  out->append("HTTP/1.1 ");
  AppendNumber(status, out);
  out->append(" \r\n");  // the reason may be empty, the space before it may not be missing
}

// With a line break, the text could add headers, or a second answer.
bool IsOneLine(std::string_view text) {
  return std::none_of(text.begin(), text.end(),
                      [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

void AppendHeader(std::string_view name, std::string_view value, std::string* out) {
  if (!IsOneLine(name) || !IsOneLine(value)) return;
  out->append(name).append(": ").append(value).append("\r\n");
}

void AppendTwoDigits(int number, std::string* out) {
  out->push_back(static_cast<char>('0' + number / 10));
  out->push_back(static_cast<char>('0' + number % 10));
}

}  // namespace

bool HasBody(int status) { return status >= 200 && status != 204 && status != 304; }

void AppendResponseHead(const wire::HttpResponse& response, const ResponseHeadOptions& options,
                        std::string* out) {
  AppendStatusLine(response.status, out);
  out->append("Server: Server\r\n");
  out->append(options.date_line);
  if (!response.content_type.empty()) AppendHeader("Content-Type", response.content_type, out);
  if (HasBody(response.status)) {
    out->append("Content-Length: ");
    AppendNumber(options.content_length, out);
    out->append("\r\n");
  }
  if (options.coding != Coding::kIdentity) {
    out->append("Content-Encoding: ").append(NameOf(options.coding)).append("\r\n");
  }
  if (options.crc32) {
    out->append("x-amz-crc32: ");
    AppendNumber(*options.crc32, out);
    out->append("\r\n");
  }
  if (options.close) {
    out->append("Connection: close\r\n");
  } else if (options.say_keep_alive) {
    out->append("Connection: keep-alive\r\n");
  }
  for (const auto& [name, value] : response.headers) AppendHeader(name, value, out);
  out->append("\r\n");
}

// By hand: strftime speaks the process's locale.
std::string DateLine(base::WallTime now) {
  constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const time_t seconds = std::chrono::floor<std::chrono::seconds>(now).time_since_epoch().count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  std::string line = "Date: ";
  line.append(kDays.substr(size_t{3} * utc.tm_wday, 3)).append(", ");
  AppendTwoDigits(utc.tm_mday, &line);
  line.append(" ").append(kMonths.substr(size_t{3} * utc.tm_mon, 3)).append(" ");
  AppendNumber(utc.tm_year + 1900, &line);
  line.push_back(' ');
  AppendTwoDigits(utc.tm_hour, &line);
  line.push_back(':');
  AppendTwoDigits(utc.tm_min, &line);
  line.push_back(':');
  AppendTwoDigits(utc.tm_sec, &line);
  return line.append(" GMT\r\n");
}

}  // namespace http
