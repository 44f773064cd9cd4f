#include "table/background/token_sweeper.h"

#include <utility>

#include "base/log.h"

namespace table::background {
namespace {

constexpr std::string_view kLeaseName = "token-sweep";
// Longer than any sweep takes: another server goes on soon where one broke down.
constexpr std::chrono::seconds kLeaseDuration{30};
// Records may stay for a while longer than they must.
constexpr std::chrono::seconds kPause{10};

}  // namespace

TokenSweeper::TokenSweeper(Parts parts)
    : parts_(std::move(parts)),
      lease_(std::string(kLeaseName), kLeaseDuration),
      job_({.name = "token-sweep", .clock = parts_.clock}, [this] { return DoPiece(); }) {}

TokenSweeper::~TokenSweeper() { Stop(); }

void TokenSweeper::Stop() {
  job_.Stop();
  lease_.GiveUp(parts_.store, parts_.holder);
}

std::optional<run::Job::Duration> TokenSweeper::DoPiece() {
  const auto more = SweepSome();
  if (!more.ok()) {
    base::LogWarning("tokens of transactions are kept for now: " + more.error().message);
  }
  return more.ok() && *more ? run::Job::Duration::zero() : run::Job::Duration(kPause);
}

// Whether there is more.
base::Result<bool> TokenSweeper::SweepSome() {
  TRY_ASSIGN(const bool held, lease_.Hold(parts_.store, parts_.holder, parts_.clock.Monotonic()));
  if (!held) return false;
  return parts_.transactions.SweepTokens();
}

}  // namespace table::background
