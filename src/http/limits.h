// Every bound of what speaks HTTP, with where its value comes from. Those of connections, whatever
// they speak, are in net/limits.h.
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
// Large requests and answers of all connections (net/memory.h), where nobody says otherwise: 32 of
// the largest.
constexpr size_t kRequestMemory = 64 * kBodyBytesMax;
// With so much, one request and one answer of 16 MB fit at any time: the body grows by doubling (24
// MB for a moment), comes compressed perhaps (another 16), is handled (32), and answers grow by
// doubling, too (32, and then half of the whole must be enough for one client).
constexpr size_t kRequestMemoryMin = 8 * kBodyBytesMax;
// What handling a large request takes for each byte of its body, beside the body: what was parsed,
// and what is committed.
constexpr size_t kHandlingBytesPerBodyByte = 2;
// A large answer must be taken at this rate, beyond the grace of the write timeout: 16 MB may take
// a quarter of an hour.
constexpr size_t kAnswerBytesPerSecondMin = 16 * 1024;
// While others want the memory, large bodies must come and large answers be taken at this rate: two
// megabits a second, a poor mobile line; never resting for longer than the grace. 16 MB may take a
// minute.
constexpr std::chrono::seconds kWantedGrace{5};
constexpr size_t kWantedBytesPerSecondMin = 256 * 1024;
// What a chunked body may carry besides its content: extensions of one chunk (none are in use), and
// trailers (dropped).
constexpr size_t kChunkExtensionBytesMax = 256;
constexpr size_t kTrailerBytesMax = 4 * 1024;

// Requests in their handlers, all threads. Each may hold a receive buffer and a fiber's stack.
constexpr size_t kRequestsInFlightMax = 4'096;
// Threads of a server without fibers (sanitizer builds), thus handlers that can wait at a time.
constexpr size_t kHandlerThreads = 64;
// Receive buffers and answers that each thread keeps for reuse.
constexpr size_t kIdleExchangesMax = 64;
// An answer's body whose memory is kept for reuse; larger ones are given back to the system.
constexpr size_t kKeptBodyBytesMax = 64 * 1024;

// A connection without a request. The AWS SDK for Java drops connections idle for 60 s; a server
// that closes earlier makes clients write into a closed connection.
constexpr std::chrono::seconds kIdleTimeout{120};
// From the first byte of a request to the end of its head; and the TLS handshake. Apache's
// mod_reqtimeout: header=20-40.
constexpr std::chrono::seconds kHeadTimeout{20};
// A body may take this long, plus one second for each so many bytes received. Apache's
// mod_reqtimeout: body=20,MinRate=500.
constexpr std::chrono::seconds kBodyGrace{20};
constexpr size_t kBodyBytesPerSecondMin = 500;
// The client takes none of an answer. nginx: send_timeout 60 s.
constexpr std::chrono::seconds kWriteTimeout{60};
// After the last answer of a connection, how long the client has to close its side; closing over
// bytes unread would reset the connection and could take the answer from the client.
constexpr std::chrono::seconds kLingerTimeout{2};
// Answers from this size on are compressed for clients that accept it, as DynamoDB's are.
constexpr size_t kCompressedBytesMin = 4'096;
// zlib's fastest: the answer waits for it, and JSON shrinks well at any level.
constexpr int kCompressionLevel = 1;
// Answers up to this size are copied behind their head: cheaper than a second buffer to sendmsg,
// and one buffer can be sent in a batch. Query of ten items of 500 bytes: 7 % cheaper than with 2
// KiB.
constexpr size_t kCopiedBodyBytesMax = 8 * 1024;
// With TLS, what fits one record (16 KiB of content) is sent as one.
constexpr size_t kTlsRecordBytes = 16 * 1024;

// The bounds that depend on where a server runs, and that tests make small.
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
