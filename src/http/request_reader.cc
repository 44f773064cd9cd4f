#include "http/request_reader.h"

#include <algorithm>
#include <cstring>

#include "base/check.h"
#include "http/gzip.h"

namespace http {
namespace {

constexpr std::string_view kBlankLine = "\r\n\r\n";
// The room that a body of known length gets at first; it doubles as bytes come in, so that
// announcing much takes no memory.
constexpr size_t kBodyBytesAtFirst = 2 * kReceiveBytes;

constexpr Refusal kHeadTooLarge = {400, "The request's head is too large."};
constexpr Refusal kBodyTooLarge = {413, "The request body is too large."};
constexpr Refusal kNoMemory = {503, "There is no memory for a body of this size now."};
constexpr Refusal kBadChunks = {400, "The chunked request body is malformed."};

}  // namespace

// Not zeroed but for the padding: most of it is never touched.
RequestReader::RequestReader(const Limits& limits, net::RequestMemory::Share* memory)
    : limits_(limits),
      buffer_(new char[kReceiveBytes + wire::kBodyPaddingBytes]),
      body_(memory),
      inflated_(memory) {
  CHECK(limits.head_bytes <= kHeadBytesMax);
  std::memset(buffer_.get() + kReceiveBytes, 0, wire::kBodyPaddingBytes);
  head_.headers.reserve(kHeadersMax);
}

std::span<char> RequestReader::Space() {
  if (phase_ == Phase::kBodyApart) {
    return {body_.end(), std::min(body_.room(), content_length_ - body_.size())};
  }
  // Only part of a head is there, of which nothing is known yet that moving it would break.
  if (phase_ == Phase::kHead && begin_ > 0) Compact();
  return {buffer_.get() + end_, kReceiveBytes - end_};
}

void RequestReader::Compact() {
  std::memmove(buffer_.get(), buffer_.get() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
}

void RequestReader::Received(size_t bytes) {
  if (phase_ == Phase::kBodyApart) {
    body_.Extend(bytes);
  } else {
    end_ += bytes;
  }
  if (in_body()) body_bytes_received_ += bytes;
}

RequestReader::Outcome RequestReader::Next() {
  switch (phase_) {
    case Phase::kHead:
      return NextHead();
    case Phase::kBodyInPlace:
      return NextBodyInPlace();
    case Phase::kBodyApart:
      return NextBodyApart();
    case Phase::kChunks:
      return NextChunks();
    case Phase::kComplete:
      return Outcome::kRequest;
    case Phase::kRefused:
      break;
  }
  return Outcome::kRefused;
}

RequestReader::Outcome RequestReader::Refuse(Refusal refusal) {
  refusal_ = refusal;
  phase_ = Phase::kRefused;
  return Outcome::kRefused;
}

// Most heads arrive whole and are parsed at once. One that does not is parsed again only when its
// end is there: a head sent byte by byte costs no more than one look at each byte.
RequestReader::Outcome RequestReader::NextHead() {
  const std::string_view bytes = Unread();
  if (bytes.empty()) return Outcome::kMore;
  const bool searched = searched_ > 0;
  const size_t overlap = std::min(searched_, kBlankLine.size() - 1);
  if (searched && bytes.find(kBlankLine, searched_ - overlap) == std::string_view::npos) {
    searched_ = bytes.size();
    return bytes.size() >= limits_.head_bytes ? Refuse(kHeadTooLarge) : Outcome::kMore;
  }
  size_t head_bytes = 0;
  switch (ParseHead(bytes, &head_, &head_bytes, &refusal_)) {
    case HeadResult::kRefused:
      return Refuse(refusal_);
    case HeadResult::kIncomplete:
      searched_ = bytes.size();
      return bytes.size() >= limits_.head_bytes ? Refuse(kHeadTooLarge) : Outcome::kMore;
    case HeadResult::kComplete:
      break;
  }
  if (head_bytes > limits_.head_bytes) return Refuse(kHeadTooLarge);
  // Chunks are decoded from behind the head and need room there.
  if (head_.chunked && begin_ > 0) {
    Compact();
    return NextHead();
  }
  body_at_ = begin_ + head_bytes;
  return BeginBody();
}

RequestReader::Outcome RequestReader::BeginBody() {
  body_bytes_received_ = end_ - body_at_;
  if (head_.chunked) {
    chunks_ = ChunkedDecoder();
    phase_ = Phase::kChunks;
    return NextChunks();
  }
  if (head_.content_length.value_or(0) > limits_.body_bytes) return Refuse(kBodyTooLarge);
  content_length_ = head_.content_length.value_or(0);
  if (body_at_ + content_length_ <= kReceiveBytes) {
    phase_ = Phase::kBodyInPlace;
    return NextBodyInPlace();
  }
  const std::string_view received(buffer_.get() + body_at_, end_ - body_at_);
  if (!body_.Reserve(std::min(content_length_, kBodyBytesAtFirst))) return Refuse(kNoMemory);
  body_.Append(received);
  end_ = body_at_;
  phase_ = Phase::kBodyApart;
  return NextBodyApart();
}

RequestReader::Outcome RequestReader::NextBodyInPlace() {
  if (end_ - body_at_ >= content_length_) {
    next_begin_ = body_at_ + content_length_;
    return Complete({buffer_.get() + body_at_, content_length_});
  }
  // A client that waits for 100 Continue has sent nothing of the body yet.
  if (head_.expects_continue && !continue_sent_ && end_ == body_at_) {
    continue_sent_ = true;
    return Outcome::kContinue;
  }
  return Outcome::kMore;
}

RequestReader::Outcome RequestReader::NextBodyApart() {
  next_begin_ = end_;
  if (body_.size() == content_length_) return Complete(body_.view());
  if (head_.expects_continue && !continue_sent_ && body_.size() == 0) {
    continue_sent_ = true;
    return Outcome::kContinue;
  }
  if (!body_.Grow(1, content_length_)) return Refuse(kNoMemory);
  return Outcome::kMore;
}

RequestReader::Outcome RequestReader::NextChunks() {
  if (head_.expects_continue && !continue_sent_ && end_ == body_at_) {
    continue_sent_ = true;
    return Outcome::kContinue;
  }
  continue_sent_ = true;
  size_t taken = 0;
  switch (chunks_.Decode({buffer_.get() + body_at_, end_ - body_at_}, limits_.body_bytes, &body_,
                         &taken)) {
    case ChunkedDecoder::Result::kMore:
      end_ = body_at_;
      return Outcome::kMore;
    case ChunkedDecoder::Result::kDone:
      next_begin_ = body_at_ + taken;
      if (!body_.Reserve(body_.size())) return Refuse(kNoMemory);  // an empty body has padding too
      return Complete(body_.view());
    case ChunkedDecoder::Result::kMalformed:
      return Refuse(kBadChunks);
    case ChunkedDecoder::Result::kTooLarge:
      return Refuse(kBodyTooLarge);
    case ChunkedDecoder::Result::kNoMemory:
      break;
  }
  return Refuse(kNoMemory);
}

RequestReader::Outcome RequestReader::Complete(std::string_view wire_body) {
  request_.method = head_.method;
  request_.target = head_.target;
  request_.headers = head_.headers;
  request_.wire_body = request_.body = wire_body;
  request_.undecodable = false;
  if (head_.body_coding != Coding::kIdentity && !Decode()) return Outcome::kRefused;
  phase_ = Phase::kComplete;
  return Outcome::kRequest;
}

// What cannot be decoded is the handler's to answer, which looks at nothing of it.
bool RequestReader::Decode() {
  InflateResult result = InflateResult::kMalformed;
  if (head_.body_coding != Coding::kUnknown) {
    result = Inflate(head_.body_coding, request_.wire_body, limits_.inflated_bytes, &inflated_);
  }
  switch (result) {
    case InflateResult::kOk:
      request_.body = inflated_.view();
      return true;
    case InflateResult::kMalformed:
      request_.undecodable = true;
      request_.body = request_.wire_body.substr(0, 0);
      inflated_.Reset();
      return true;
    case InflateResult::kTooLarge:
      Refuse(kBodyTooLarge);
      return false;
    case InflateResult::kNoMemory:
      break;
  }
  Refuse(kNoMemory);
  return false;
}

void RequestReader::DropLargeBody() {
  body_.Reset();
  inflated_.Reset();
}

void RequestReader::Finish() {
  CHECK(phase_ == Phase::kComplete);
  const size_t begin = next_begin_, end = end_;
  Reset();
  if (begin == end) return;
  begin_ = begin;
  end_ = end;
}

void RequestReader::Reset() {
  begin_ = end_ = 0;
  phase_ = Phase::kHead;
  searched_ = 0;
  continue_sent_ = false;
  body_bytes_received_ = 0;
  body_.Reset();
  inflated_.Reset();
}

}  // namespace http
