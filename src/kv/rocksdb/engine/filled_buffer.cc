#include "kv/rocksdb/engine/filled_buffer.h"

#include "kv/rocksdb/engine/format.h"

namespace kv::rocks::engine {

void FilledBuffer::OnMemTableSealed(const rocksdb::MemTableInfo& info) {
  if (info.cf_name == rocksdb::kDefaultColumnFamilyName) {
    empty_.store(true, std::memory_order_release);
  }
}

void FilledBuffer::FillAnew(rocksdb::DB& db) {
  empty_.store(false, std::memory_order_release);
  rocksdb::WriteOptions unlogged;
  unlogged.disableWAL = true;
  if (!db.Put(unlogged, kFormatKey, EncodeFormat(kFormat)).ok()) {
    empty_.store(true, std::memory_order_release);
  }
}

}  // namespace kv::rocks::engine
