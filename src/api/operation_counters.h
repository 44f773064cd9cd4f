// Counts the calls of each operation, and their outcomes.
#pragma once

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>
#include <vector>

#include "base/statistic.h"

namespace api {

// Thread-safe. Never blocks.
class OperationCounters {
 public:
  // REQUIRES: the names outlive it.
  explicit OperationCounters(std::vector<std::string_view> operations);

  // Counts a call. `operation`: its index among the names. `error`: the name of the error that was
  // answered; empty for a success. Rare errors are counted together, as "other".
  void Count(size_t operation, std::string_view error);
  // Counts a request that reached no operation: an unknown one, or one that was not authenticated.
  void CountRefused(std::string_view error);

  // "api_requests_total" by operation, "api_errors_total" by operation and error. Errors that never
  // happened are left out.
  std::vector<base::Statistic> Statistics() const;

 private:
  static constexpr size_t kOutcomes = 16;
  using Outcomes = std::array<std::atomic<uint64_t>, kOutcomes>;

  static size_t OutcomeOf(std::string_view error);
  void AppendErrors(std::string_view operation, const Outcomes& outcomes,
                    std::vector<base::Statistic>* to) const;

  const std::vector<std::string_view> operations_;
  const std::unique_ptr<Outcomes[]> outcomes_;  // one per operation
  Outcomes refused_{};
};

}  // namespace api
