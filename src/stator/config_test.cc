#include "stator/config.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "stator/testing/server_fixture.h"

namespace stator {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

class ConfigTest : public testing::Test {
 protected:
  base::Status Read(const std::string& text) {
    std::ofstream(path_) << text;
    return ReadConfigFile(path_, &config_);
  }
  // What is wrong with `text`, without the name of the file.
  std::string Wrong(const std::string& text) {
    const base::Status read = Read(text);
    if (read.ok()) return "nothing";
    EXPECT_EQ(read.error().code, base::ErrorCode::kInvalidArgument);
    const std::string start = "configuration file " + path_ + ": ";
    EXPECT_THAT(read.error().message, StartsWith(start));
    return read.error().message.substr(start.size());
  }
  std::string Conflict() {
    const base::Status checked = CheckConfig(config_);
    return checked.ok() ? "nothing" : checked.error().message;
  }

  const DataDirectory directory_;
  const std::string path_ = directory_.root() + "/stator.toml";
  Config config_;
};

TEST_F(ConfigTest, ReadsEveryKey) {
  const base::Status read = Read(R"(
data = "/var/lib/stator"
listen = ["0.0.0.0:8000", "[::]:8000"]
threads = 3
log_level = "warning"
stop_timeout_seconds = 25
auth = "required"

[tls]
enabled = true
certificate = "cert.pem"
key = "key.pem"

[store]
memory_mb = 300
row_cache_mb = 20
block_cache_mb = 100
vector_cache_mb = 50
request_memory_mb = 70
write_buffer_mb = 16
log_mb_max = 512

[[credentials]]
access_key_id = "AKIDEXAMPLE"
secret_access_key = "secret"
session_token = "token"
account_id = "123456789012"
name = "first"

[[credentials]]
access_key_id = "other"
secret_access_key = "secret too"
)");
  ASSERT_TRUE(read.ok()) << read.error().message;
  EXPECT_EQ(config_.data, "/var/lib/stator");
  EXPECT_THAT(config_.listen, ElementsAre("0.0.0.0:8000", "[::]:8000"));
  EXPECT_EQ(config_.threads, 3u);
  EXPECT_EQ(config_.log_level, base::LogLevel::kWarning);
  EXPECT_EQ(config_.stop_timeout, std::chrono::seconds(25));
  EXPECT_EQ(config_.auth, auth::Mode::kRequired);
  EXPECT_TRUE(config_.tls);
  EXPECT_EQ(config_.tls_certificate, "cert.pem");
  EXPECT_EQ(config_.tls_key, "key.pem");
  EXPECT_EQ(config_.memory_bytes, uint64_t{300} << 20);
  EXPECT_EQ(config_.row_cache_bytes, uint64_t{20} << 20);
  EXPECT_EQ(config_.block_cache_bytes, uint64_t{100} << 20);
  EXPECT_EQ(config_.vector_cache_bytes, uint64_t{50} << 20);
  EXPECT_EQ(config_.request_memory_bytes, uint64_t{70} << 20);
  EXPECT_EQ(config_.write_buffer_bytes, uint64_t{16} << 20);
  EXPECT_EQ(config_.log_bytes_max, uint64_t{512} << 20);
  ASSERT_EQ(config_.credentials.size(), 2u);
  EXPECT_EQ(config_.credentials[0].access_key_id, "AKIDEXAMPLE");
  EXPECT_EQ(config_.credentials[0].secret_access_key, "secret");
  EXPECT_EQ(config_.credentials[0].session_token, "token");
  EXPECT_EQ(config_.credentials[0].account_id, "123456789012");
  EXPECT_EQ(config_.credentials[0].name, "first");
  EXPECT_EQ(config_.credentials[1].account_id, auth::kDefaultAccountId);
  EXPECT_EQ(Conflict(), "nothing");
}

TEST_F(ConfigTest, LeavesWhatIsNotNamedAsItWas) {
  config_.threads = 5;
  ASSERT_TRUE(Read("").ok());
  EXPECT_EQ(config_.threads, 5u);
  EXPECT_EQ(config_.data, "data");
  EXPECT_THAT(config_.listen, ElementsAre("127.0.0.1:8000"));
  EXPECT_EQ(config_.auth, std::nullopt);
  EXPECT_EQ(config_.block_cache_bytes, std::nullopt);
  EXPECT_EQ(Conflict(), "nothing");
}

TEST_F(ConfigTest, TakesOneAddressOutsideAnArray) {
  ASSERT_TRUE(Read("listen = \"127.0.0.1:9000\"").ok());
  EXPECT_THAT(config_.listen, ElementsAre("127.0.0.1:9000"));
}

TEST_F(ConfigTest, TakesEveryLogLevelAndMode) {
  for (const auto& [text, level] :
       std::vector<std::pair<std::string, base::LogLevel>>{{"debug", base::LogLevel::kDebug},
                                                           {"info", base::LogLevel::kInfo},
                                                           {"warning", base::LogLevel::kWarning},
                                                           {"error", base::LogLevel::kError}}) {
    ASSERT_TRUE(Read("log_level = \"" + text + "\"").ok());
    EXPECT_EQ(config_.log_level, level);
  }
  for (const auto& [text, mode] : std::vector<std::pair<std::string, auth::Mode>>{
           {"any", auth::Mode::kAny}, {"required", auth::Mode::kRequired}}) {
    ASSERT_TRUE(Read("auth = \"" + text + "\"").ok());
    EXPECT_EQ(config_.auth, mode);
  }
}

TEST_F(ConfigTest, RefusesKeysItDoesNotKnowWhereverTheyAre) {
  EXPECT_EQ(Wrong("data = \"d\"\nport = 8000"), "line 2: unknown key 'port'");
  EXPECT_THAT(Wrong("[tls]\nenabled = true\nca = \"x\""), StartsWith("line 3: unknown key 'ca'"));
  EXPECT_THAT(Wrong("\n[store]\ncache = 1"), StartsWith("line 3: unknown key 'cache'"));
  EXPECT_THAT(Wrong("[[credentials]]\naccess_key_id = \"a\"\nsecret = \"b\""),
              StartsWith("line 3: unknown key 'secret'"));
  EXPECT_EQ(Wrong("[telemetry]\nsend = false"), "line 1: unknown key 'telemetry'");
}

TEST_F(ConfigTest, RefusesValuesOfOtherTypesAndNamesTheLineAndTheKey) {
  EXPECT_EQ(Wrong("data = 1"), "line 1: must be a string ('data')");
  EXPECT_EQ(Wrong("\n\nthreads = \"4\""), "line 3: must be a whole number ('threads')");
  EXPECT_EQ(Wrong("threads = 1.5"), "line 1: must be a whole number ('threads')");
  EXPECT_EQ(Wrong("listen = 8000"), "line 1: must be a string or an array of strings ('listen')");
  EXPECT_EQ(Wrong("listen = [\n  \"127.0.0.1:1\",\n  2\n]"), "line 3: must be a string ('listen')");
  EXPECT_EQ(Wrong("tls = true"), "line 1: must be a table ('tls')");
  EXPECT_EQ(Wrong("[tls]\nenabled = \"yes\""), "line 2: must be true or false ('enabled') ('tls')");
  EXPECT_EQ(Wrong("log_level = 3"), "line 1: must be a string ('log_level')");
  EXPECT_EQ(Wrong("credentials = \"none\""), "line 1: must be an array of tables ('credentials')");
}

TEST_F(ConfigTest, RefusesNumbersOutOfRange) {
  EXPECT_EQ(Wrong("threads = -1"), "line 1: must be from 0 to 1024 ('threads')");
  EXPECT_EQ(Wrong("threads = 1025"), "line 1: must be from 0 to 1024 ('threads')");
  EXPECT_EQ(Wrong("stop_timeout_seconds = 3601"),
            "line 1: must be from 0 to 3600 ('stop_timeout_seconds')");
  EXPECT_EQ(Wrong("[store]\nlog_mb_max = 16777217"),
            "line 2: must be from 0 to 16777216 ('log_mb_max') ('store')");
  EXPECT_TRUE(Read("threads = 1024\nstop_timeout_seconds = 0").ok());
}

TEST_F(ConfigTest, RefusesWordsItDoesNotKnow) {
  EXPECT_EQ(Wrong("log_level = \"trace\""),
            "log level must be debug, info, warning or error, not 'trace' ('log_level')");
  EXPECT_EQ(Wrong("auth = \"none\""), "auth must be 'any' or 'required', not 'none' ('auth')");
}

TEST_F(ConfigTest, RefusesBadCredentials) {
  const std::string key = "[[credentials]]\naccess_key_id = \"a\"\n";
  EXPECT_THAT(Wrong(key), StartsWith("line 1: a credential needs access_key_id and "));
  EXPECT_THAT(Wrong("[[credentials]]\nsecret_access_key = \"s\"\n"),
              StartsWith("line 1: a credential needs access_key_id and "));
  for (const char* account : {"", "12345678901", "1234567890123", "12345678901a"}) {
    EXPECT_THAT(
        Wrong(key + "secret_access_key = \"s\"\naccount_id = \"" + std::string(account) + "\""),
        StartsWith("line 1: account_id must be twelve digits"))
        << account;
  }
}

TEST_F(ConfigTest, TellsWhereTheFileIsNoToml) {
  EXPECT_THAT(Wrong("data = \"d\"\nlisten ="), StartsWith("line 2: "));
  EXPECT_THAT(Wrong("threads = 1\nthreads = 2"), StartsWith("line 2: "));
}

TEST_F(ConfigTest, ACertificateMeansTlsUnlessItIsDisabled) {
  const std::string files = "certificate = \"c\"\nkey = \"k\"\n";
  ASSERT_TRUE(Read("[tls]\n" + files).ok());
  EXPECT_TRUE(config_.tls);
  ASSERT_TRUE(Read("[tls]\nenabled = false\n" + files).ok());
  EXPECT_FALSE(config_.tls);
}

TEST_F(ConfigTest, TellsThatThereIsNoFile) {
  const base::Status read = ReadConfigFile(directory_.root() + "/none.toml", &config_);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().code, base::ErrorCode::kInvalidArgument);
  EXPECT_THAT(read.error().message, HasSubstr("/none.toml"));
}

