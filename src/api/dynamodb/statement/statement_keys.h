// What the WHERE of a statement says of keys: the partitions that a read is of, or the one item
// that a write is of.
#pragma once

#include <string_view>
#include <vector>

#include "api/api_error.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "table/key_schema.h"
#include "value/row.h"

namespace api::dynamodb::statement {

// "at max 50 hash attribute values"
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-operators.html
constexpr size_t kStatementPartitionsMax = 50;

// A range of an item collection that a condition confines a read to.
struct StatementRange {
  std::vector<expr::KeyCondition> conditions;  // as of a Query
  // Whether they say all that the condition says: then it needs not be asked again.
  bool complete = false;
};

// The ranges in the order of the condition, of whole item collections each once; none if it does
// not confine the read to some: then all is to be scanned. Views what `where` views. Errors:
// ValidationException (a value of another type than its key attribute, too many of them).
ApiResult<std::vector<StatementRange>> RangesOf(const expr::Condition& where,
                                                const table::KeySchema& schema);

// The key of the one item that `where` is about.
// Errors: ValidationException ("Where clause does not contain a mandatory equality on all key
// attributes", …).
ApiResult<value::Row> KeyOf(const std::optional<expr::Condition>& where,
                            const table::KeySchema& schema);

// Errors: ValidationException ("Key attribute's data type should match its data type in table's
// schema: Key pk").
ApiResult<void> CheckKeyType(const table::KeyAttribute& attribute, const value::ValueView& value);

}  // namespace api::dynamodb::statement
