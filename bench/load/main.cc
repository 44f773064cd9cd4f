// stator_load: requests for any DynamoDB endpoint, and how long they took. bench/README.md shows
// its use.
#include <CLI/CLI.hpp>
#include <iostream>

#include "base/clock.h"
#include "base/random.h"
#include "load/engine.h"
#include "load/pages.h"
#include "load/prepared.h"
#include "load/report.h"
#include "load/setup.h"

namespace load {
namespace {

constexpr size_t kConnectionsMax = 10'000;    // sockets; what a machine's limits commonly allow
constexpr uint64_t kRequestsMax = 2'000'000;  // some 1.3 KB of memory each

struct Arguments {
  std::string host = "127.0.0.1";
  uint16_t port = 8000;
  Account account;
  DataSet data;
  size_t connections = 16;
  std::string operations = "get";
  uint64_t prepared = 20'000;
  uint64_t count = 0;
  uint64_t passes = 1;
  double seconds = 5;
  double warm_up_seconds = 1;
  double rate = 0;
  uint64_t seed = 7;
  pid_t server = 0;
  bool status_only = false;
};

void AddCommon(CLI::App* command, Arguments* arguments) {
  command->add_option("--host", arguments->host, "IPv4 address or name [127.0.0.1]");
  command->add_option("--port", arguments->port, "[8000]");
  command->add_option("--access-key-id", arguments->account.access_key_id, "[loadAccessKeyId]");
  command->add_option("--secret-access-key", arguments->account.secret_access_key,
                      "[loadSecretAccessKey]");
  command->add_option("--region", arguments->account.region, "[us-east-1]");
  command->add_option("--items", arguments->data.items, "Items of the table [10000]")
      ->check(CLI::Range(uint64_t{1}, uint64_t{99'999'999}));
  command->add_option("--partitions", arguments->data.partitions, "Of the other table [1000]")
      ->check(CLI::Range(uint64_t{1}, uint64_t{9'999'999}));
  command->add_option("--partition-items", arguments->data.partition_items, "Of each [10]")
      ->check(CLI::Range(uint64_t{1}, uint64_t{999'999}));
  command->add_option("--item-bytes", arguments->data.item_bytes, "[500]")
      ->check(CLI::Range(uint64_t{100}, uint64_t{400'000}));
  command->add_option("--connections", arguments->connections, "[16]")
      ->check(CLI::Range(size_t{1}, kConnectionsMax));
}

void AddRun(CLI::App* command, Arguments* arguments) {
  AddCommon(command, arguments);
  command->add_option(
      "--operations", arguments->operations,
      "What to send, with weights: get:60,put:20. There are " + OperationNames() + " [get]");
  command
      ->add_option("--prepared", arguments->prepared,
                   "Requests made before the run, sent again and again [20000]")
      ->check(CLI::Range(uint64_t{1}, kRequestsMax));
  command->add_option("--count", arguments->count,
                      "Send so many, instead of by time, without warming up");
  command
      ->add_option("--passes", arguments->passes,
                   "How often to follow query-pages and scan-pages to their end, instead of by "
                   "time [1]; each connection scans a segment")
      ->check(CLI::Range(uint64_t{1}, uint64_t{1'000'000}));
  command->add_option("--seconds", arguments->seconds, "Measured [5]");
  command->add_option("--warm-up-seconds", arguments->warm_up_seconds, "[1]");
  command->add_option("--rate", arguments->rate, "Open loop: requests a second [closed loop]");
  command->add_option("--seed", arguments->seed, "Of keys and items [7]");
  command->add_option("--server-pid", arguments->server, "Tell its time on the processors");
  command->add_flag("--status-only", arguments->status_only, "Do not look at answers' bodies");
}

int Fail(const base::Error& error) {
  std::cerr << "stator_load: " << error.message << "\n";
  return 1;
}

// By time, or until the source ends.
base::Result<Figures> RunSource(const Arguments& arguments, bool by_time, Source& source) {
  const auto nanoseconds = [](double seconds) {
    return std::chrono::nanoseconds(static_cast<int64_t>(seconds * 1e9));
  };
  RunOptions options{.address = {arguments.host, arguments.port},
                     .connections = arguments.connections,
                     .server = arguments.server,
                     .whole_answers = !arguments.status_only};
  if (by_time) {
    options.warm_up = nanoseconds(arguments.warm_up_seconds);
    options.measured = nanoseconds(arguments.seconds);
  }
  if (arguments.rate > 0) options.per_second = arguments.rate;
  return Run(options, source);
}

int Show(const base::Result<Figures>& figures, bool watched, uint64_t items = 0) {
  if (!figures) return Fail(figures.error());
  std::cout << ToJson(*figures, watched, items) << "\n";
  if (figures->errors == 0) return 0;
  std::cerr << "the first of " << figures->errors << " errors: " << figures->first_error << "\n";
  return 3;
}

int RunLoad(const Arguments& arguments, Signer& signer) {
  const auto mix = ParseMix(arguments.operations);
  if (!mix) return Fail(mix.error());
  const bool watched = arguments.server != 0;
  if (const Operation first = mix->front().operation; TraitsOf(first).pages) {
    Pages pages(first, arguments.connections, arguments.passes, signer);
    const auto figures = RunSource(arguments, /*by_time=*/false, pages);
    return Show(figures, watched, pages.items());
  }
  Prepared prepared(*mix, arguments.data, arguments.prepared, arguments.seed, signer);
  prepared.Limit(arguments.count);
  return Show(RunSource(arguments, /*by_time=*/arguments.count == 0, prepared), watched);
}

int Main(int argc, char** argv) {
  CLI::App app("Puts a DynamoDB endpoint under load.", "stator_load");
  app.require_subcommand(1);
  Arguments arguments;
  CLI::App* const setup = app.add_subcommand("setup", "Make the tables, deleting those there are");
  AddCommon(setup, &arguments);
  CLI::App* const run = app.add_subcommand(
      "run", "Send requests, print figures as JSON; status 3 if answers were wrong");
  AddRun(run, &arguments);
  CLI11_PARSE(app, argc, argv);

  const base::SystemClock clock;
  base::SystemRandom random;
  const Address address{arguments.host, arguments.port};
  Signer signer(address.Text(), arguments.account, clock, random);
  if (run->parsed()) return RunLoad(arguments, signer);
  const base::Status done = SetUp(address, arguments.data, arguments.connections, signer);
  return done ? 0 : Fail(done.error());
}

}  // namespace
}  // namespace load

int main(int argc, char** argv) { return load::Main(argc, argv); }
