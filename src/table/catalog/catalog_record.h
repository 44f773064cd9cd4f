// A table's record: its description as bytes, in the format of rows (value/row.h).
//
// Each setting is an attribute, with the API's name for it if there is one. A new optional
// attribute needs no new format, because records without it are still read. A change that an older
// server must not ignore raises kTableRecordFormat; a record of a newer format is refused. A record
// has the lowest format that can express it:
//
//   1  a table
//   2  a table that has, or had, secondary indexes
//   3  a table that has vector indexes
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "table/table.h"

namespace table::catalog {

constexpr int64_t kTableRecordFormat = 3;

std::string EncodeTableRecord(const TableDescription& table);

// Errors: kCorruption (no record, a missing or ill-typed attribute, a newer format, partitions that
// do not divide the hash space).
base::Result<TableDescription> DecodeTableRecord(std::string_view bytes);

}  // namespace table::catalog
