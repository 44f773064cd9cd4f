// Every bound of the HTTP server, with where its value comes from.
#pragma once

#include <chrono>
#include <cstddef>

namespace http {

// Request line and headers together. nginx takes 4 × 8 KiB (large_client_header_buffers).
constexpr size_t kHeadBytesMax = 32 * 1024;
// Headers of one request. Apache: LimitRequestFields 100.
constexpr size_t kHeadersMax = 100;
// The receive buffer of a request: the largest head and still some body. Bodies that do not fit
// beside their head get a buffer of their own.
constexpr size_t kReceiveBytes = 64 * 1024;
static_assert(kReceiveBytes >= 2 * kHeadBytesMax);
// A request body. DynamoDB answers 413 above 16 MB (the quota of one BatchWriteItem).
constexpr size_t kBodyBytesMax = 16 * 1024 * 1024;
// A body after gzip: as much as without.
constexpr size_t kInflatedBytesMax = kBodyBytesMax;
// Bodies of all connections that do not fit their receive buffers: 64 of the largest.
constexpr size_t kBodyMemoryMax = 64 * kBodyBytesMax;
// Large answers (kKeptBodyBytesMax and more) that wait for their clients to take them: while there
// are more, requests are refused. A BatchGetItem's answer has 16 MB of items.
constexpr size_t kAnswerMemoryMax = 64 * kBodyBytesMax;
// A large answer must be taken at this rate, beyond the grace of the write timeout: 16 MB may take
// a quarter of an hour.
constexpr size_t kAnswerBytesPerSecondMin = 16 * 1024;
// What a chunked body may carry besides its content: extensions of one chunk (none are in use), and
// trailers (dropped).
constexpr size_t kChunkExtensionBytesMax = 256;
constexpr size_t kTrailerBytesMax = 4 * 1024;

// Connections of all threads. Lowered at start to what the descriptor limit leaves.
constexpr size_t kConnectionsMax = 16'384;
// Descriptors that connections leave to the rest of the process (RocksDB's files, mostly).
constexpr size_t kDescriptorsReserved = 1'024;
// Requests in their handlers, all threads. Each may hold a receive buffer and a fiber's stack.
constexpr size_t kRequestsInFlightMax = 4'096;
// Steps of one connection (receiving, or answering a pipelined request) before others get a turn.
constexpr int kStepsPerTurn = 16;
// Requests that are handled together, after all were received.
constexpr size_t kRequestsTogether = 32;
// Answers that are sent together. Sending one wakes its client, if that sleeps, which costs as much
// as the sending; meanwhile the first of them wait for the last, but no longer than this (looked at
// now and then).
constexpr size_t kAnswersTogether = 32;
constexpr std::chrono::microseconds kAnswersTogetherFor{300};
constexpr size_t kAnswersBetweenLooks = 8;
// Reads, or writes, of sockets that are one system call.
constexpr size_t kSocketCallsTogether = 32;
// The kernel's queue of connections not yet accepted. Linux caps it at net.core.somaxconn, 4096.
constexpr int kListenBacklog = 4'096;
// Connections accepted before other work gets its turn.
constexpr int kAcceptsPerTurn = 64;
// The pause after accept failed for want of descriptors or memory.
constexpr std::chrono::milliseconds kAcceptBackoff{100};
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
// How exact timeouts and the Date header are.
constexpr std::chrono::milliseconds kTick{250};

// Answers from this size on are compressed for clients that accept gzip: a smaller one fits one TCP
// segment (Ethernet: 1460 bytes) either way.
constexpr size_t kGzipBytesMin = 1'461;
// zlib's fastest: the answer waits for it, and JSON shrinks well at any level.
constexpr int kGzipLevel = 1;
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
  size_t body_memory = kBodyMemoryMax;
  size_t answer_memory = kAnswerMemoryMax;
  size_t answer_bytes_per_second = kAnswerBytesPerSecondMin;
  size_t connections = kConnectionsMax;
  size_t requests_in_flight = kRequestsInFlightMax;
  std::chrono::microseconds idle_timeout = kIdleTimeout;
  std::chrono::microseconds head_timeout = kHeadTimeout;
  std::chrono::microseconds body_grace = kBodyGrace;
  size_t body_bytes_per_second = kBodyBytesPerSecondMin;
  std::chrono::microseconds write_timeout = kWriteTimeout;
  std::chrono::microseconds linger_timeout = kLingerTimeout;
  std::chrono::milliseconds tick = kTick;
};

}  // namespace http
