// The sorted list in a write buffer (RocksDB's "memtable").
#pragma once

#include <rocksdb/memtablerep.h>

#include <memory>

namespace kv::rocks::engine {

// A skip list as RocksDB's own, for one writer, and readers that lock nothing but to link what was
// inserted just now; for keys in the order of their bytes (BytewiseComparator), which it does not
// ask RocksDB's comparator about.
//
// Inserting was a tenth of the CPU of a put, and is a fiftieth. Every node holds the first sixteen
// bytes of its key (the space and the token of a row), so that a step through the list mostly
// compares two numbers beside the link that is followed; and the steps are those that are needed:
// Debian's RocksDB is built with its assertions, which compare keys again. And nodes are linked
// some at a time, so that the processor fetches the neighbours of all of them at once.
std::shared_ptr<rocksdb::MemTableRepFactory> NewRowMemtableFactory();

}  // namespace kv::rocks::engine
