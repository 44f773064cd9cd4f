// For tests: a whole server in this process, in a directory of its own.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include "base/check.h"
#include "base/clock.h"
#include "base/random.h"
#include "stator/config.h"
#include "stator/server.h"
#include "stator/testing/test_client.h"

namespace stator {

// Made empty; removed with all that is in it. On the disk, not in memory: the server leaves a
// reserve of free space, which a file system in memory may be smaller than.
class DataDirectory {
 public:
  DataDirectory() {
    std::string name = (std::filesystem::temp_directory_path() / "stator-test-XXXXXX").string();
    CHECK(mkdtemp(name.data()) != nullptr);
    root_ = name;
  }
  ~DataDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(root_, ignored);
  }
  DataDirectory(const DataDirectory&) = delete;
  DataDirectory& operator=(const DataDirectory&) = delete;

  std::string root() const { return root_.string(); }
  std::string path() const { return (root_ / "data").string(); }  // not there yet

 private:
  std::filesystem::path root_;
};

class ServerTest : public testing::Test {
 protected:
  // Small, so that it is soon there; patient, so that a slow machine does not fail a test.
  ServerTest() {
    config_.data = directory_.path();
    config_.listen = {"127.0.0.1:0"};
    config_.threads = 2;
    config_.stop_timeout = std::chrono::hours(1);
    config_.row_cache_bytes = 2 << 20;
    config_.block_cache_bytes = 8 << 20;
    config_.write_buffer_bytes = 1 << 20;
  }

  void Start() {
    auto started = Server::Start(config_, clock_, random_);
    ASSERT_TRUE(started.ok()) << started.error().message;
    server_ = *std::move(started);
  }
  void Restart() {
    server_.reset();
    Start();
  }
  // What is wrong with a server that does not start.
  base::Error StartError(const Config& config) {
    const auto started = Server::Start(config, clock_, random_);
    EXPECT_FALSE(started.ok());
    return started.ok() ? base::Error{} : started.error();
  }

  std::string address() const { return server_->addresses().front(); }
  // A call on a connection of its own, which must succeed.
  std::string Call(std::string_view operation, std::string_view body) const {
    const ClientAnswer answer = TestClient(address()).Call(operation, body);
    EXPECT_EQ(answer.status, 200) << answer.body;
    return answer.body;
  }

  const DataDirectory directory_;
  const base::SystemClock clock_;
  base::SystemRandom random_;
  Config config_;
  std::unique_ptr<Server> server_;
};

}  // namespace stator
