// Deletes the records of transactions whose time is over: a job (run/job.h), under a lease.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "base/statistic.h"
#include "kv/held_lease.h"
#include "kv/store.h"
#include "run/job.h"
#include "table/transaction/transactions.h"

namespace table::background {

class TokenSweeper {
 public:
  // What it is given must outlive it.
  struct Parts {
    transaction::Transactions& transactions;
    kv::Store& store;
    const base::Clock& clock;
    std::string holder;  // of the lease; another for each server there may be at one time
  };
  explicit TokenSweeper(Parts parts);
  ~TokenSweeper();  // stops it

  // As the job's.
  void Start() { job_.Start(); }
  void Stop();
  std::optional<run::Job::Duration> Step() { return job_.Step(); }

  std::vector<base::Statistic> Statistics() const { return job_.Statistics(); }

 private:
  std::optional<run::Job::Duration> DoPiece();
  base::Result<bool> SweepSome();

  const Parts parts_;
  kv::HeldLease lease_;
  run::Job job_;
};

}  // namespace table::background
