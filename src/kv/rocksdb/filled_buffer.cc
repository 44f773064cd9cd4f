#include "kv/rocksdb/filled_buffer.h"

#include "kv/rocksdb/format.h"

namespace kv::rocks {

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

}  // namespace kv::rocks
