// For tests: a client of the server over a plain blocking socket.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <string_view>

#include "base/check.h"
#include "stator/testing/test_requests.h"

namespace stator {

struct ClientAnswer {
  int status = 0;     // 0: the server closed instead
  bool torn = false;  // it closed in the middle of an answer
  std::string head;   // in lower case
  std::string body;
};

// One connection. Not safe from several threads.
class TestClient {
 public:
  // `address` is "127.0.0.1:8000". Look at connected().
  explicit TestClient(const std::string& address) : socket_(socket(AF_INET, SOCK_STREAM, 0)) {
    CHECK(socket_ >= 0);
    const size_t colon = address.rfind(':');
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(static_cast<uint16_t>(std::stoi(address.substr(colon + 1))));
    CHECK(inet_pton(AF_INET, address.substr(0, colon).c_str(), &to.sin_addr) == 1);
    connected_ = connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof(to)) == 0;
    const int on = 1;
    setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  }
  ~TestClient() { close(socket_); }
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  bool connected() const { return connected_; }

  // An operation of the API.
  ClientAnswer Call(std::string_view operation, std::string_view body) {
    return Ask(ApiRequest(operation, body));
  }
  ClientAnswer Get(std::string_view path) {
    return Ask("GET " + std::string(path) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
  }

  static std::string ApiRequest(std::string_view operation, std::string_view body) {
    std::string request = "POST / HTTP/1.1\r\nHost: localhost\r\n";
    request.append("Content-Type: ").append(kTestContentType).append("\r\n");
    request.append("X-Amz-Target: ").append(TargetOf(operation)).append("\r\n");
    request.append("X-Amz-Date: ").append(kTestDate).append("\r\n");
    request.append("Authorization: ").append(kTestAuthorization).append("\r\n");
    request.append("Content-Length: ").append(std::to_string(body.size())).append("\r\n\r\n");
    return request.append(body);
  }

  ClientAnswer Ask(std::string_view request) {
    Send(request);
    return Receive();
  }

  // If the server has closed, Receive will tell.
  void Send(std::string_view bytes) {
    while (!bytes.empty()) {
      const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<size_t>(sent));
    }
  }

  ClientAnswer Receive() {
    constexpr std::string_view kHeadEnd = "\r\n\r\n";
    ClientAnswer answer;
    size_t head_bytes;
    while ((head_bytes = received_.find(kHeadEnd)) == std::string::npos) {
      if (!ReceiveMore()) {
        answer.torn = !received_.empty();
        return answer;
      }
    }
    answer.head = received_.substr(0, head_bytes);
    std::ranges::transform(answer.head, answer.head.begin(),
                           [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    received_.erase(0, head_bytes + kHeadEnd.size());
    const size_t length = answer.head.find("content-length: ");
    const size_t body_bytes =
        length == std::string::npos ? 0 : std::stoul(answer.head.substr(length + 16));
    while (received_.size() < body_bytes) {
      if (!ReceiveMore()) {
        answer.torn = true;
        return answer;
      }
    }
    answer.body = received_.substr(0, body_bytes);
    received_.erase(0, body_bytes);
    answer.status = std::stoi(answer.head.substr(answer.head.find(' ') + 1));
    return answer;
  }

  // The server then need not wait for more.
  void EndSending() { shutdown(socket_, SHUT_WR); }
  // Waits for the server to close; false if it sends something instead.
  bool IsClosed() { return received_.empty() && !ReceiveMore(); }

 private:
  bool ReceiveMore() {
    char buffer[4096];
    const ssize_t count = recv(socket_, buffer, sizeof(buffer), 0);
    if (count <= 0) return false;
    received_.append(buffer, static_cast<size_t>(count));
    return true;
  }

  const int socket_;
  bool connected_ = false;
  std::string received_;
};

}  // namespace stator
