// All bounds of HTTP, with the sources of their values. The bounds of connections in general are in
// net/limits.h.
#pragma once

#include <chrono>
#include <cstddef>

namespace http {

// Request line and headers together. DynamoDB answers 400 above 16 KB, of one line or of all.
constexpr size_t kHeadBytesMax = 16 * 1024;
// Headers of one request. Apache: LimitRequestFields 100.
constexpr size_t kHeadersMax = 100;
// The receive buffer of a request: the largest head and still some body. Bodies that do not fit
// beside their head get a buffer of their own.
constexpr size_t kReceiveBytes = 64 * 1024;
static_assert(kReceiveBytes >= 2 * kHeadBytesMax);
// A request body. DynamoDB answers 413 above 16 MB (the quota of one BatchWriteItem).
constexpr size_t kBodyBytesMax = 16 * 1024 * 1024;
// A body after gzip or deflate: as much as without.
constexpr size_t kInflatedBytesMax = kBodyBytesMax;
// The default memory for large requests and answers of all connections (net/memory.h): 64 of the
// largest bodies.
constexpr size_t kRequestMemory = 64 * kBodyBytesMax;
// The least memory with which one request and one answer of 16 MB always fit, within the half that
// one client may hold: a body that grows by doubling takes 24 MB for a moment, its compressed form
// up to 16, its handling 32; an answer that grows by doubling takes 32.
constexpr size_t kRequestMemoryMin = 8 * kBodyBytesMax;
// The estimated memory for handling a large request, for each byte of its body, beside the body:
// the parsed values, and the commit.
constexpr size_t kHandlingBytesPerBodyByte = 2;
// A client must take a large answer at this rate, with a grace of the write timeout: 16 MB may take
// a quarter of an hour.
constexpr size_t kAnswerBytesPerSecondMin = 16 * 1024;
// While other clients need the memory, a client must send a large body, and take a large answer, at
// this rate, and never pause for longer than the grace: two megabits a second, a poor mobile line.
// 16 MB may take a minute.
constexpr std::chrono::seconds kWantedGrace{5};
constexpr size_t kWantedBytesPerSecondMin = 256 * 1024;
// Bounds on the parts of a chunked body beside its content: the extensions of one chunk (none are
// in use), and the trailers (which are dropped).
constexpr size_t kChunkExtensionBytesMax = 256;
constexpr size_t kTrailerBytesMax = 4 * 1024;

// Requests that are being handled, on all threads. Each may hold a receive buffer and a fiber's
// stack.
constexpr size_t kRequestsInFlightMax = 4'096;
// Handler threads of a server without fibers (sanitizer builds): the handlers that can run at a
// time.
constexpr size_t kHandlerThreads = 64;
// Exchanges (receive buffers and answers) that each thread keeps for reuse.
constexpr size_t kIdleExchangesMax = 64;
// A larger buffer of an answer's body is freed instead of being kept for reuse.
constexpr size_t kKeptBodyBytesMax = 64 * 1024;

// For a connection without a request. The AWS SDK for Java drops connections that were idle for 60
// s. If the server closed earlier, clients would write into a closed connection.
constexpr std::chrono::seconds kIdleTimeout{120};
// From the first byte of a request to the end of its head; also for the TLS handshake. Apache's
// mod_reqtimeout: header=20-40.
constexpr std::chrono::seconds kHeadTimeout{20};
// A body may take this long, plus one second for each so many bytes received. Apache's
// mod_reqtimeout: body=20,MinRate=500.
constexpr std::chrono::seconds kBodyGrace{20};
constexpr size_t kBodyBytesPerSecondMin = 500;
// While the client takes no byte of an answer. nginx: send_timeout 60 s.
constexpr std::chrono::seconds kWriteTimeout{60};
// After the last answer of a connection, for the client to close its side. If the server closed
// while there are unread bytes, it would reset the connection, and the client might lose the
// answer.
constexpr std::chrono::seconds kLingerTimeout{2};
// Answers of this size and larger are compressed for clients that accept it, as by DynamoDB.
constexpr size_t kCompressedBytesMin = 4'096;
// zlib's fastest level: the answer waits for it, and JSON compresses well at any level.
constexpr int kCompressionLevel = 1;
// The bodies of answers up to this size are copied behind the head. That is cheaper than a second
// buffer for sendmsg, and only single buffers can be sent in a batch. A Query of ten items of 500
// bytes costs 7 % less than with 2 KiB.
constexpr size_t kCopiedBodyBytesMax = 8 * 1024;
// With TLS, an answer that fits one record (16 KiB of content) is sent as one record.
constexpr size_t kTlsRecordBytes = 16 * 1024;

// The bounds that depend on the machine, and that tests make small.
struct Limits {
  size_t head_bytes = kHeadBytesMax;  // at most kHeadBytesMax
  size_t body_bytes = kBodyBytesMax;
  size_t inflated_bytes = kInflatedBytesMax;
  size_t request_memory = kRequestMemory;
  size_t answer_bytes_per_second = kAnswerBytesPerSecondMin;
  std::chrono::microseconds wanted_grace = kWantedGrace;
  size_t wanted_bytes_per_second = kWantedBytesPerSecondMin;
  size_t requests_in_flight = kRequestsInFlightMax;
  std::chrono::microseconds idle_timeout = kIdleTimeout;
  std::chrono::microseconds head_timeout = kHeadTimeout;
  std::chrono::microseconds body_grace = kBodyGrace;
  size_t body_bytes_per_second = kBodyBytesPerSecondMin;
  std::chrono::microseconds write_timeout = kWriteTimeout;
  std::chrono::microseconds linger_timeout = kLingerTimeout;
};

}  // namespace http
