// Derives keys from the WHERE of a statement: the ranges of a read, or the item of a write.
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

// A range of an item collection to which a condition limits a read.
struct StatementRange {
  std::vector<expr::KeyCondition> conditions;  // as those of a Query
  // Whether `conditions` express the whole WHERE, so that it need not be evaluated for each item.
  bool complete = false;
};

// The ranges to which `where` limits a read, in the order of the condition; a whole item collection
// occurs once. Empty if the read is not limited: then the table must be scanned. The result views
// what `where` views. Errors: ValidationException (a value of another type than its key attribute,
// too many ranges).
ApiResult<std::vector<StatementRange>> RangesOf(const expr::Condition& where,
                                                const table::KeySchema& schema);

// The key of the single item that `where` selects.
// Errors: ValidationException ("Where clause does not contain a mandatory equality on all key
// attributes", …).
ApiResult<value::Row> KeyOf(const std::optional<expr::Condition>& where,
                            const table::KeySchema& schema);

// Errors: ValidationException ("Key attribute's data type should match its data type in table's
// schema: Key pk").
ApiResult<void> CheckKeyType(const table::KeyAttribute& attribute, const value::ValueView& value);

}  // namespace api::dynamodb::statement
