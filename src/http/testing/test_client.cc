#include "http/testing/test_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <utility>

#include "base/check.h"
#include "wire/ascii.h"

namespace http {

std::string TestAnswer::Header(std::string_view name) const {
  std::string_view left = head;
  while (!left.empty()) {
    std::string_view line = wire::TakeUntil('\n', &left);
    const std::string_view line_name = wire::TakeUntil(':', &line);
    if (wire::EqualsIgnoreCase(line_name, name)) return std::string(wire::TrimSpace(line));
  }
  return "";
}

TestClient::TestClient(uint16_t port, const std::function<void()>& before_connecting)
    : socket_(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  CHECK(socket_ >= 0);
  if (before_connecting) before_connecting();
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  CHECK(connect(socket_, reinterpret_cast<sockaddr*>(&address), sizeof(address)) == 0);
}

TestClient::~TestClient() { close(socket_); }

bool TestClient::StartTls(const std::string& certificate_file) {
  context_.reset(SSL_CTX_new(TLS_client_method()));
  CHECK(SSL_CTX_load_verify_locations(context_.get(), certificate_file.c_str(), nullptr) == 1);
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  tls_ = net::MakeTlsSession(context_.get(), socket_);
  CHECK(SSL_set1_host(tls_.get(), "localhost") == 1);
  const std::string_view protocols = "\x02h2\x08http/1.1";
  SSL_set_alpn_protos(tls_.get(), reinterpret_cast<const unsigned char*>(protocols.data()),
                      protocols.size());
  return SSL_connect(tls_.get()) == 1;
}

bool TestClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    ssize_t sent;
    if (tls_ != nullptr) {
      sent = SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
    } else {
      sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    if (sent <= 0) return false;
    bytes.remove_prefix(sent);
  }
  return true;
}

bool TestClient::SendBelowTls(std::string_view bytes) {
  return send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) ==
         static_cast<ssize_t>(bytes.size());
}

void TestClient::EndSending() { shutdown(socket_, SHUT_WR); }

void TestClient::Reset() {
  const linger at_once = {.l_onoff = 1, .l_linger = 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
  close(socket_);
  socket_ = -1;
}

bool TestClient::ReceiveMore() {
  std::array<char, 64 * 1024> bytes;
  ssize_t count;
  if (tls_ != nullptr) {
    count = SSL_read(tls_.get(), bytes.data(), bytes.size());
  } else {
    count = recv(socket_, bytes.data(), bytes.size(), 0);
  }
  if (count <= 0) return false;
  received_.append(bytes.data(), count);
  return true;
}

TestAnswer TestClient::Receive(bool head_only) {
  size_t head_end;
  while ((head_end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!ReceiveMore()) return {};
  }
  TestAnswer answer;
  answer.head = received_.substr(0, head_end + 2);
  received_.erase(0, head_end + 4);
  answer.status = std::atoi(answer.head.c_str() + sizeof("HTTP/1.1"));
  const size_t body_bytes = head_only ? 0 : std::atoi(answer.Header("Content-Length").c_str());
  while (received_.size() < body_bytes) {
    if (!ReceiveMore()) return {};
  }
  answer.body = received_.substr(0, body_bytes);
  received_.erase(0, body_bytes);
  return answer;
}

std::string TestClient::ReceiveAll() {
  while (ReceiveMore()) {
  }
  return std::exchange(received_, {});
}

std::string PostRequest(std::string_view body, std::string_view headers) {
  return "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + std::to_string(body.size()) +
         "\r\n" + std::string(headers) + "\r\n" + std::string(body);
}

}  // namespace http
