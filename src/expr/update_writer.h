// Items with some of their values replaced.
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

// That `value` nests no deeper at `target` than an item may. Errors: kInvalidArgument.
base::Status CheckNestingAt(const Path& target, const value::ValueView& value);

// Writes an item anew, walking it and the targets side by side. Recurses once per element of the
// longest target.
class UpdateWriter {
 public:
  // `values` are by target. REQUIRES: the targets are disjoint (CheckDisjoint), `order` theirs.
  UpdateWriter(const std::vector<Path>& targets, const UpdateValues::Values& values)
      : targets_(targets), values_(values) {}

  // Errors: kInvalidArgument with DynamoDB's message (a target's parent is not there or of another
  // type, more than kNestingLevelsMax levels, larger than any item).
  base::Result<value::Row> Write(PathGroup order, const value::RowView& item) const;

 private:
  // Appends the attributes of `map` with the group's targets (alike before `depth`) replaced;
  // returns how many these are.
  base::Result<size_t> WriteMap(PathGroup group, size_t depth, const value::MapView& map,
                                std::string* out) const;
  base::Result<size_t> WriteList(PathGroup group, size_t depth, const value::ListView& list,
                                 std::string* out) const;
  // Appends what is to be where `existing` is; returns whether that is anything.
  base::Result<bool> WriteValue(PathGroup group, size_t depth,
                                const std::optional<value::ValueView>& existing,
                                std::string* out) const;
  base::Result<bool> WriteTarget(size_t target, std::string* out) const;

  const std::vector<Path>& targets_;
  const UpdateValues::Values& values_;
};

}  // namespace expr
