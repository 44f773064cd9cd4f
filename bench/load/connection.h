// One keep-alive connection with at most one request on its way.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "load/answer.h"

namespace load {

struct Address {
  std::string host;  // IPv4 address or name
  uint16_t port = 0;

  std::string Text() const { return host + ":" + std::to_string(port); }
};

class Connection {
 public:
  // Connects to the first IPv4 address of `address`. Errors: kUnavailable.
  static base::Result<Connection> Open(const Address& address);
  Connection(Connection&& other) noexcept;
  Connection& operator=(Connection&& other) noexcept;
  ~Connection();

  int socket() const { return socket_; }

  // Sends all of it, waiting if the socket's buffer is full. Errors: kUnavailable.
  base::Status Send(std::string_view request);

  // Reads what is there, once. Nullopt if the answer is not whole yet. The answer is good until the
  // next call. Errors: kUnavailable (closed, failed), kInvalidArgument (no answer).
  base::Result<std::optional<Answer>> Receive();

  // Waits for a whole answer. Errors: as Receive; kTimeout after kSilenceMax.
  base::Result<Answer> Await();

 private:
  explicit Connection(int socket) : socket_(socket) {}

  int socket_ = -1;
  std::string received_;
  size_t received_bytes_ = 0;
  size_t answered_bytes_ = 0;  // of the answer that was given away last
};

// A server that is silent for so long is not measured any further.
constexpr std::chrono::seconds kSilenceMax{60};

}  // namespace load
