// Turns the bytes of a connection into requests, one at a time. Does not use sockets.
//
//   while (true) {
//     switch (reader.Next()) {
//       case kMore:     receive into reader.Space(), then reader.Received(n);
//       case kContinue: send "100 Continue";
//       case kRequest:  answer *reader.request(), then reader.Finish();
//       case kRefused:  answer reader.refusal() and close;
//     }
//   }
//
// A head, and a body that fits beside it, stay in the buffer into which they were received. A
// larger body is received into a buffer of its own. Not thread-safe.
#pragma once

#include <memory>
#include <span>

#include "http/body_buffer.h"
#include "http/chunked_decoder.h"
#include "http/head_parser.h"
#include "http/limits.h"
#include "net/memory.h"
#include "wire/http_message.h"

namespace http {

class RequestReader {
 public:
  enum class Outcome { kMore, kContinue, kRequest, kRefused };

  // REQUIRES: both arguments outlive the reader.
  RequestReader(const Limits& limits, net::RequestMemory::Share* memory);

  // The memory for the next received bytes. Not empty after Next returned kMore.
  std::span<char> Space();
  // To be called when `bytes` bytes have been received into Space().
  void Received(size_t bytes);

  // Examines the received bytes. REQUIRES: Finish is called after each kRequest; no call after
  // kRefused.
  Outcome Next();

  // The request, valid until Finish. The caller sets peer_address and tls.
  wire::HttpRequest* request() { return &request_; }
  const RequestHead& head() const { return head_; }
  const Refusal& refusal() const { return refusal_; }

  // The size, after decoding, of a body that has a buffer of its own; 0 if the body has none.
  size_t large_body_bytes() const { return inflated_.size() > 0 ? inflated_.size() : body_.size(); }
  // Frees the buffer of a large body. The head stays valid.
  void DropLargeBody();
  // Drops the request. Received bytes behind it stay.
  void Finish();
  // Drops the request and all received bytes.
  void Reset();

  // Whether no byte of a request has been received.
  bool empty() const { return phase_ == Phase::kHead && begin_ == end_; }
  // Whether a head is complete and its body is not.
  bool in_body() const { return phase_ >= Phase::kBodyInPlace && phase_ <= Phase::kChunks; }
  // The number of received bytes of the body, as sent.
  size_t body_bytes_received() const { return body_bytes_received_; }

 private:
  enum class Phase { kHead, kBodyInPlace, kBodyApart, kChunks, kComplete, kRefused };

  std::string_view Unread() const { return {buffer_.get() + begin_, end_ - begin_}; }
  Outcome Refuse(Refusal refusal);
  Outcome NextHead();
  Outcome BeginBody();
  Outcome NextBodyInPlace();
  Outcome NextBodyApart();
  Outcome NextChunks();
  Outcome Complete(std::string_view wire_body);
  // False if it refused the request.
  bool Decode();
  void Compact();

  const Limits& limits_;
  const std::unique_ptr<char[]> buffer_;  // kReceiveBytes, and padding
  // In the buffer:  … begin_ | head | body_at_ | body … | next_begin_ | … end_
  size_t begin_ = 0;
  size_t body_at_ = 0;
  size_t next_begin_ = 0;
  size_t end_ = 0;
  size_t searched_ = 0;  // bytes of the head in which its end was searched already
  Phase phase_ = Phase::kHead;
  bool continue_sent_ = false;
  size_t content_length_ = 0;
  size_t body_bytes_received_ = 0;
  BodyBuffer body_;      // a body that did not fit beside its head
  BodyBuffer inflated_;  // a body after gzip or deflate
  ChunkedDecoder chunks_;
  RequestHead head_;
  Refusal refusal_;
  wire::HttpRequest request_;
};

}  // namespace http
