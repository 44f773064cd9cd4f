// What the jobs that change the rows of indexes are given, and what they tell of failures.
#pragma once

#include <functional>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "kv/store.h"
#include "run/backoff.h"
#include "table/catalog/catalog.h"
#include "table/item/items.h"

namespace table::background {

// REQUIRES: all references outlive the job.
struct Parts {
  catalog::Catalog& catalog;
  item::Items& items;
  kv::Store& store;
  const base::Clock& clock;
  // Holds the leases of the job; another for each server there may be at one time. A server that
  // comes after another under its name goes on at once.
  std::string holder;
  // As run::Job's.
  std::function<bool()> busy = {};
};

// Logs that `what` failed and is tried again. Conflicts, and that something is gone, are ordinary:
// only many of them in a row are logged.
void LogFailure(const std::string& what, const base::Error& error, const run::Backoff& backoff);

}  // namespace table::background
