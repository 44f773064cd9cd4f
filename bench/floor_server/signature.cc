// In OpenSSL 3.0 EVP allocates for each digest; the plain struct runs the same assembly.
#define OPENSSL_SUPPRESS_DEPRECATED

#include "floor_server/signature.h"

#include <openssl/crypto.h>

#include "floor_server/refusal.h"

namespace floor_server {
namespace {

constexpr size_t kHexBytes = size_t{2} * SHA256_DIGEST_LENGTH;

// What follows `name` in the Authorization header, up to the comma.
std::string_view Part(std::string_view authorization, std::string_view name) {
  const size_t at = authorization.find(name);
  if (at == std::string_view::npos) return {};
  authorization.remove_prefix(at + name.size());
  return authorization.substr(0, authorization.find(','));
}

std::string_view TakeUpTo(char separator, std::string_view* text) {
  const std::string_view taken = text->substr(0, text->find(separator));
  text->remove_prefix(std::min(text->size(), taken.size() + 1));
  return taken;
}

void AppendHex(const unsigned char* digest, std::string* out) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<char, kHexBytes> hex;
  for (size_t i = 0; i < SHA256_DIGEST_LENGTH; ++i) {
    hex[2 * i] = kDigits[digest[i] >> 4];
    hex[2 * i + 1] = kDigits[digest[i] & 15];
  }
  out->append(hex.data(), hex.size());
}

void AppendHash(std::string_view text, std::string* out) {
  std::array<unsigned char, SHA256_DIGEST_LENGTH> digest;
  SHA256(reinterpret_cast<const unsigned char*>(text.data()), text.size(), digest.data());
  AppendHex(digest.data(), out);
}

SHA256_CTX AfterBlock(std::string_view key, char turn) {
  std::array<char, SHA256_CBLOCK> block;
  block.fill(turn);
  for (size_t i = 0; i < key.size(); ++i) block[i] = static_cast<char>(key[i] ^ turn);
  SHA256_CTX context;
  SHA256_Init(&context);
  SHA256_Update(&context, block.data(), block.size());
  return context;
}

template <typename Digest>
std::string_view View(const Digest& digest) {
  return {reinterpret_cast<const char*>(digest.data()), digest.size()};
}

}  // namespace

Signatures::Signatures(std::string access_key_id, std::string secret_access_key)
    : access_key_id_(std::move(access_key_id)), secret_access_key_(std::move(secret_access_key)) {}

// RFC 2104. A key is not longer than a block here.
Signatures::Key Signatures::MakeKey(std::string_view key) {
  return {AfterBlock(key, 0x36), AfterBlock(key, 0x5c)};
}

Signatures::Digest Signatures::Sign(const Key& key, std::string_view text) {
  Digest digest;
  SHA256_CTX context = key.inner;
  SHA256_Update(&context, text.data(), text.size());
  SHA256_Final(digest.data(), &context);
  context = key.outer;
  SHA256_Update(&context, digest.data(), digest.size());
  SHA256_Final(digest.data(), &context);
  return digest;
}

void Signatures::DeriveKey(std::string_view scope) {
  scope_ = scope;
  Digest digest = Sign(MakeKey("AWS4" + secret_access_key_), TakeUpTo('/', &scope));
  while (!scope.empty()) digest = Sign(MakeKey(View(digest)), TakeUpTo('/', &scope));
  key_ = MakeKey(View(digest));
}

void Signatures::Check(const Request& request, const Clock& clock) {
  const std::string_view authorization = request.Get("authorization");
  const std::string_view time = request.Get("x-amz-date");
  if (authorization.empty()) {
    throw Refusal{"MissingAuthenticationTokenException", "Request is missing Authentication Token"};
  }
  std::string_view scope = Part(authorization, "Credential=");
  if (TakeUpTo('/', &scope) != access_key_id_) {
    throw Refusal{"UnrecognizedClientException",
                  "The security token included in the request is invalid."};
  }
  if (!clock.IsNow(time)) throw Refusal{"InvalidSignatureException", "Signature expired"};
  if (scope != scope_) DeriveKey(scope);

  const std::string_view signed_names = Part(authorization, "SignedHeaders=");
  canonical_.assign("POST\n/\n\n");
  for (std::string_view names = signed_names; !names.empty();) {
    const std::string_view name = TakeUpTo(';', &names);
    canonical_.append(name).append(":").append(request.Get(name)).append("\n");
  }
  canonical_.append("\n").append(signed_names).append("\n");
  AppendHash(request.body, &canonical_);

  to_sign_.assign("AWS4-HMAC-SHA256\n").append(time).append("\n").append(scope).append("\n");
  AppendHash(canonical_, &to_sign_);
  const Digest signature = Sign(key_, to_sign_);
  canonical_.clear();
  AppendHex(signature.data(), &canonical_);
  const std::string_view claimed = Part(authorization, "Signature=");
  if (claimed.size() != kHexBytes ||
      CRYPTO_memcmp(claimed.data(), canonical_.data(), kHexBytes) != 0) {
    throw Refusal{"InvalidSignatureException",
                  "The request signature we calculated does not match the signature you provided."};
  }
}

}  // namespace floor_server
