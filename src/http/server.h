// The HTTP server: sockets, TLS and HTTP/1.1 on one side, a handler of whole requests on the other.
//
//   auto server = http::Server::Start({.listen = {"127.0.0.1:8000"}}, handler, clock);
//   …
//   server->Drain(std::chrono::seconds(10));
//
// Each thread has an event loop of its own, and each connection belongs to one thread. A connection
// carries one request at a time; pipelined ones are answered in order. What is not HTTP, or is more
// than the limits allow (http/limits.h, net/limits.h), is answered here (400, 408 as a close, 413,
// 417, 501, 503, 505) and never reaches the handler. Request bodies are handed over whole; chunked,
// gzip-encoded and deflated ones decoded. Answers are compressed for clients that ask for it.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/statistic.h"
#include "http/limits.h"
#include "net/limits.h"
#include "net/tls.h"
#include "wire/http_message.h"

namespace http {

// Fills an answer to what never reaches the handler: `status` (which the response has) and a
// sentence for people. Called on the thread of the connection; must not wait.
using Refuser =
    std::function<void(int status, std::string_view reason, wire::HttpResponse* response)>;
// {"message":"…"}
void RefuseInJson(int status, std::string_view reason, wire::HttpResponse* response);

struct ServerOptions {
  // Numeric addresses, or localhost: "127.0.0.1:8000", "[::1]:8000", "0.0.0.0:8000". Port 0 picks a
  // free one. "[::]:8000" is IPv6 only; name "0.0.0.0:8000" beside it for both.
  std::vector<std::string> listen = {"127.0.0.1:8000"};
  // Addresses that speak TLS (1.2 or later) with the certificate of `tls`.
  std::vector<std::string> listen_tls = {};
  std::optional<net::TlsOptions> tls = {};
  // Event loops; 0: one per processor.
  size_t threads = 0;
  // Run handlers on plain threads (kHandlerThreads) instead of fibers. Sanitizers cannot follow
  // fibers.
#ifdef STATOR_SANITIZED
  bool handlers_on_threads = true;
#else
  bool handlers_on_threads = false;
#endif
  Limits limits = {};
  net::Limits net_limits = {};
  // How what never reaches the handler is answered.
  Refuser refuser = RefuseInJson;
};

// Answers one request. Called on the thread of the connection, in a fiber: it may wait on
// base::Events, and must not block the thread otherwise. Many run at a time. The request and the
// response end with the call; the response comes empty.
using Handler = std::function<void(const wire::HttpRequest& request, wire::HttpResponse* response)>;

// Thread-safe, but Drain, WaitForHandlers and the destructor: not from a handler.
class Server {
 public:
  // Listens and serves. Raises the process's limit of open files to what is allowed.
  // Errors: kInvalidArgument (an address, a certificate, or a key that cannot be used; a limit of
  // open files that is too low), kAlreadyExists (the address is in use), kInternal.
  static base::Result<std::unique_ptr<Server>> Start(ServerOptions options, Handler handler,
                                                     const base::Clock& clock);

  // Whether Start could listen on these addresses, and use this certificate, right now; for those
  // who have other things to make before they start. Errors: those of Start.
  static base::Status Check(const ServerOptions& options);

  // Drain(0), then waits for the handlers that still run.
  virtual ~Server() = default;

  // The addresses bound, "127.0.0.1:8000", those of listen first, with the port that was picked;
  // and their ports.
  virtual std::vector<std::string> addresses() const = 0;
  virtual std::vector<uint16_t> ports() const = 0;

  // Stops gracefully: accepts no more, closes idle connections, answers what has begun with
  // Connection: close, and refuses (503) what comes after. Returns once all connections are closed;
  // those left after `patience` are cut, their handlers' answers dropped. False if any was. Waits
  // no longer than that for a handler, not even for one that computes and never lets its thread go.
  virtual bool Drain(std::chrono::milliseconds patience) = 0;

  // After a Drain: whether all handlers have returned, waiting so long for them. The destructor
  // waits for ever.
  virtual bool WaitForHandlers(std::chrono::milliseconds patience) = 0;

  virtual std::vector<base::Statistic> Statistics() const = 0;
};

}  // namespace http
