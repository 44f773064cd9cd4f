#include "net/tls.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <fstream>
#include <string>

#include "base/check.h"
#include "net/certificate.h"

namespace net {
namespace {

TlsOptions Made(const std::string& name) {
  const std::string path = testing::TempDir() + name;
  CHECK(GenerateSelfSignedCertificate(path + ".pem", path + "_key.pem").ok());
  return {path + ".pem", path + "_key.pem"};
}

TEST(Certificate, KeepsTheKeyFromOthers) {
  const std::string key = Made("tls_test").key_file;
  struct stat attributes {};
  ASSERT_EQ(stat(key.c_str(), &attributes), 0);
  EXPECT_EQ(attributes.st_mode & 0777, 0600);
}

TEST(Tls, SaysWhichFileCannotBeUsed) {
  const TlsOptions made = Made("tls_test");
  const std::string& certificate = made.certificate_file;
  const std::string other_key = testing::TempDir() + "tls_test_other_key.pem";
  ASSERT_TRUE(
      GenerateSelfSignedCertificate(testing::TempDir() + "tls_test_other.pem", other_key).ok());
  const std::string no_pem = testing::TempDir() + "tls_test_no.pem";
  std::ofstream(no_pem) << "nothing";
  const struct {
    TlsOptions files;
    std::string culprit;
  } cases[] = {
      {{certificate, other_key}, other_key},
      {{certificate, "/nowhere"}, "/nowhere"},
      {{"/nowhere", made.key_file}, "/nowhere"},
      {{no_pem, made.key_file}, no_pem},
  };
  for (const auto& c : cases) {
    const auto context = MakeTlsContext(c.files, "\x04test");
    ASSERT_FALSE(context.ok());
    EXPECT_EQ(context.error().code, base::ErrorCode::kInvalidArgument);
    EXPECT_NE(context.error().message.find(c.culprit), std::string::npos)
        << context.error().message;
  }
  EXPECT_FALSE(GenerateSelfSignedCertificate("/nowhere/c.pem", "/nowhere/k.pem").ok());
}

}  // namespace
}  // namespace net
