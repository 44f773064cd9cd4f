// The least that an HTTP server can cost: one thread, epoll, one read and one write per request, a
// fixed answer of 500 bytes. The yardstick for src/http, which bench/fixed_http.cc runs with the
// same answer.
//
//   bare_http PORT        (of 127.0.0.1; ends with the process)
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "listen.h"

namespace {

constexpr size_t kBodyBytes = 500;
constexpr size_t kReceiveBytes = 64 * 1024;
constexpr int kEventsAtOnce = 128;

struct Connection {
  int socket;
  std::string received;  // of a request that is not whole yet
};

std::string MakeAnswer() {
  return "HTTP/1.1 200 OK\r\nDate: Sat, 21 Nov 2026 00:00:00 GMT\r\n"
         "Content-Type: application/x-amz-json-1.0\r\nContent-Length: " +
         std::to_string(kBodyBytes) + "\r\n\r\n" + std::string(kBodyBytes, 'x');
}

// Whether `bytes` hold a whole request.
bool IsWhole(std::string_view bytes) {
  size_t body_bytes = 0;
  while (true) {
    const void* const line_end = std::memchr(bytes.data(), '\n', bytes.size());
    if (line_end == nullptr) return false;
    const size_t line_bytes = static_cast<const char*>(line_end) - bytes.data() + 1;
    if (line_bytes == 2) return bytes.size() - line_bytes >= body_bytes;
    constexpr std::string_view kLength = "content-length:";
    if (line_bytes > kLength.size() &&
        strncasecmp(bytes.data(), kLength.data(), kLength.size()) == 0) {
      body_bytes = std::strtoul(bytes.data() + kLength.size(), nullptr, 10);
    }
    bytes.remove_prefix(line_bytes);
  }
}

// Answers the request in `bytes` once it is whole; false if the client has gone. Its clients send
// one request at a time.
bool Serve(Connection& connection, std::string_view bytes, const std::string& answer) {
  if (!connection.received.empty()) {
    connection.received.append(bytes);
    bytes = connection.received;
  }
  if (!IsWhole(bytes)) {
    if (connection.received.empty()) connection.received = bytes;
    return true;
  }
  connection.received.clear();
  return send(connection.socket, answer.data(), answer.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(answer.size());
}

void Accept(int epoll, int listener) {
  const int socket = accept(listener, nullptr, nullptr);
  if (socket < 0) return;
  const int on = 1;
  setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.ptr = new Connection{socket, {}};
  epoll_ctl(epoll, EPOLL_CTL_ADD, socket, &event);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "bare_http PORT\n");
    return 2;
  }
  const int listener = Listen(static_cast<uint16_t>(std::strtoul(argv[1], nullptr, 10)));
  const int epoll = epoll_create1(0);
  epoll_event event{};
  event.events = EPOLLIN;
  epoll_ctl(epoll, EPOLL_CTL_ADD, listener, &event);
  const std::string answer = MakeAnswer();
  std::vector<char> buffer(kReceiveBytes);
  std::array<epoll_event, kEventsAtOnce> events;
  while (true) {
    const int count = epoll_wait(epoll, events.data(), events.size(), -1);
    for (int i = 0; i < count; ++i) {
      auto* const connection = static_cast<Connection*>(events[i].data.ptr);
      if (connection == nullptr) {
        Accept(epoll, listener);
        continue;
      }
      const ssize_t bytes = read(connection->socket, buffer.data(), buffer.size());
      if (bytes <= 0 || !Serve(*connection, {buffer.data(), static_cast<size_t>(bytes)}, answer)) {
        close(connection->socket);
        delete connection;
      }
    }
  }
}
