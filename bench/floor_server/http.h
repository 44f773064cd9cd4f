// HTTP/1.1 for clients that send one request at a time: heads of requests, whole answers.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace floor_server {

// An SDK sends 13; src/http refuses more than 100.
constexpr size_t kHeadersMax = 100;

struct Header {
  std::string_view name;  // lower case
  std::string_view value;
};

struct Request {
  std::string_view method;
  std::array<Header, kHeadersMax> headers;
  size_t header_count;
  std::string_view body;

  // Empty if there is none.
  std::string_view Get(std::string_view name) const {
    for (const Header& header : std::span(headers.data(), header_count)) {
      if (header.name == name) return header.value;
    }
    return {};
  }
};

enum class Progress { kPartial, kWhole, kWrong };

// Makes the names of headers lower case in `bytes`, which `request` then points to.
Progress ParseRequest(std::span<char> bytes, Request* request);

// The time as requests and answers say it: made anew once a second.
class Clock {
 public:
  void Look();
  const std::string& date_line() const { return date_line_; }
  // Whether it is 20261121T120000Z within a quarter of an hour, as AWS has it.
  bool IsNow(std::string_view iso_basic) const {
    return iso_basic.size() == earliest_.size() && iso_basic >= earliest_ && iso_basic <= latest_;
  }

 private:
  int64_t seconds_ = 0;
  std::string date_line_;
  std::string earliest_;
  std::string latest_;
};

// Answers, one behind the other until they are sent. The head of each is written before its body
// once that is known.
class Answers {
 public:
  struct Place {
    size_t at;
    size_t bytes;
  };

  Answers();
  // The next answer; one that was begun and not finished is given up.
  void Begin() { size_ = body_at_ = finished_ + kHeadRoom; }
  // For so many bytes at the end of the body; End says how many they were.
  char* Room(size_t bytes);
  void End(const char* end) { size_ = end - bytes_.data(); }
  void Append(std::string_view text);
  Place Finish(int status, const Clock& clock);

  std::string_view Get(Place place) const { return {bytes_.data() + place.at, place.bytes}; }
  size_t bytes() const { return finished_; }
  void Clear() { finished_ = 0; }

 private:
  static constexpr size_t kHeadRoom = 512;  // of which 290 or so are used

  char* AppendRequestId(char* out);

  std::vector<char> bytes_;
  size_t finished_ = 0;  // where the next one's room begins
  size_t body_at_ = 0;
  size_t size_ = 0;
  uint64_t random_state_;
};

}  // namespace floor_server
