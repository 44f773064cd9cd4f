#include "load/connection.h"

#include <fcntl.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace load {
namespace {

constexpr size_t kReceiveBytes = size_t{64} * 1024;  // at first; a page of Scan needs more
// BatchGetItem gives up to 16 MiB of items, whose JSON is longer.
constexpr size_t kAnswerBytesMax = size_t{64} * 1024 * 1024;

base::Error Failed(const char* what) {
  return base::Unavailable(std::string(what) + ": " + std::strerror(errno));
}

base::Status AwaitReady(int socket, short events) {
  pollfd poll_for{socket, events, 0};
  const int ready =
      poll(&poll_for, 1, static_cast<int>(std::chrono::milliseconds(kSilenceMax).count()));
  if (ready > 0) return {};
  if (ready < 0) return Failed("poll");
  return base::Error{base::ErrorCode::kTimeout, "the server is silent"};
}

}  // namespace

base::Result<Connection> Connection::Open(const Address& address) {
  addrinfo hints{};
  hints.ai_family = AF_INET;
  hints.ai_socktype = SOCK_STREAM;
  addrinfo* found = nullptr;
  const int failure =
      getaddrinfo(address.host.c_str(), std::to_string(address.port).c_str(), &hints, &found);
  if (failure != 0) return base::Unavailable(address.host + ": " + gai_strerror(failure));
  Connection connection(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
  const int status = connect(connection.socket_, found->ai_addr, found->ai_addrlen);
  freeaddrinfo(found);
  if (status != 0) return Failed(address.Text().c_str());
  const int on = 1;
  setsockopt(connection.socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  fcntl(connection.socket_, F_SETFL, O_NONBLOCK);
  connection.received_.resize(kReceiveBytes);
  return connection;
}

Connection::Connection(Connection&& other) noexcept { *this = std::move(other); }

Connection& Connection::operator=(Connection&& other) noexcept {
  std::swap(socket_, other.socket_);
  std::swap(received_, other.received_);
  std::swap(received_bytes_, other.received_bytes_);
  std::swap(answered_bytes_, other.answered_bytes_);
  return *this;
}

Connection::~Connection() {
  if (socket_ >= 0) close(socket_);
}

base::Status Connection::Send(std::string_view request) {
  while (!request.empty()) {
    const ssize_t sent = send(socket_, request.data(), request.size(), MSG_NOSIGNAL);
    if (sent >= 0) {
      request.remove_prefix(sent);
    } else if (errno == EAGAIN) {
      TRY(AwaitReady(socket_, POLLOUT));
    } else if (errno != EINTR) {
      return Failed("send");
    }
  }
  return {};
}

base::Result<std::optional<Answer>> Connection::Receive() {
  // One request is on its way at a time, so nothing follows its answer.
  if (answered_bytes_ > 0) received_bytes_ = answered_bytes_ = 0;
  if (received_bytes_ == received_.size()) {
    if (received_.size() >= kAnswerBytesMax) return base::InvalidArgument("an endless answer");
    received_.resize(2 * received_.size());
  }
  const ssize_t bytes =
      recv(socket_, received_.data() + received_bytes_, received_.size() - received_bytes_, 0);
  if (bytes == 0) return base::Unavailable("the server closed the connection");
  if (bytes < 0) {
    if (errno == EAGAIN || errno == EINTR) return std::optional<Answer>();
    return Failed("recv");
  }
  received_bytes_ += bytes;
  TRY_ASSIGN(const std::optional<Answer> answer,
             ParseAnswer(std::string_view(received_).substr(0, received_bytes_)));
  if (answer) answered_bytes_ = answer->bytes;
  return answer;
}

base::Result<Answer> Connection::Await() {
  while (true) {
    TRY(AwaitReady(socket_, POLLIN));
    TRY_ASSIGN(const std::optional<Answer> answer, Receive());
    if (answer) return *answer;
  }
}

}  // namespace load
