// The configuration of `stator serve`: defaults, overridden by the configuration file, overridden
// by the command line.
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

// Far more threads than a machine has processors. Each has a timer and an epoll instance.
constexpr int kThreadsMax = 1024;

struct Config {
  std::string data = "data";
  std::vector<std::string> listen = {"127.0.0.1:8000"};
  size_t threads = 0;  // 0: one per processor
  base::LogLevel log_level = base::LogLevel::kInfo;
  // The time that requests in progress get to finish when the server stops.
  std::chrono::seconds stop_timeout{10};

  bool tls = false;
  std::string tls_certificate;  // PEM files; both empty: a self-signed one, kept in `data`
  std::string tls_key;

  // Unset: any credentials are accepted if every address is a loopback address, else required.
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

// Reads a TOML file into `*config`. An unknown key is an error. Errors: kInvalidArgument, with the
// file, the line and the reason.
base::Status ReadConfigFile(const std::string& path, Config* config);

// An error if settings contradict each other, wherever they come from. Errors: kInvalidArgument.
base::Status CheckConfig(const Config& config);

base::Result<auth::Mode> ParseAuthMode(const std::string& text);
base::Result<base::LogLevel> ParseLogLevel(const std::string& text);

}  // namespace stator
