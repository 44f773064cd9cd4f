// The server's side of TLS, as far as all connections share it.
#pragma once

#include <openssl/ssl.h>

#include <memory>
#include <string>

#include "base/result.h"

namespace net {

// A certificate chain and its key, as PEM files.
struct TlsOptions {
  std::string certificate_file;
  std::string key_file;
};

struct TlsContextDeleter {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
using TlsContext = std::unique_ptr<SSL_CTX, TlsContextDeleter>;

struct TlsSessionDeleter {
  void operator()(SSL* session) const { SSL_free(session); }
};
using TlsSession = std::unique_ptr<SSL, TlsSessionDeleter>;

// TLS 1.2 and 1.3. `alpn`: the protocol that is spoken, as ALPN writes it, a byte that is the
// length of the name, then the name; must outlive the context. Errors: kInvalidArgument (files that
// cannot be read, or do not fit each other).
base::Result<TlsContext> MakeTlsContext(const TlsOptions& options, const char* alpn);

// A session over the socket `descriptor`, which stays the caller's; as client or server is
// for the caller to say. Null if there is no memory.
TlsSession MakeTlsSession(SSL_CTX* context, int descriptor);

// The oldest error that OpenSSL has noted for this thread, as text.
std::string TlsError();

}  // namespace net