// Who may call.

TEST_F(ConfigTest, TakesAnyCredentialsOnLoopbackAddressesAlone) {
  for (const char* loopback :
       {"127.0.0.1:8000", "127.1.2.3:8000", "[::1]:8000", "localhost:8000"}) {
    config_.listen = {loopback};
    EXPECT_EQ(config_.AuthMode(), auth::Mode::kAny) << loopback;
    EXPECT_EQ(Conflict(), "nothing");
    for (const char* open : {"0.0.0.0:8000", "[::]:8000", "192.168.0.1:8000", "127.example:8000",
                             "127.0.0.1.example.com:8000", "localhost.example.com:8000"}) {
      config_.listen = {loopback, open};
      EXPECT_EQ(config_.AuthMode(), auth::Mode::kRequired) << open;
      EXPECT_THAT(Conflict(), StartsWith("credentials are required")) << open;
    }
  }
}

TEST_F(ConfigTest, DoesWhatItIsToldAboutCredentials) {
  config_.listen = {"0.0.0.0:8000"};
  config_.auth = auth::Mode::kAny;
  EXPECT_EQ(config_.AuthMode(), auth::Mode::kAny);
  EXPECT_EQ(Conflict(), "nothing");
  config_.listen = {"127.0.0.1:8000"};
  config_.auth = auth::Mode::kRequired;
  EXPECT_EQ(config_.AuthMode(), auth::Mode::kRequired);
  EXPECT_THAT(Conflict(), StartsWith("credentials are required"));
  config_.credentials = {{.access_key_id = "a", .secret_access_key = "s"}};
  EXPECT_EQ(Conflict(), "nothing");
}

TEST_F(ConfigTest, RefusesWhatDoesNotGoTogether) {
  config_.listen = {};
  EXPECT_EQ(Conflict(), "no address to listen on");
  config_.listen = {"127.0.0.1:8000", "8000"};
  EXPECT_EQ(Conflict(), "cannot listen on '8000': not ADDRESS:PORT");
  config_.listen = {"127.0.0.1:8000"};
  config_.tls_certificate = "cert.pem";
  EXPECT_EQ(Conflict(), "TLS needs both --tls-cert and --tls-key");
  config_.tls_key = "key.pem";
  EXPECT_EQ(Conflict(), "nothing");
}

}  // namespace
}  // namespace stator
