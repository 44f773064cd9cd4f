// ProjectionExpression: the parts of an item that an answer holds.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.ProjectionExpressions.html
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/path.h"
#include "expr/path_order.h"
#include "expr/placeholders.h"
#include "value/row.h"

namespace expr {

class Projection {
 public:
  // Errors: kInvalidArgument with DynamoDB's message, complete ("Invalid ProjectionExpression: …").
  static base::Result<Projection> Compile(std::string_view text, Placeholders& placeholders);
  // Of these paths. REQUIRES: none overlaps another.
  explicit Projection(std::vector<Path> paths);
  // The same, each path under a name of its own beside the others, as PartiQL's SELECT answers.
  // REQUIRES: as many names as paths, none twice.
  Projection(std::vector<Path> paths, std::vector<std::string> names);

  // What `item` has of the paths, within the maps and lists it has them in; a list keeps only the
  // elements that were asked for, in their order. Or what it has of them under their names.
  value::Row Apply(const value::RowView& item) const;

  const std::vector<Path>& paths() const { return paths_; }

 private:
  Projection(std::vector<Path> paths, PathOrder order)
      : paths_(std::move(paths)), order_(std::move(order)) {}

  std::vector<Path> paths_;
  PathOrder order_;                 // empty if there are names, but few
  std::vector<std::string> names_;  // by path; empty: each stays where it is in the item
};

}  // namespace expr
