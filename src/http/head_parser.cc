#include "http/head_parser.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstring>

#include "http/limits.h"
#include "wire/ascii.h"

namespace http {
namespace {

// The first byte of a TLS handshake record.
constexpr char kTlsHandshake = 0x16;

// RFC 9110, 5.6.2: tchar.
constexpr std::array<bool, 256> kTokenBytes = [] {
  std::array<bool, 256> table{};
  for (int c = '0'; c <= '9'; ++c) table[c] = true;
  for (int c = 'a'; c <= 'z'; ++c) table[c] = true;
  for (int c = 'A'; c <= 'Z'; ++c) table[c] = true;
  for (const char c : std::string_view("!#$%&'*+-.^_`|~")) table[static_cast<uint8_t>(c)] = true;
  return table;
}();

bool IsToken(char c) { return kTokenBytes[static_cast<uint8_t>(c)]; }
bool IsControl(char c) { return static_cast<uint8_t>(c) < 0x20 || c == 0x7f; }

constexpr uint64_t EachByte(uint8_t byte) { return 0x0101010101010101ull * byte; }

// Bit 7 of each byte that is a control character, and perhaps of bytes above such a one.
uint64_t ControlBits(uint64_t word) {
  const uint64_t below_space = (word - EachByte(0x20)) & ~word;
  const uint64_t is_delete = word ^ EachByte(0x7f);
  return (below_space | ((is_delete - EachByte(0x01)) & ~is_delete)) & EachByte(0x80);
}

// The first control character other than a tab, or `end`. Eight bytes at a time: most of a head is
// header values.
const char* FindControl(const char* at, const char* end) {
  while (end - at >= 8) {
    uint64_t word;
    std::memcpy(&word, at, sizeof(word));
    const uint64_t bits = ControlBits(word);
    at += bits == 0 ? 8 : std::countr_zero(bits) / 8;
    if (bits == 0) continue;
    if (*at != '\t') return at;
    ++at;
  }
  while (at < end && (!IsControl(*at) || *at == '\t')) ++at;
  return at;
}

// A parse under way. Each step returns false when it cannot go on; result_ says why.
class Parse {
 public:
  Parse(std::string_view bytes, RequestHead* head, Refusal* refusal)
      : at_(bytes.data()), end_(bytes.data() + bytes.size()), head_(head), refusal_(refusal) {}

  HeadResult Run() {
    if (RequestLine() && Headers() && Check()) result_ = HeadResult::kComplete;
    return result_;
  }
  const char* at() const { return at_; }

 private:
  bool Refuse(int status, std::string_view reason) {
    *refusal_ = {status, reason};
    result_ = HeadResult::kRefused;
    return false;
  }
  bool BadLine() { return Refuse(400, "The request line is malformed."); }

  // Takes CR LF; false, with result_ kIncomplete, if the bytes end before it does.
  bool LineEnd(std::string_view reason) {
    if (at_ == end_) return false;
    if (*at_ != '\r') return Refuse(400, reason);
    if (end_ - at_ == 1) return false;
    if (at_[1] != '\n') return Refuse(400, reason);
    at_ += 2;
    return true;
  }

  bool RequestLine() {
    if (at_ < end_ && *at_ == '\r' && !LineEnd("The request begins with a stray CR.")) return false;
    if (at_ < end_ && *at_ == kTlsHandshake) return Refuse(0, "TLS on a port without TLS");
    const char* const method = at_;
    while (at_ < end_ && IsToken(*at_)) ++at_;
    if (at_ == end_) return false;
    if (*at_ != ' ' || at_ == method) return BadLine();
    head_->method = {method, at_};
    const char* const target = ++at_;
    while (at_<end_&& static_cast<uint8_t>(*at_)> 0x20 && static_cast<uint8_t>(*at_) < 0x7f) {
      ++at_;
    }
    if (at_ == end_) return false;
    if (*at_ != ' ' || at_ == target) return BadLine();
    head_->target = {target, at_};
    ++at_;
    return Version() && LineEnd("The request line is malformed.");
  }

  bool Version() {
    constexpr std::string_view kName = "HTTP/";
    const std::string_view left(at_, end_);
    if (left.substr(0, kName.size()) != kName.substr(0, left.size())) return BadLine();
    if (left.size() < kName.size() + 3) return false;
    const char major = left[5], minor = left[7];
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    if (!is_digit(major) || left[6] != '.' || !is_digit(minor)) return BadLine();
    if (major != '1') return Refuse(505, "This server speaks HTTP/1.1.");
    head_->http_1_0 = minor == '0';
    at_ += kName.size() + 3;
    return true;
  }

