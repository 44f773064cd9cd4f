// How often each operation was called, and how each call ended.
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

// Thread-safe; never waits.
class OperationCounters {
 public:
  // Of operations of these names, which must outlive this.
  explicit OperationCounters(std::vector<std::string_view> operations);

  // `error`: the name of the error that was answered; empty for a success. Errors of names that are
  // not told apart count as "other".
  // `operation`: its place among the names.
  void Count(size_t operation, std::string_view error);
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

  const std::vector<std::string_view> operations_;
  const std::unique_ptr<Outcomes[]> outcomes_;  // one per operation
  Outcomes refused_{};
};

}  // namespace api
