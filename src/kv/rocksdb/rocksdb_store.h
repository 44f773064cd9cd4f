// The store of one machine: the contract of kv/store.h over RocksDB.
//
// Every commit is atomic, whatever shards it touches, and synced to disk when it returns; all that
// wait share one sync. Deferred writes land with their commit, eventual reads are consistent ones.
// Shards are ranges of keys, so that splitting one moves no data. One process opens a directory at
// a time.
#pragma once

#include <memory>

#include "base/clock.h"
#include "base/result.h"
#include "kv/rocksdb/engine/options.h"
#include "kv/store.h"

namespace kv {

// Opens the store in a directory, making it if there is none. `clock` tells when leases end, and
// must outlive the store. No call may be going on when the store is destroyed, except commits,
// which are finished first.
//
// Errors, each one clear line: kUnavailable (another process has it open), kInvalidArgument (not a
// directory, no permission, written by a newer version), kCorruption, kResourceExhausted (the disk
// is full), kInternal (the device failed).
base::Result<std::unique_ptr<Store>> OpenRocksDbStore(const RocksDbOptions& options,
                                                      const base::Clock& clock);

// Opens a stopped store to read from it alone. Whatever would change something answers
// kUnavailable. Errors: as above, and kNotFound (there is no store).
base::Result<std::unique_ptr<Store>> OpenRocksDbStoreReadOnly(const RocksDbOptions& options,
                                                              const base::Clock& clock);

// Reads all of a stopped store and compares every checksum; changes nothing. Errors: those of
// OpenRocksDbStoreReadOnly; kCorruption names the file. After a power failure, what was being
// written to the log when it struck counts as damage until the store has been opened once, which
// drops it.
base::Status VerifyRocksDbStore(const RocksDbOptions& options);

}  // namespace kv
