#include "floor_server/http.h"

#include <isa-l/crc.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <random>

namespace floor_server {
namespace {

// How far a client's clock may be off.
constexpr int64_t kSkewSecondsMax = 15 * 60;

std::string TimeText(int64_t seconds, const char* format) {
  const time_t time = seconds;
  std::tm utc{};
  gmtime_r(&time, &utc);
  std::array<char, 64> text;
  return {text.data(), std::strftime(text.data(), text.size(), format, &utc)};
}

char* Put(std::string_view text, char* out) {
  std::memcpy(out, text.data(), text.size());
  return out + text.size();
}

char* Put(uint64_t number, char* out) { return std::to_chars(out, out + 20, number).ptr; }

}  // namespace

Progress ParseRequest(std::span<char> bytes, Request* request) {
  char* at = bytes.data();
  char* const end = at + bytes.size();
  auto* line_end = static_cast<char*>(std::memchr(at, '\n', end - at));
  if (line_end == nullptr) return Progress::kPartial;
  const std::string_view request_line(at, line_end - at);
  request->method = request_line.substr(0, request_line.find(' '));
  request->header_count = 0;
  size_t body_bytes = 0;
  while (true) {
    at = line_end + 1;
    line_end = static_cast<char*>(std::memchr(at, '\n', end - at));
    if (line_end == nullptr) return Progress::kPartial;
    if (line_end == at || line_end[-1] != '\r') return Progress::kWrong;
    if (line_end == at + 1) break;
    if (request->header_count == kHeadersMax) return Progress::kWrong;
    char* colon = at;
    for (; colon < line_end && *colon != ':'; ++colon) {
      if (*colon >= 'A' && *colon <= 'Z') *colon += 'a' - 'A';
    }
    if (colon == line_end) return Progress::kWrong;
    const char* value = colon + 1;
    const char* value_end = line_end - 1;
    while (value < value_end && *value == ' ') ++value;
    while (value < value_end && value_end[-1] == ' ') --value_end;
    const Header header{{at, static_cast<size_t>(colon - at)},
                        {value, static_cast<size_t>(value_end - value)}};
    request->headers[request->header_count++] = header;
    if (header.name == "content-length") std::from_chars(value, value_end, body_bytes);
  }
  at = line_end + 1;
  if (static_cast<size_t>(end - at) < body_bytes) return Progress::kPartial;
  request->body = {at, body_bytes};
  return Progress::kWhole;
}

void Clock::Look() {
  const int64_t now = time(nullptr);
  if (now == seconds_) return;
  seconds_ = now;
  date_line_ = TimeText(now, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n");
  earliest_ = TimeText(now - kSkewSecondsMax, "%Y%m%dT%H%M%SZ");
  latest_ = TimeText(now + kSkewSecondsMax, "%Y%m%dT%H%M%SZ");
}

Answers::Answers() : bytes_(kHeadRoom), random_state_(std::random_device()()) {}

char* Answers::Room(size_t bytes) {
  if (bytes_.size() < size_ + bytes) bytes_.resize(2 * (size_ + bytes));
  return bytes_.data() + size_;
}

void Answers::Append(std::string_view text) { End(Put(text, Room(text.size()))); }

// 52 digits and letters up to V, as the service's are, four to a draw (SplitMix64).
char* Answers::AppendRequestId(char* out) {
  constexpr std::string_view kCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  constexpr int kDraws = 4;
  constexpr int kOfDraw = 13;  // of the 12 that 60 bits make, and one of the rest
  for (int draw = 0; draw < kDraws; ++draw) {
    uint64_t bits = (random_state_ += 0x9E3779B97F4A7C15);
    bits = (bits ^ (bits >> 30)) * 0xBF58476D1CE4E5B9;
    bits = (bits ^ (bits >> 27)) * 0x94D049BB133111EB;
    bits ^= bits >> 31;
    for (int i = 0; i < kOfDraw; ++i, bits >>= 5) *out++ = kCharacters[bits % kCharacters.size()];
  }
  return out;
}

Answers::Place Answers::Finish(int status, const Clock& clock) {
  const size_t body_bytes = size_ - body_at_;
  char* const body = bytes_.data() + body_at_;
  std::array<char, kHeadRoom> head;
  char* out = Put(status == 200 ? "HTTP/1.1 200 OK\r\nServer: Server\r\n"
                                : "HTTP/1.1 400 Bad Request\r\nServer: Server\r\n",
                  head.data());
  out = Put(clock.date_line(), out);
  out = Put("Content-Type: application/x-amz-json-1.0\r\nContent-Length: ", out);
  out = Put(body_bytes, out);
  out = Put("\r\nx-amz-crc32: ", out);
  out = Put(crc32_gzip_refl(0, reinterpret_cast<unsigned char*>(body), body_bytes), out);
  out = AppendRequestId(Put("\r\nx-amzn-RequestId: ", out));
  out = Put("\r\n\r\n", out);
  const size_t head_bytes = out - head.data();
  std::memcpy(body - head_bytes, head.data(), head_bytes);
  finished_ = size_;
  return {body_at_ - head_bytes, head_bytes + body_bytes};
}

}  // namespace floor_server