  bool Headers() {
    while (true) {
      if (at_ == end_) return false;
      if (*at_ == '\r') return LineEnd("The headers do not end with an empty line.");
      const char* const name = at_;
      while (at_ < end_ && IsToken(*at_)) ++at_;
      if (at_ == end_) return false;
      // Also where a folded line would begin, and where white space stands before the colon.
      if (*at_ != ':' || at_ == name) return Refuse(400, "A header's name is malformed.");
      const char* const name_end = at_++;
      while (at_ < end_ && (*at_ == ' ' || *at_ == '\t')) ++at_;
      const char* const value = at_;
      at_ = FindControl(at_, end_);
      const std::string_view trimmed = wire::TrimSpace({value, at_});
      if (!LineEnd("A header's value is malformed.")) return false;
      if (head_->headers.size() == kHeadersMax) return Refuse(400, "There are too many headers.");
      head_->headers.push_back({{name, name_end}, trimmed});
      if (!Known(head_->headers.back())) return false;
    }
  }

  // The headers that say how the message is to be read; told apart by length first.
  bool Known(const wire::HttpHeader& header) {
    const auto is = [&](std::string_view name) {
      return wire::EqualsIgnoreCase(header.name, name);
    };
    switch (header.name.size()) {
      case 4:
        if (is("host")) ++hosts_;
        return true;
      case 6:
        if (is("expect")) return Expect(header.value);
        return true;
      case 10:
        if (is("connection")) Connection(header.value);
        return true;
      case 14:
        if (is("content-length")) return ContentLength(header.value);
        return true;
      case 15:
        if (is("accept-encoding")) AcceptEncoding(header.value);
        return true;
      case 16:
        if (is("content-encoding")) ContentEncoding(header.value);
        return true;
      case 17:
        if (is("transfer-encoding")) return TransferEncoding(header.value);
        return true;
      default:
        return true;
    }
  }

  bool Expect(std::string_view value) {
    if (!wire::EqualsIgnoreCase(value, "100-continue")) {
      return Refuse(417, "The only expectation this server knows is 100-continue.");
    }
    head_->expects_continue = true;
    return true;
  }

  void Connection(std::string_view value) {
    while (!value.empty()) {
      const std::string_view option = wire::TrimSpace(wire::TakeUntil(',', &value));
      if (wire::EqualsIgnoreCase(option, "close")) close_ = true;
      if (wire::EqualsIgnoreCase(option, "keep-alive")) keep_alive_ = true;
    }
  }

  // The first header counts.
  void AcceptEncoding(std::string_view value) {
    if (accept_encodings_++ == 0) head_->answer_coding = AcceptedCoding(value);
  }

  // Several headers are one list.
  void ContentEncoding(std::string_view value) {
    const Coding coding = CodingOf(value);
    if (coding == Coding::kIdentity) return;
    head_->body_coding = head_->body_coding == Coding::kIdentity ? coding : Coding::kUnknown;
  }

  bool ContentLength(std::string_view value) {
    if (head_->content_length) return Refuse(400, "There is more than one Content-Length.");
    uint64_t length = 0;
    const auto [end, error] = std::from_chars(value.begin(), value.end(), length);
    if (error == std::errc::result_out_of_range) {
      return Refuse(413, "The request body is too large.");
    }
    if (error != std::errc() || end != value.end()) {
      return Refuse(400, "The Content-Length is not a number.");
    }
    head_->content_length = length;
    return true;
  }

  bool TransferEncoding(std::string_view value) {
    if (head_->chunked) return Refuse(400, "There is more than one Transfer-Encoding.");
    if (!wire::EqualsIgnoreCase(value, "chunked")) {
      return Refuse(501, "The only Transfer-Encoding this server knows is chunked.");
    }
    head_->chunked = true;
    return true;
  }

  bool Check() {
    if (head_->chunked && head_->content_length) {
      return Refuse(400, "Transfer-Encoding and Content-Length exclude each other.");
    }
    if (head_->chunked && head_->http_1_0) {
      return Refuse(400, "HTTP/1.0 has no Transfer-Encoding.");
    }
    if (hosts_ > 1 || (hosts_ == 0 && !head_->http_1_0)) {
      return Refuse(400, "A request has one Host header.");
    }
    if (head_->http_1_0) head_->expects_continue = false;
    head_->keep_alive = !close_ && (keep_alive_ || !head_->http_1_0);
    return true;
  }

  const char* at_;
  const char* const end_;
  RequestHead* const head_;
  Refusal* const refusal_;
  HeadResult result_ = HeadResult::kIncomplete;
  int hosts_ = 0;
  int accept_encodings_ = 0;
  bool close_ = false;
  bool keep_alive_ = false;
};

}  // namespace

HeadResult ParseHead(std::string_view bytes, RequestHead* head, size_t* head_bytes,
                     Refusal* refusal) {
  std::vector<wire::HttpHeader> headers = std::move(head->headers);  // for its capacity
  headers.clear();
  *head = RequestHead();
  head->headers = std::move(headers);
  Parse parse(bytes, head, refusal);
  const HeadResult result = parse.Run();
  if (result == HeadResult::kComplete) *head_bytes = parse.at() - bytes.data();
  return result;
}

}  // namespace http
