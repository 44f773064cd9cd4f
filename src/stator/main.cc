// The command line.
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>

#include "base/clock.h"
#include "base/log.h"
#include "base/random.h"
#include "stator/check_command.h"
#include "stator/config.h"
#include "stator/server.h"
#include "stator/stop_signals.h"

// jemalloc reads this when it starts. Freed memory is returned to the system after five seconds, in
// the background, so that memory use falls again after a burst. It is not returned earlier, not
// even the buffers of large answers, because the next answer probably needs them (taking memory
// page by page was a third of the CPU of a Scan). Large pages are used where the system gives them
// on demand: rows in caches and write buffers lie at random places, and each access would also miss
// the address cache. (A put costs 3 to 10 % less, and memory under load is some 15 % more.)
extern "C" const char* malloc_conf;
const char* malloc_conf =
    "background_thread:true,dirty_decay_ms:5000,muzzy_decay_ms:0,oversize_threshold:0,thp:always";

namespace stator {
namespace {

int Fail(const base::Error& error) {
  std::cerr << "stator: " << error.message << "\n";
  return 1;
}

// The options of `serve` on the command line; unset if not given.
struct ServeArguments {
  std::string config_file;
  std::string data;
  std::vector<std::string> listen;
  std::string auth;
  std::string log_level;
  std::optional<size_t> threads;
  std::optional<int64_t> stop_timeout_seconds;
  bool tls = false;
  std::string tls_certificate;
  std::string tls_key;
  bool drop_damaged_logs = false;
};

void AddServeOptions(CLI::App* serve, ServeArguments* arguments) {
  serve->add_option("--config", arguments->config_file, "Configuration file (TOML)");
  serve->add_option("--data", arguments->data, "Data directory; made if there is none [data]");
  serve->add_option("--listen", arguments->listen,
                    "ADDRESS:PORT to serve; may be given several times [127.0.0.1:8000]");
  serve->add_option("--auth", arguments->auth,
                    "any: every credential is accepted; required: only those of the configuration "
                    "[any on loopback addresses, else required]");
  serve->add_flag("--tls", arguments->tls,
                  "Speak TLS; with a self-signed certificate unless one is given");
  serve->add_option("--tls-cert", arguments->tls_certificate, "Certificate chain (PEM)");
  serve->add_option("--tls-key", arguments->tls_key, "Its key (PEM)");
  serve->add_option("--threads", arguments->threads, "Threads that serve; 0: one per processor [0]")
      ->check(CLI::Range(0, kThreadsMax));
  serve
      ->add_option("--stop-timeout", arguments->stop_timeout_seconds,
                   "Seconds that requests in flight get to finish on SIGTERM [10]")
      ->check(CLI::Range(0, 3600));
  serve->add_flag(
      "--drop-damaged-logs", arguments->drop_damaged_logs,
      "Start although acknowledged writes are lost with a damaged log: without them and "
      "all later ones, which are moved into the folder `dropped` of the data directory");
  serve->add_option("--log-level", arguments->log_level, "debug, info, warning or error [info]");
}

base::Result<Config> MakeConfig(const ServeArguments& arguments) {
  Config config;
  if (!arguments.config_file.empty()) TRY(ReadConfigFile(arguments.config_file, &config));
  if (!arguments.data.empty()) config.data = arguments.data;
  if (!arguments.listen.empty()) config.listen = arguments.listen;
  if (arguments.threads) config.threads = *arguments.threads;
  if (arguments.stop_timeout_seconds) {
    config.stop_timeout = std::chrono::seconds(*arguments.stop_timeout_seconds);
  }
  if (!arguments.auth.empty()) {
    TRY_ASSIGN(config.auth, ParseAuthMode(arguments.auth));
  }
  if (!arguments.log_level.empty()) {
    TRY_ASSIGN(config.log_level, ParseLogLevel(arguments.log_level));
  }
  if (!arguments.tls_certificate.empty()) config.tls_certificate = arguments.tls_certificate;
  if (!arguments.tls_key.empty()) config.tls_key = arguments.tls_key;
  config.tls = config.tls || arguments.tls || !arguments.tls_certificate.empty();
  config.drop_damaged_logs = arguments.drop_damaged_logs;
  TRY(CheckConfig(config));
  return config;
}

int Serve(const ServeArguments& arguments) {
  StopSignals signals;
  // Writing to a closed socket, or beyond the limit of file sizes, must return an error instead of
  // raising a signal.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);

  base::Result<Config> config = MakeConfig(arguments);
  if (!config) return Fail(config.error());
  base::SetLogLevel(config->log_level);
  const base::SystemClock clock;
  base::SystemRandom random;
  base::Result<std::unique_ptr<Server>> server = Server::Start(*config, clock, random);
  if (!server) return Fail(server.error());

  signals.Await();
  base::LogInfo(
      "stopping: requests in flight may finish; a second signal ends the process at once");
  if (!(*server)->Stop()) {
    base::LogError("a request computes on: the process ends without it");
    _exit(1);
  }
  base::LogInfo("stopped");
  return 0;
}

int Main(int argc, char** argv) {
  CLI::App app("DynamoDB on machines you own.", "stator");
  app.require_subcommand(1);
  app.set_version_flag("--version", "stator " STATOR_VERSION, "Print the version");

  ServeArguments arguments;
  CLI::App* serve = app.add_subcommand("serve", "Run the server");
  AddServeOptions(serve, &arguments);

  std::string check_data;
  CLI::App* check = app.add_subcommand("check", "Verify every row and checksum of a stopped store");
  check->add_option("DIR", check_data, "Data directory")->required();

  CLI::App* version = app.add_subcommand("version", "Print the version");

  CLI11_PARSE(app, argc, argv);
  if (version->parsed()) {
    std::cout << "stator " << STATOR_VERSION << "\n";
    return 0;
  }
  if (check->parsed()) {
    base::Result<bool> sound = CheckCommand(check_data, std::cout);
    if (!sound) return Fail(sound.error());
    return *sound ? 0 : 1;
  }
  return Serve(arguments);
}

}  // namespace
}  // namespace stator

int main(int argc, char** argv) { return stator::Main(argc, argv); }
