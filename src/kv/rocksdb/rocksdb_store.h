// The store of one machine: implements kv/store.h over RocksDB.
//
// Every commit is atomic over all shards, and synced to disk when it returns. Commits that wait at
// the same time share one sync. Deferred writes take effect together with their commit, and
// eventual reads are consistent. A shard is a range of keys, so splitting one moves no data. Only
// one process can open a directory at a time.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "kv/rocksdb/engine/options.h"
#include "kv/store.h"

namespace kv {

// Opens the store in the directory options.path; makes it if there is none. `clock` decides when
// leases end. REQUIRES: the clock outlives the store; when the store is destroyed, no call but
// Commit is going on. The destructor completes commits that wait.
//
// Errors, each with a text of one line: kUnavailable (another process has the store open),
// kInvalidArgument (not a directory, no permission, written by a newer version), kCorruption,
// kResourceExhausted (the disk is full), kInternal (the device failed).
base::Result<std::unique_ptr<Store>> OpenRocksDbStore(const RocksDbOptions& options,
                                                      const base::Clock& clock);

// Opens the store of a stopped server for reading only. Calls that change the store return
// kUnavailable. Errors: as above, and kNotFound (there is no store).
base::Result<std::unique_ptr<Store>> OpenRocksDbStoreReadOnly(const RocksDbOptions& options,
                                                              const base::Clock& clock);

// Reads all files of a stopped server's store and compares every checksum. Changes nothing. Errors:
// those of OpenRocksDbStoreReadOnly; kCorruption names the file. After a loss of power, a write to
// the log that was cut short counts as damage, until the store is opened for writing, which drops
// it.
base::Status VerifyRocksDbStore(const RocksDbOptions& options);

}  // namespace kv
