// Every bound of connections, whatever they speak, with where its value comes from.
#pragma once

#include <chrono>
#include <cstddef>

namespace net {

// Connections of all threads. Lowered at start to what the limit of open files leaves
// (base/descriptors.h).
constexpr size_t kConnectionsMax = 16'384;
// With fewer a server does not start: a client, one more, and those who ask for its health.
constexpr size_t kConnectionsMin = 4;
// What each thread has open: epoll, an eventfd, a timer, an io_uring. The one that accepts has,
// too.
constexpr size_t kDescriptorsPerThread = 4;
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
// How exact timeouts and the Date header are.
constexpr std::chrono::milliseconds kTick{250};
// A tick that comes so late says that the loop stood still: eight of them.
constexpr std::chrono::seconds kStall{2};

// The bounds that depend on where a server runs, and that tests make small.
struct Limits {
  size_t connections = kConnectionsMax;
  std::chrono::milliseconds tick = kTick;
  std::chrono::microseconds stall = kStall;
};

}  // namespace net
