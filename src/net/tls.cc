#include "net/tls.h"

#include <openssl/err.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include "base/check.h"

namespace net {
namespace {

// OpenSSL's own socket BIO writes with write(2), which raises SIGPIPE on a connection that the
// client has closed. This one sends with MSG_NOSIGNAL.
int Descriptor(BIO* bio) { return static_cast<int>(reinterpret_cast<intptr_t>(BIO_get_data(bio))); }

int BioRead(BIO* bio, char* into, int bytes) {
  const ssize_t received = recv(Descriptor(bio), into, static_cast<size_t>(bytes), 0);
  BIO_clear_retry_flags(bio);
  if (received < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_read(bio);
  return static_cast<int>(received);
}

int BioWrite(BIO* bio, const char* from, int bytes) {
  const ssize_t sent = send(Descriptor(bio), from, static_cast<size_t>(bytes), MSG_NOSIGNAL);
  BIO_clear_retry_flags(bio);
  if (sent < 0 && (errno == EAGAIN || errno == EINTR)) BIO_set_retry_write(bio);
  return static_cast<int>(sent);
}

long BioControl(BIO*, int command, long, void*) {  // NOLINT: OpenSSL's type
  return command == BIO_CTRL_FLUSH ? 1 : 0;        // nothing is held back
}

BIO_METHOD* SocketMethod() {
  static BIO_METHOD* const method = [] {
    BIO_METHOD* const made =
        BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE");
    CHECK(made != nullptr);
    BIO_meth_set_read(made, BioRead);
    BIO_meth_set_write(made, BioWrite);
    BIO_meth_set_ctrl(made, BioControl);
    return made;
  }();
  return method;
}

// Clients that do not offer the protocol go on without ALPN: most speak it all the same.
int SelectProtocol(SSL*, const unsigned char** chosen, unsigned char* chosen_bytes,
                   const unsigned char* offered, unsigned int offered_bytes, void* alpn) {
  const auto* const ours = static_cast<const unsigned char*>(alpn);
  const unsigned int ours_bytes = 1u + ours[0];
  unsigned char* selected = nullptr;
  if (SSL_select_next_proto(&selected, chosen_bytes, ours, ours_bytes, offered, offered_bytes) !=
      OPENSSL_NPN_NEGOTIATED) {
    return SSL_TLSEXT_ERR_NOACK;
  }
  *chosen = selected;
  return SSL_TLSEXT_ERR_OK;
}

}  // namespace

std::string TlsError() {
  const unsigned long error = ERR_get_error();  // NOLINT: OpenSSL's type
  ERR_clear_error();
  if (error == 0) return "the connection was closed";
  std::array<char, 256> text;
  ERR_error_string_n(error, text.data(), text.size());
  return text.data();
}

base::Result<TlsContext> MakeTlsContext(const TlsOptions& options, const char* alpn) {
  ERR_clear_error();
  TlsContext context(SSL_CTX_new(TLS_server_method()));
  if (!context) return base::Internal("TLS cannot be set up: " + TlsError());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE |
                                         SSL_OP_IGNORE_UNEXPECTED_EOF);
  // Partial and moving writes: the sender keeps its own place. Buffers of idle connections are
  // given back.
  SSL_CTX_set_mode(context.get(), SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                      SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_alpn_select_cb(context.get(), SelectProtocol, const_cast<char*>(alpn));
  if (SSL_CTX_use_certificate_chain_file(context.get(), options.certificate_file.c_str()) != 1) {
    return base::InvalidArgument("The certificate " + options.certificate_file +
                                 " cannot be used: " + TlsError());
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), options.key_file.c_str(), SSL_FILETYPE_PEM) != 1 ||
      SSL_CTX_check_private_key(context.get()) != 1) {
    return base::InvalidArgument("The key " + options.key_file + " cannot be used with " +
                                 options.certificate_file + ": " + TlsError());
  }
  return context;
}

TlsSession MakeTlsSession(SSL_CTX* context, int descriptor) {
  TlsSession session(SSL_new(context));
  BIO* const bio = BIO_new(SocketMethod());
  if (!session || bio == nullptr) {
    BIO_free(bio);
    return nullptr;
  }
  // A BIO has room for one pointer; the descriptor takes its place.
  BIO_set_data(bio, reinterpret_cast<void*>(static_cast<intptr_t>(descriptor)));  // NOLINT
  BIO_set_init(bio, 1);
  SSL_set_bio(session.get(), bio, bio);
  return session;
}

}  // namespace net
