#include "stator/server.h"

#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>
#include <utility>

#include "api/endpoint/endpoint.h"
#include "base/log.h"
#include "http/server.h"
#include "kv/rocksdb/rocksdb_store.h"
#include "net/certificate.h"
#include "net/tls.h"
#include "stator/metrics.h"
#include "table/background/index_builder.h"
#include "table/background/token_sweeper.h"
#include "table/background/vector_divider.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"
#include "table/transaction/transactions.h"

namespace stator {
namespace {

constexpr std::string_view kInternalPaths = "/-/";

// What requests that were cut off may take to notice it: reads and commits that have begun end.
constexpr std::chrono::seconds kHandlersPatience{2};

// An embedded store has one server at a time, which goes on with what the one before it held.
constexpr const char* kServerName = "server";

// Memory that this process may use: the machine's, or less if its control group says so.
size_t MemoryBytes() {
  size_t bytes =
      static_cast<size_t>(sysconf(_SC_PHYS_PAGES)) * static_cast<size_t>(sysconf(_SC_PAGE_SIZE));
  std::ifstream limit("/sys/fs/cgroup/memory.max");
  if (size_t limit_bytes = 0; limit >> limit_bytes) bytes = std::min(bytes, limit_bytes);
  return bytes;
}

size_t Cores() { return std::max(1u, std::thread::hardware_concurrency()); }

// Half, unless told: a server is rarely alone, and what it leaves keeps tables in the system's page
// cache.
size_t StoreMemory(const Config& config) { return config.memory_bytes.value_or(MemoryBytes() / 2); }

// Half of the memory is for the store's caches, an eighth at most for its write buffers, an eighth
// for requests and answers. What is left of it without vector indexes is for compactions and the
// allocator.
size_t VectorCacheBytes(const Config& config) {
  constexpr size_t kMin = size_t{4} << 20;
  return config.vector_cache_bytes.value_or(std::max(StoreMemory(config) / 4, kMin));
}

size_t RequestMemoryBytes(const Config& config) {
  return std::max<size_t>(config.request_memory_bytes.value_or(StoreMemory(config) / 8),
                          http::kRequestMemoryMin);
}

kv::RocksDbOptions StoreOptions(const Config& config) {
  const size_t memory_bytes = StoreMemory(config);
  kv::RocksDbOptions options = kv::DefaultOptions(config.data, Cores(), memory_bytes);
  if (config.row_cache_bytes) options.row_cache_bytes = *config.row_cache_bytes;
  if (config.block_cache_bytes) options.block_cache_bytes = *config.block_cache_bytes;
  if (config.write_buffer_bytes) options.write_buffer_bytes = *config.write_buffer_bytes;
  if (config.log_bytes_max) options.wal_bytes_max = *config.log_bytes_max;
  options.drop_damaged_logs = config.drop_damaged_logs;
  return options;
}

// The certificate to serve with: the one that was given, or one of our own, made once and kept.
base::Result<net::TlsOptions> Tls(const Config& config) {
  if (!config.tls_certificate.empty()) {
    return net::TlsOptions{config.tls_certificate, config.tls_key};
  }
  net::TlsOptions own{config.data + "/tls-certificate.pem", config.data + "/tls-key.pem"};
  std::error_code ignored;
  if (!std::filesystem::exists(own.certificate_file, ignored) ||
      !std::filesystem::exists(own.key_file, ignored)) {
    TRY(net::GenerateSelfSignedCertificate(own.certificate_file, own.key_file));
    base::LogInfo("made a self-signed certificate: " + own.certificate_file);
  }
  return own;
}

}  // namespace

struct Server::State {
  State(const Config& config_in, const base::Clock& clock_in, base::Random& random_in)
      : config(config_in), clock(clock_in), random(random_in) {}

