// What `stator serve` runs with: defaults, then the configuration file, then the command line.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "auth/authenticator.h"
#include "base/log.h"
#include "base/result.h"

namespace stator {

// Far more than the processors of a machine; each has a timer and an epoll instance.
constexpr int kThreadsMax = 1024;

struct Config {
  std::string data = "data";
  std::vector<std::string> listen = {"127.0.0.1:8000"};
  size_t threads = 0;  // 0: one per processor
  base::LogLevel log_level = base::LogLevel::kInfo;
  // How long requests in flight may take to finish when the server is told to stop.
  std::chrono::seconds stop_timeout{10};

  bool tls = false;
  std::string tls_certificate;  // PEM files; both empty: a self-signed one, kept in `data`
  std::string tls_key;

  // Unset: any credentials if every address is a loopback address, else required.
  std::optional<auth::Mode> auth;
  std::vector<auth::Credential> credentials;

  std::optional<uint64_t> memory_bytes;     // for the store; unset: half of the machine's
  std::optional<uint64_t> row_cache_bytes;  // unset: a part of `memory_bytes`, as
  std::optional<uint64_t> block_cache_bytes;
  std::optional<uint64_t> write_buffer_bytes;    // kv::DefaultOptions has it
  std::optional<uint64_t> vector_cache_bytes;    // of vector indexes, beside the store's; unset: a
                                                 // quarter of `memory_bytes`
  std::optional<uint64_t> request_memory_bytes;  // of requests and answers in flight; unset: an
                                                 // eighth of `memory_bytes`
  std::optional<uint64_t> log_bytes_max;         // of the write-ahead log before it is flushed away

  bool drop_damaged_logs = false;  // for one start, so only on the command line

  auth::Mode AuthMode() const;
};

// Reads a TOML file into `*config`. Every key it does not know is an error.
// Errors: kInvalidArgument, naming the file, the line and what is wrong.
base::Status ReadConfigFile(const std::string& path, Config* config);

// What cannot go together, whatever it was set by. Errors: kInvalidArgument.
base::Status CheckConfig(const Config& config);

base::Result<auth::Mode> ParseAuthMode(const std::string& text);
base::Result<base::LogLevel> ParseLogLevel(const std::string& text);

}  // namespace stator
