// Writes an item with some of its values replaced.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "expr/path.h"
#include "expr/path_order.h"
#include "expr/update_values.h"
#include "value/row.h"
#include "value/value.h"

namespace expr {

// An error if `value`, at `target`, would exceed the nesting levels of an item. Errors:
// kInvalidArgument.
base::Status CheckNestingAt(const Path& target, const value::ValueView& value);

// Writes a new item by walking the old one and the targets in parallel. Recurses once for each
// element of the longest target.
class UpdateWriter {
 public:
  // `values`: the new value of each target. REQUIRES: the targets are disjoint (CheckDisjoint), and
  // the `order` passed to Write is theirs (SortPaths).
  UpdateWriter(const std::vector<Path>& targets, const UpdateValues::Values& values)
      : targets_(targets), values_(values) {}

  // Errors: kInvalidArgument with DynamoDB's message (a target's parent is absent or has another
  // type; the item has more than kNestingLevelsMax levels, or is larger than any item may be).
  base::Result<value::Row> Write(PathGroup order, const value::RowView& item) const;

 private:
  // Appends the attributes of `map`, with the targets of the group replaced, and returns their
  // number. The paths of the group are equal up to `depth`.
  base::Result<size_t> WriteMap(PathGroup group, size_t depth, const value::MapView& map,
                                std::string* out) const;
  base::Result<size_t> WriteList(PathGroup group, size_t depth, const value::ListView& list,
                                 std::string* out) const;
  // Appends the value that replaces `existing`; false if it is removed.
  base::Result<bool> WriteValue(PathGroup group, size_t depth,
                                const std::optional<value::ValueView>& existing,
                                std::string* out) const;
  base::Result<bool> WriteTarget(size_t target, std::string* out) const;

  const std::vector<Path>& targets_;
  const UpdateValues::Values& values_;
};

}  // namespace expr
