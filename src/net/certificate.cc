#include "net/certificate.h"

#include <fcntl.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>

#include "net/tls.h"

namespace net {
namespace {

constexpr long kValidSeconds = 10L * 365 * 24 * 3600;  // NOLINT: OpenSSL's type
// A clock that is a day behind still accepts it.
constexpr long kValidBeforeSeconds = -24L * 3600;  // NOLINT: OpenSSL's type
constexpr int kX509Version3 = 2;
// RFC 5280, 4.1.2.2: positive and at most 20 octets; 16 random ones are unique.
constexpr size_t kSerialBytes = 16;
constexpr char kNames[] = "DNS:localhost,IP:127.0.0.1,IP:::1";

struct Deleter {
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(BIO* bio) const { BIO_free(bio); }
  void operator()(BIGNUM* number) const { BN_free(number); }
};
template <typename T>
using Owned = std::unique_ptr<T, Deleter>;

base::Error Failed(const char* what) {
  return base::Internal(std::string("A certificate cannot be made: ") + what + ": " + TlsError());
}

bool SetRandomSerial(X509* certificate) {
  std::array<unsigned char, kSerialBytes> bytes;
  if (RAND_bytes(bytes.data(), bytes.size()) != 1) return false;
  bytes[0] = static_cast<unsigned char>((bytes[0] & 0x7f) | 0x40);  // positive, and of full length
  const Owned<BIGNUM> number(BN_bin2bn(bytes.data(), bytes.size(), nullptr));
  return number != nullptr &&
         BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate)) != nullptr;
}

bool AddExtension(X509* certificate, int id, const char* value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* const extension = X509V3_EXT_conf_nid(nullptr, &context, id, value);
  if (extension == nullptr) return false;
  const bool added = X509_add_ext(certificate, extension, -1) == 1;
  X509_EXTENSION_free(extension);
  return added;
}

bool Fill(X509* certificate, EVP_PKEY* key) {
  X509_NAME* const name = X509_get_subject_name(certificate);
  const auto* const common_name = reinterpret_cast<const unsigned char*>("localhost");
  return X509_set_version(certificate, kX509Version3) == 1 && SetRandomSerial(certificate) &&
         X509_gmtime_adj(X509_getm_notBefore(certificate), kValidBeforeSeconds) != nullptr &&
         X509_gmtime_adj(X509_getm_notAfter(certificate), kValidSeconds) != nullptr &&
         X509_set_pubkey(certificate, key) == 1 &&
         X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, common_name, -1, -1, 0) == 1 &&
         X509_set_issuer_name(certificate, name) == 1 &&
         AddExtension(certificate, NID_subject_alt_name, kNames) &&
         // Its own authority, so that clients can be given this very file as one to trust.
         AddExtension(certificate, NID_basic_constraints, "critical,CA:TRUE") &&
         AddExtension(certificate, NID_subject_key_identifier, "hash") &&
         AddExtension(certificate, NID_ext_key_usage, "serverAuth") &&
         X509_sign(certificate, key, EVP_sha256()) != 0;
}

std::string_view Contents(BIO* bio) {
  char* bytes = nullptr;
  const long size = BIO_get_mem_data(bio, &bytes);  // NOLINT: OpenSSL's type
  return {bytes, static_cast<size_t>(size)};
}

base::Status WriteFile(const std::string& path, std::string_view bytes, mode_t mode) {
  const auto failed = [&] {
    return base::Internal("Cannot write " + path + ": " + std::strerror(errno));
  };
  // A new file: an old one would keep its mode.
  if (unlink(path.c_str()) != 0 && errno != ENOENT) return failed();
  const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
  if (file < 0) return failed();
  const ssize_t written = write(file, bytes.data(), bytes.size());
  const bool synced = fsync(file) == 0;
  if (close(file) != 0 || !synced || written != static_cast<ssize_t>(bytes.size())) return failed();
  return {};
}

}  // namespace

base::Status GenerateSelfSignedCertificate(const std::string& certificate_path,
                                           const std::string& key_path) {
  const Owned<EVP_PKEY> key(EVP_EC_gen("P-256"));
  if (!key) return Failed("key");
  const Owned<X509> certificate(X509_new());
  if (!certificate || !Fill(certificate.get(), key.get())) return Failed("certificate");
  const Owned<BIO> key_text(BIO_new(BIO_s_mem()));
  const Owned<BIO> certificate_text(BIO_new(BIO_s_mem()));
  if (!key_text || !certificate_text ||
      PEM_write_bio_PrivateKey(key_text.get(), key.get(), nullptr, nullptr, 0, nullptr, nullptr) !=
          1 ||
      PEM_write_bio_X509(certificate_text.get(), certificate.get()) != 1) {
    return Failed("PEM");
  }
  TRY(WriteFile(key_path, Contents(key_text.get()), 0600));
  return WriteFile(certificate_path, Contents(certificate_text.get()), 0644);
}

}  // namespace net
