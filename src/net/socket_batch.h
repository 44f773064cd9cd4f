// Reads and writes of several sockets in one system call.
//
// By io_uring, used for nothing else: each call of a batch is made at once and comes to the same as
// alone. What is saved is entering the kernel, some 0.4 us each time on the machines this was
// measured on. Where the kernel gives no ring (containers often forbid it), they are made alone.
#pragma once

#include <sys/types.h>

#include <array>
#include <cstddef>
#include <limits>
#include <memory>
#include <span>
#include <string_view>

#include "net/limits.h"

struct io_uring;

namespace net {

class SocketBatch {
 public:
  // A result that Run has still to write.
  static constexpr ssize_t kPending = std::numeric_limits<ssize_t>::min();

  // `rings`: whether to ask the kernel for one.
  explicit SocketBatch(bool rings = true);
  ~SocketBatch();
  SocketBatch(const SocketBatch&) = delete;
  SocketBatch& operator=(const SocketBatch&) = delete;

  // Non-blocking sockets, each with one call in a batch. `*result` and the bytes must last until
  // Run; it gets what recv or send returns, or -errno. A full batch runs by itself.
  void Receive(int socket, std::span<char> into, ssize_t* result);
  void Send(int socket, std::string_view bytes, ssize_t* result);
  // Makes the calls. Does not wait.
  void Run();

  bool has_ring() const { return ring_ != nullptr; }
  // Why the kernel gave none, as an errno; 0 if it gave one or was not asked.
  int ring_refused() const { return ring_refused_; }

 private:
  struct CloseRing {
    void operator()(io_uring* ring) const;
  };
  struct Call {
    int socket;
    bool sends;
    char* data;
    size_t size;
    ssize_t* result;
  };

  void Add(const Call& call);
  void RunInRing();
  static void RunAlone(const Call& call);

  std::array<Call, kSocketCallsTogether> calls_;
  size_t count_ = 0;
  std::unique_ptr<io_uring, CloseRing> ring_;  // null: none
  int ring_refused_ = 0;
};

}  // namespace net
