// How often each operation was called, and how each call ended.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "api/operation.h"
#include "base/statistic.h"

namespace api {

// Safe from any thread; never waits.
class OperationCounters {
 public:
  // `operations` must outlive this.
  explicit OperationCounters(std::span<const Operation> operations);

  // `error`: the name of the error that was answered; empty for a success. Errors of names that are
  // not told apart count as "other".
  void Count(const Operation& operation, std::string_view error);
  // A request that reached no operation: unknown, or not authenticated.
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

  const std::span<const Operation> operations_;
  const std::unique_ptr<Outcomes[]> outcomes_;  // one per operation
  Outcomes refused_{};
};

}  // namespace api
