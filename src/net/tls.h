// TLS contexts, which all connections of a listening address share, and sessions.
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

// Makes a server's context for TLS 1.2 and 1.3. `alpn` is the protocol's name as ALPN encodes it: a
// byte with the length, then the name. REQUIRES: `alpn` outlives the context. Errors:
// kInvalidArgument (files that cannot be read, or do not fit each other).
base::Result<TlsContext> MakeTlsContext(const TlsOptions& options, const char* alpn);

// Makes a session over the socket `descriptor`, which the caller keeps. The caller also decides
// whether the session is a client's or a server's. Null if there is no memory.
TlsSession MakeTlsSession(SSL_CTX* context, int descriptor);

// The oldest error in OpenSSL's queue of this thread, as text.
std::string TlsError();

}  // namespace net
