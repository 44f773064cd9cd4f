// All bounds of connections, for any protocol, with the sources of their values.
#pragma once

#include <chrono>
#include <cstddef>

namespace net {

// Connections of all threads. Reduced at start to what the limit of open files leaves
// (base/descriptors.h).
constexpr size_t kConnectionsMax = 16'384;
// A server that cannot have so many does not start: for two clients, and for checks of its health.
constexpr size_t kConnectionsMin = 4;
// Descriptors of each event loop: epoll, an eventfd, a timer, an io_uring. The thread that accepts
// connections has as many.
constexpr size_t kDescriptorsPerThread = 4;
// Steps of one connection (receiving, or answering a pipelined request) before others get a turn.
constexpr int kStepsPerTurn = 16;
// The most requests that are received before they are handled together.
constexpr size_t kRequestsTogether = 32;
// The most answers that are sent together. Sending one wakes its client, if the client sleeps,
// which costs as much as the sending. The first answers wait for the last, but no longer than
// kAnswersTogetherFor, which is checked once in kAnswersBetweenLooks answers.
constexpr size_t kAnswersTogether = 32;
constexpr std::chrono::microseconds kAnswersTogetherFor{300};
constexpr size_t kAnswersBetweenLooks = 8;
// The most reads, or writes, of sockets in one system call.
constexpr size_t kSocketCallsTogether = 32;
// The kernel's queue of connections not yet accepted. Linux caps it at net.core.somaxconn, 4096.
constexpr int kListenBacklog = 4'096;
// Connections that are accepted before other work of the thread gets its turn.
constexpr int kAcceptsPerTurn = 64;
// The pause after accept failed for want of descriptors or memory.
constexpr std::chrono::milliseconds kAcceptBackoff{100};
// The period of the loop's tick: the precision of timeouts and of the Date header.
constexpr std::chrono::milliseconds kTick{250};
// If a tick comes so late, the loop stood still: eight periods.
constexpr std::chrono::seconds kStall{2};

// The bounds that depend on the machine, and that tests make small.
struct Limits {
  size_t connections = kConnectionsMax;
  std::chrono::milliseconds tick = kTick;
  std::chrono::microseconds stall = kStall;
};

}  // namespace net
