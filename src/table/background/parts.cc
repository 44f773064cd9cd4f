#include "table/background/parts.h"

#include "base/log.h"

namespace table::background {
namespace {

constexpr int kQuietFailuresMax = 5;

}  // namespace

void LogFailure(const std::string& what, const base::Error& error, const run::Backoff& backoff) {
  const bool ordinary =
      error.code == base::ErrorCode::kConflict || error.code == base::ErrorCode::kNotFound;
  if (ordinary && backoff.failures() <= kQuietFailuresMax) return;
  base::LogWarning(what + ": " + error.message + "; trying again");
}

}  // namespace table::background
