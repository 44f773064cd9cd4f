// The HTTP server: sockets, TLS and HTTP/1.1 on one side, a handler of whole requests on the other.
//
//   auto server = http::Server::Start({.listen = {"127.0.0.1:8000"}}, handler, clock);
//   …
//   server->Drain(std::chrono::seconds(10));
//
// Each thread has an event loop of its own, and each connection belongs to one thread. A connection
// handles one request at a time; pipelined requests are answered in order. Requests that are not
// HTTP, or that exceed the limits (http/limits.h, net/limits.h), are answered by the server itself
// (400, 408 as a close, 413, 417, 501, 503, 505) and never reach the handler. The handler gets
// whole bodies, from which chunked coding, gzip and deflate are removed. Answers are compressed for
// clients that ask for it.
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

// Fills the answer to a request that does not reach the handler. `status` is set in the response
// already; `reason` is a sentence for people. Called on the connection's thread; must not wait.
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
  // Answers requests that do not reach the handler.
  Refuser refuser = RefuseInJson;
};

// Answers one request. Called in a fiber of the connection's thread: it may wait on run::Events,
// but must not block the thread in other ways. Several handlers run at a time. The response is
// empty at the call. The request and the response are valid during the call only.
using Handler = std::function<void(const wire::HttpRequest& request, wire::HttpResponse* response)>;

// Thread-safe. Drain, WaitForHandlers and the destructor must not be called by a handler.
class Server {
 public:
  // Starts a server. Raises the process's limit of open files to the maximum that is allowed.
  // Errors: kInvalidArgument (an address, a certificate, or a key that cannot be used; a limit of
  // open files that is too low), kAlreadyExists (the address is in use), kInternal.
  static base::Result<std::unique_ptr<Server>> Start(ServerOptions options, Handler handler,
                                                     const base::Clock& clock);

  // An error if Start would fail at the moment. For callers that make other things before they
  // start a server. Errors: those of Start.
  static base::Status Check(const ServerOptions& options);

  // Calls Drain(0), then blocks until all handlers have returned.
  virtual ~Server() = default;

  // The bound addresses, such as "127.0.0.1:8000", with the actual ports; those of `listen` first.
  // And their ports alone.
  virtual std::vector<std::string> addresses() const = 0;
  virtual std::vector<uint16_t> ports() const = 0;

  // Stops gracefully: accepts no more connections, closes idle ones, answers requests in progress
  // with Connection: close, and refuses later ones (503). Blocks until all connections are closed.
  // Those that are left after `patience` are cut, and their handlers' answers are dropped; then
  // returns false. Does not wait longer for a handler, even if it computes without giving way.
  virtual bool Drain(std::chrono::milliseconds patience) = 0;

  // To be called after Drain. Blocks until all handlers have returned, or `patience` is over; then
  // returns false. (The destructor waits without a limit.)
  virtual bool WaitForHandlers(std::chrono::milliseconds patience) = 0;

  virtual std::vector<base::Statistic> Statistics() const = 0;
};

}  // namespace http