  base::Status CheckListen() const;
  base::Status Open();
  base::Status Listen();
  void Handle(const wire::HttpRequest& request, wire::HttpResponse* response);
  void HandleInternal(const wire::HttpRequest& request, wire::HttpResponse* response);
  std::string Metrics() const;
  void LogStart() const;
  // Whether requests were answered since it was asked last, by the thread that has `*seen`.
  bool IsBusy(double* seen);
  // Entries of all vector indexes.
  base::Statistic VectorEntries() const;

  const Config config;
  const base::Clock& clock;
  base::Random& random;
  // In the order in which they need each other; destroyed the other way round.
  std::unique_ptr<kv::Store> store;
  std::unique_ptr<table::catalog::Catalog> catalog;
  std::unique_ptr<table::item::Items> items;
  std::unique_ptr<table::transaction::Transactions> transactions;
  std::unique_ptr<auth::Authenticator> authenticator;
  std::unique_ptr<api::Endpoint> endpoint;
  std::unique_ptr<table::background::IndexBuilder> index_builder;
  std::unique_ptr<table::background::VectorDivider> vector_divider;
  std::unique_ptr<table::background::TokenSweeper> token_sweeper;
  std::unique_ptr<http::Server> http;

  double requests_seen_by_builder = 0;
  double requests_seen_by_divider = 0;
};

base::Status Server::State::Open() {
  TRY_ASSIGN(store, kv::OpenRocksDbStore(StoreOptions(config), clock));
  TRY_ASSIGN(catalog, table::catalog::Catalog::Open(*store, clock, random));
  items = std::make_unique<table::item::Items>(*store, table::item::ItemLimits(),
                                               VectorCacheBytes(config));
  TRY_ASSIGN(transactions, table::transaction::Transactions::Open(*store, *items, clock));
  authenticator =
      std::make_unique<auth::Authenticator>(config.AuthMode(), config.credentials, clock);
  endpoint = std::make_unique<api::Endpoint>(
      api::Endpoint::Parts{.catalog = *catalog,
                           .items = *items,
                           .transactions = *transactions,
                           .authenticator = *authenticator,
                           .clock = clock,
                           .random = random,
                           .reads_bytes_max = RequestMemoryBytes(config) / 2});
  const auto parts_of_job = [this](double* requests_seen) {
    return table::background::Parts{
        .catalog = *catalog,
        .items = *items,
        .store = *store,
        .clock = clock,
        .holder = kServerName,
        .busy = [this, requests_seen] { return IsBusy(requests_seen); }};
  };
  index_builder =
      std::make_unique<table::background::IndexBuilder>(parts_of_job(&requests_seen_by_builder));
  vector_divider =
      std::make_unique<table::background::VectorDivider>(parts_of_job(&requests_seen_by_divider));
  token_sweeper =
      std::make_unique<table::background::TokenSweeper>(table::background::TokenSweeper::Parts{
          .transactions = *transactions, .store = *store, .clock = clock, .holder = kServerName});
  return {};
}

// Before anything is made in the data directory, so that a mistake leaves none behind.
base::Status Server::State::CheckListen() const {
  http::ServerOptions options{.listen = config.listen, .threads = config.threads};
  if (!config.tls_certificate.empty()) {
    options.tls = {config.tls_certificate, config.tls_key};
  }
  return http::Server::Check(options);
}

base::Status Server::State::Listen() {
  http::ServerOptions options;
  options.threads = config.threads;
  options.limits.request_memory = RequestMemoryBytes(config);
  options.refuser = [this](int status, std::string_view reason, wire::HttpResponse* response) {
    *response = endpoint->Refuse(status, reason);
  };
  if (config.tls) {
    TRY_ASSIGN(options.tls, Tls(config));
    options.listen = {};
    options.listen_tls = config.listen;
  } else {
    options.listen = config.listen;
  }
  TRY_ASSIGN(http, http::Server::Start(
                       std::move(options),
                       [this](const wire::HttpRequest& request, wire::HttpResponse* response) {
                         Handle(request, response);
                       },
                       clock));
  return {};
}

void Server::State::Handle(const wire::HttpRequest& request, wire::HttpResponse* response) {
  if (request.target.starts_with(kInternalPaths)) return HandleInternal(request, response);
  *response = endpoint->Handle(request);
}

void Server::State::HandleInternal(const wire::HttpRequest& request, wire::HttpResponse* response) {
  response->content_type = "text/plain; charset=utf-8";
  if (request.method != "GET" && request.method != "HEAD") {
    response->status = 405;
  } else if (request.target == "/-/ready") {
    // While stopping, the HTTP server itself answers 503.
    response->body = "ready\n";
  } else if (request.target == "/-/metrics") {
    response->content_type = kMetricsContentType;
    response->body = Metrics();
  } else {
    response->status = 404;
  }
}

std::string Server::State::Metrics() const {
  std::vector<base::Statistic> all = endpoint->Statistics();
  std::ranges::move(index_builder->Statistics(), std::back_inserter(all));
  std::ranges::move(vector_divider->Statistics(), std::back_inserter(all));
  std::ranges::move(token_sweeper->Statistics(), std::back_inserter(all));
  std::ranges::move(items->vectors().Statistics(), std::back_inserter(all));
  all.push_back(VectorEntries());
  std::ranges::move(http->Statistics(), std::back_inserter(all));
  std::ranges::move(store->Statistics(), std::back_inserter(all));
  return RenderMetrics(all);
}

base::Statistic Server::State::VectorEntries() const {
  int64_t entries = 0;
  for (const table::TablePtr& table : catalog->All()) {
    for (const table::IndexDescription& index : table->vector_indexes) {
      const auto counts = items->Counts(*table, &index);
      if (counts.ok()) entries += counts->items;
    }
  }
  return {"vector_index_entries", "Entries of vector indexes.", base::Statistic::Kind::kGauge,
          static_cast<double>(entries)};
}

bool Server::State::IsBusy(double* seen) {
  double requests = 0;
  for (const base::Statistic& figure : endpoint->Statistics()) {
    if (figure.name == "api_requests_total") requests += figure.value;
  }
  return std::exchange(*seen, requests) != requests;
}

void Server::State::LogStart() const {
  for (const std::string& address : http->addresses()) {
    base::LogInfo("stator " STATOR_VERSION " serves " +
                  std::string(config.tls ? "https://" : "http://") + address + ", data in " +
                  std::filesystem::absolute(config.data).string());
  }
  if (config.AuthMode() == auth::Mode::kAny) {
    base::LogInfo("any credentials are accepted (--auth required accepts known ones only)");
  }
}

base::Result<std::unique_ptr<Server>> Server::Start(const Config& config, const base::Clock& clock,
                                                    base::Random& random) {
  auto state = std::make_unique<State>(config, clock, random);
  TRY(state->CheckListen());
  TRY(state->Open());
  TRY(state->Listen());
  state->index_builder->Start();
  state->vector_divider->Start();
  state->token_sweeper->Start();
  state->LogStart();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  Stop();
  Close();
}

bool Server::Stop() {
  if (!state_->http) return true;
  state_->index_builder->Stop();
  state_->vector_divider->Stop();
  state_->token_sweeper->Stop();
  if (!state_->http->Drain(state_->config.stop_timeout)) {
    base::LogWarning("some requests did not finish in time and were cut off");
    if (!state_->http->WaitForHandlers(kHandlersPatience)) return false;
  }
  Close();
  return true;
}

void Server::Close() {
  state_->http.reset();
  state_->token_sweeper.reset();
  state_->vector_divider.reset();
  state_->index_builder.reset();
  state_->endpoint.reset();
  state_->transactions.reset();
  state_->items.reset();
  state_->catalog.reset();
  state_->store.reset();
}

std::vector<std::string> Server::addresses() const { return state_->http->addresses(); }

}  // namespace stator
