// For tests: a client of the server that says exactly the bytes it is told to, over a plain
// blocking socket.
#pragma once

#include <openssl/ssl.h>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "net/tls.h"

namespace http {

struct TestAnswer {
  int status = 0;  // 0: the server closed instead
  std::string head;
  std::string body;

  // "" if there is none.
  std::string Header(std::string_view name) const;
};

class TestClient {
 public:
  // Connects to 127.0.0.1. CHECKs that it can. `before_connecting` is called in possession of a
  // socket.
  explicit TestClient(uint16_t port, const std::function<void()>& before_connecting = {});
  ~TestClient();
  TestClient(const TestClient&) = delete;
  TestClient& operator=(const TestClient&) = delete;

  // Goes on in TLS, trusting `certificate_file` for `localhost`. False if the handshake failed.
  bool StartTls(const std::string& certificate_file);
  SSL* tls() const { return tls_.get(); }

  // False if the server has closed.
  bool Send(std::string_view bytes);
  // The same, around TLS: the bytes of a record, or some of them.
  bool SendBelowTls(std::string_view bytes);
  // Closes the sending side.
  void EndSending();
  // Closes so that the server sees a reset.
  void Reset();

  // The next answer. `head_only`: to a HEAD request.
  TestAnswer Receive(bool head_only = false);
  TestAnswer Ask(std::string_view bytes) {
    Send(bytes);
    return Receive();
  }
  // Takes so many bytes of an answer, or what comes before the server closes.
  void Take(size_t bytes) {
    while (received_.size() < bytes && ReceiveMore()) {
    }
  }
  // What comes before the server closes or resets the connection.
  std::string ReceiveAll();
  // Waits for the server to close; false if it sends something instead.
  bool IsClosed() { return ReceiveAll().empty(); }

 private:
  bool ReceiveMore();

  int socket_;
  net::TlsContext context_;
  net::TlsSession tls_;
  std::string received_;
};

// "POST / HTTP/1.1" with a Host, a Content-Length and `headers` ("Name: value\r\n" each).
std::string PostRequest(std::string_view body, std::string_view headers = "");

}  // namespace http
