#include "api/operation_counters.h"

#include <algorithm>
#include <string>
#include <utility>

#include "base/check.h"

namespace api {
namespace {

// What is counted apart, by name. The first is no error; the last takes all others.
constexpr std::string_view kOutcomeNames[] = {
    "",
    "ConditionalCheckFailedException",
    "IncompleteSignatureException",
    "InternalServerError",
    "InvalidSignatureException",
    "LimitExceededException",
    "MissingAuthenticationTokenException",
    "ProvisionedThroughputExceededException",
    "ResourceInUseException",
    "ResourceNotFoundException",
    "SerializationException",
    "ServiceUnavailableException",
    "UnknownOperationException",
    "UnrecognizedClientException",
    "ValidationException",
    "other",
};

}  // namespace

OperationCounters::OperationCounters(std::vector<std::string_view> operations)
    : operations_(std::move(operations)),
      outcomes_(std::make_unique<Outcomes[]>(operations_.size())) {
  static_assert(std::size(kOutcomeNames) == kOutcomes);
}

size_t OperationCounters::OutcomeOf(std::string_view error) {
  const auto found = std::ranges::find(kOutcomeNames, error);
  return std::min<size_t>(found - std::begin(kOutcomeNames), kOutcomes - 1);
}

void OperationCounters::Count(size_t operation, std::string_view error) {
  CHECK(operation < operations_.size());
  outcomes_[operation][OutcomeOf(error)].fetch_add(1, std::memory_order_relaxed);
}

void OperationCounters::CountRefused(std::string_view error) {
  refused_[OutcomeOf(error)].fetch_add(1, std::memory_order_relaxed);
}

void OperationCounters::AppendErrors(std::string_view operation, const Outcomes& outcomes,
                                     std::vector<base::Statistic>* to) const {
  for (size_t i = 1; i < kOutcomes; ++i) {
    const uint64_t count = outcomes[i].load(std::memory_order_relaxed);
    if (count == 0) continue;
    to->push_back({.name = "api_errors_total",
                   .help = "Requests that were answered with an error.",
                   .kind = base::Statistic::Kind::kCounter,
                   .value = static_cast<double>(count),
                   .labels = {{"operation", std::string(operation)},
                              {"error", std::string(kOutcomeNames[i])}}});
  }
}

std::vector<base::Statistic> OperationCounters::Statistics() const {
  std::vector<base::Statistic> statistics;
  for (size_t i = 0; i < operations_.size(); ++i) {
    uint64_t total = 0;
    for (const auto& outcome : outcomes_[i]) total += outcome.load(std::memory_order_relaxed);
    statistics.push_back({.name = "api_requests_total",
                          .help = "Requests to each operation, whatever came of them.",
                          .kind = base::Statistic::Kind::kCounter,
                          .value = static_cast<double>(total),
                          .labels = {{"operation", std::string(operations_[i])}}});
  }
  for (size_t i = 0; i < operations_.size(); ++i) {
    AppendErrors(operations_[i], outcomes_[i], &statistics);
  }
  AppendErrors("none", refused_, &statistics);
  return statistics;
}

}  // namespace api
