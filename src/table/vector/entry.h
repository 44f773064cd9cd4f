// What a vector index has of an item.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_VectorIndex.html
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "table/index/index_entry.h"
#include "table/table.h"
#include "table/vector/rows.h"
#include "value/row.h"

namespace table::vector {

struct VectorEntry {
  VectorGroup group;
  std::vector<float> vector;
  value::Row row;                 // the projected attributes but the vector
  std::vector<uint64_t> filters;  // FilterHash of each filter attribute; zero: the item lacks it

  std::string Encode() const;
  // As DynamoDB counts the entry: what is projected, and four bytes a dimension.
  size_t ItemBytes() const;
};

// Whether an item may be written as far as this vector index goes; that it lacks an attribute is no
// matter. Errors: kInvalidArgument: the vector is no list of so many numbers that fit 32-bit
// floats; an attribute of the search schema is of another type, or (HASH) empty or too long.
base::Status CheckVectorAttributes(const IndexDescription& index, const value::RowView& item);

// What the index holds of `item`; nullopt if it lacks the vector or the HASH attribute, and is
// therefore not in it. Errors: CheckVectorAttributes', and kCorruption (the item has no key).
base::Result<std::optional<VectorEntry>> VectorEntryOf(const TableDescription& table,
                                                       const IndexDescription& index,
                                                       const value::RowView& item);

// Whether two items have the same of all that CheckVectorAttributes looks at.
bool HaveTheSameVector(const IndexDescription& index, const value::RowView& a,
                       const value::RowView& b);

// Whether searches may return the attribute. The vector is one of those, whatever the projection.
bool IsProjectedTo(const TableDescription& table, const IndexDescription& index,
                   std::string_view attribute);

// A list of numbers as 32-bit floats. `size`: of how many. Errors: kInvalidArgument; `what` is how
// messages call the list.
base::Result<std::vector<float>> FloatsOf(value::ListView list, const std::string& what);
base::Result<float> FloatOf(value::ValueView number, const std::string& what);

// The row of an entry, and its vector as the attribute that it was.
value::Row WithVector(const IndexDescription& index, const value::RowView& row,
                      const std::vector<float>& vector);

}  // namespace table::vector
