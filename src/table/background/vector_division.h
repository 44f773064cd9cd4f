// Dividing a group of a vector index into lists, and a list that has grown into others (rows.h).
//
// In steps, each a commit of its own, while requests go on:
//
//   the group has no state, and many entries   centroids of a sample of them are made its lists:
//                                              from now on writers keep lists too
//   its state is not ready                     entries that have no place yet are put into lists, a
//                                              chunk at a time; after the last one it is ready
//
//   a list is open, and has many members       centroids of a sample of them are made lists, and it
//                                              is open no more: writers leave it alone
//   it is not open                             its members are put into the lists they are nearest
//                                              to now, a chunk at a time; when it has none it goes
//
// What is under way is told by the rows themselves, so that whoever comes after a crash goes on
// where it stopped. Searches see all entries all the time.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "kv/store.h"
#include "table/item/items.h"
#include "table/table.h"
#include "table/vector/cache.h"

namespace table::background {

// What one chunk may hold up: while its items are latched, their writers wait.
constexpr size_t kDivisionChunk = 128;
// k-means of a group is made of so many entries at most, and of so many bytes of them.
constexpr size_t kSampleMax = 16'384;
constexpr size_t kSampleBytesMax = size_t{64} << 20;

// One step of the work; whether there is more to do. `*cursor` is empty at first, and kept from
// step to step of one work.
//
// Preconditions: `index`, of `table`, IsKept and has the group's shard; `holder` has the lease
// VectorDivisionKey, on which the commits depend.
// Errors: kConflict (something was changed meanwhile, or the lease was lost: nothing was done;
// again), kNotFound (the index is gone), kCorruption, the store's.
base::Result<bool> DivideSome(kv::Store& store, item::Items& items, const TableDescription& table,
                              const IndexDescription& index, const vector::VectorWork& work,
                              std::string_view holder, std::string* cursor);

// The name of the lease of whoever divides groups of the index.
std::string VectorDivisionKey(std::string_view table_id, uint32_t index_number);

}  // namespace table::background
