#include "stator/config.h"

#include <toml++/toml.h>

#include <algorithm>
#include <functional>
#include <map>

namespace stator {
namespace {

// One table of the file: its keys, and the function that reads the value of each.
using Readers = std::map<std::string, std::function<base::Status(const toml::node&)>, std::less<>>;

std::string Where(const toml::node& node) {
  return "line " + std::to_string(node.source().begin.line);
}

base::Error Wrong(const toml::node& node, const std::string& what) {
  return base::InvalidArgument(Where(node) + ": " + what);
}

template <typename T>
base::Status ReadInto(const toml::node& node, std::string_view wanted, T* out) {
  const std::optional<T> read = node.value_exact<T>();
  if (!read) return Wrong(node, "must be " + std::string(wanted));
  *out = *read;
  return {};
}

std::function<base::Status(const toml::node&)> Text(std::string* out) {
  return [out](const toml::node& node) { return ReadInto(node, "a string", out); };
}

std::function<base::Status(const toml::node&)> Flag(bool* out) {
  return [out](const toml::node& node) { return ReadInto(node, "true or false", out); };
}

// A whole number from 0 to `max`, in units of `unit`.
template <typename T>
std::function<base::Status(const toml::node&)> Whole(T* out, int64_t max, int64_t unit = 1) {
  return [=](const toml::node& node) -> base::Status {
    int64_t number = 0;
    TRY(ReadInto(node, "a whole number", &number));
    if (number < 0 || number > max) {
      return Wrong(node, "must be from 0 to " + std::to_string(max));
    }
    *out = T(number * unit);
    return {};
  };
}

base::Status ReadTable(const toml::table& table, const Readers& readers) {
  for (const auto& [key, node] : table) {
    const auto reader = readers.find(std::string_view(key.str()));
    if (reader == readers.end()) {
      return Wrong(node, "unknown key '" + std::string(key.str()) + "'");
    }
    if (base::Status read = reader->second(node); !read) {
      return base::InvalidArgument(read.error().message + " ('" + std::string(key.str()) + "')");
    }
  }
  return {};
}

std::function<base::Status(const toml::node&)> Table(Readers readers) {
  return [readers = std::move(readers)](const toml::node& node) -> base::Status {
    if (!node.is_table()) return Wrong(node, "must be a table");
    return ReadTable(*node.as_table(), readers);
  };
}

base::Status ReadListen(const toml::node& node, std::vector<std::string>* out) {
  out->clear();
  if (const auto one = node.value_exact<std::string>()) {
    out->push_back(*one);
    return {};
  }
  if (!node.is_array()) return Wrong(node, "must be a string or an array of strings");
  for (const toml::node& element : *node.as_array()) {
    TRY(ReadInto(element, "a string", &out->emplace_back()));
  }
  return {};
}

base::Status ReadCredentials(const toml::node& node, std::vector<auth::Credential>* out) {
  if (!node.is_array_of_tables()) return Wrong(node, "must be an array of tables");
  for (const toml::node& element : *node.as_array()) {
    auth::Credential& credential = out->emplace_back();
    TRY(ReadTable(*element.as_table(), {{"access_key_id", Text(&credential.access_key_id)},
                                        {"secret_access_key", Text(&credential.secret_access_key)},
                                        {"session_token", Text(&credential.session_token)},
                                        {"account_id", Text(&credential.account_id)},
                                        {"name", Text(&credential.name)}}));
    if (credential.access_key_id.empty() || credential.secret_access_key.empty()) {
      return Wrong(element, "a credential needs access_key_id and secret_access_key");
    }
    const std::string& account = credential.account_id;
    if (account.size() != 12 ||
        !std::ranges::all_of(account, [](char c) { return c >= '0' && c <= '9'; })) {
      return Wrong(element, "account_id must be twelve digits");
    }
  }
  return {};
}

Readers ConfigReaders(Config* config) {
  constexpr int64_t kMegabyte = 1 << 20;
  constexpr int64_t kMegabytesMax = int64_t{1} << 24;  // 16 TiB
  return {
      {"data", Text(&config->data)},
      {"listen", [=](const toml::node& node) { return ReadListen(node, &config->listen); }},
      {"threads", Whole(&config->threads, kThreadsMax)},
      {"log_level",
       [=](const toml::node& node) -> base::Status {
         std::string text;
         TRY(ReadInto(node, "a string", &text));
         TRY_ASSIGN(config->log_level, ParseLogLevel(text));
         return {};
       }},
      {"stop_timeout_seconds", Whole(&config->stop_timeout, 3600)},
      {"auth",
       [=](const toml::node& node) -> base::Status {
         std::string text;
         TRY(ReadInto(node, "a string", &text));
         TRY_ASSIGN(config->auth, ParseAuthMode(text));
         return {};
       }},
      {"credentials",
       [=](const toml::node& node) { return ReadCredentials(node, &config->credentials); }},
      {"tls", Table({{"enabled", Flag(&config->tls)},
                     {"certificate", Text(&config->tls_certificate)},
                     {"key", Text(&config->tls_key)}})},
      {"store",
       Table({{"memory_mb", Whole(&config->memory_bytes, kMegabytesMax, kMegabyte)},
              {"row_cache_mb", Whole(&config->row_cache_bytes, kMegabytesMax, kMegabyte)},
              {"block_cache_mb", Whole(&config->block_cache_bytes, kMegabytesMax, kMegabyte)},
              {"vector_cache_mb", Whole(&config->vector_cache_bytes, kMegabytesMax, kMegabyte)},
              {"request_memory_mb", Whole(&config->request_memory_bytes, kMegabytesMax, kMegabyte)},
              {"write_buffer_mb", Whole(&config->write_buffer_bytes, kMegabytesMax, kMegabyte)},
              {"log_mb_max", Whole(&config->log_bytes_max, kMegabytesMax, kMegabyte)}})},
  };
}

bool IsLoopback(const std::string& address) {
  const std::string host = address.substr(0, address.rfind(':'));
  // Digits alone: a name may begin with "127." too, and mean any machine.
  return host == "localhost" || host == "[::1]" ||
         (host.starts_with("127.") && host.find_first_not_of("0123456789.") == std::string::npos);
}

}  // namespace

auth::Mode Config::AuthMode() const {
  if (auth) return *auth;
  return std::ranges::all_of(listen, IsLoopback) ? auth::Mode::kAny : auth::Mode::kRequired;
}

base::Status ReadConfigFile(const std::string& path, Config* config) {
  const auto failed = [&](const std::string& what) {
    return base::InvalidArgument("configuration file " + path + ": " + what);
  };
  try {
    const toml::table file = toml::parse_file(path);
    if (base::Status read = ReadTable(file, ConfigReaders(config)); !read) {
      return failed(read.error().message);
    }
    // A certificate that is given is used, unless the file says otherwise.
    if (!file["tls"]["enabled"]) config->tls = !config->tls_certificate.empty();
  } catch (const toml::parse_error& error) {
    const auto line = error.source().begin.line;
    return failed((line > 0 ? "line " + std::to_string(line) + ": " : "") +
                  std::string(error.description()));
  }
  return {};
}

base::Status CheckConfig(const Config& config) {
  if (config.listen.empty()) return base::InvalidArgument("no address to listen on");
  for (const std::string& address : config.listen) {
    if (address.find(':') == std::string::npos) {
      return base::InvalidArgument("cannot listen on '" + address + "': not ADDRESS:PORT");
    }
  }
  if (config.tls_certificate.empty() != config.tls_key.empty()) {
    return base::InvalidArgument("TLS needs both --tls-cert and --tls-key");
  }
  if (config.AuthMode() == auth::Mode::kRequired && config.credentials.empty()) {
    return base::InvalidArgument(
        "credentials are required, but the configuration has none ([[credentials]])");
  }
  return {};
}

base::Result<auth::Mode> ParseAuthMode(const std::string& text) {
  if (text == "any") return auth::Mode::kAny;
  if (text == "required") return auth::Mode::kRequired;
  return base::InvalidArgument("auth must be 'any' or 'required', not '" + text + "'");
}

base::Result<base::LogLevel> ParseLogLevel(const std::string& text) {
  if (text == "debug") return base::LogLevel::kDebug;
  if (text == "info") return base::LogLevel::kInfo;
  if (text == "warning") return base::LogLevel::kWarning;
  if (text == "error") return base::LogLevel::kError;
  return base::InvalidArgument("log level must be debug, info, warning or error, not '" + text +
                               "'");
}

}  // namespace stator
