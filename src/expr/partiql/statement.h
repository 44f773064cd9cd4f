// PartiQL statements as DynamoDB has them, parsed.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ql-reference.statements.html
//
// Conditions and updates are the trees that expressions are (expr/syntax.h), with the names and
// literals that the statement has itself; what its parameters are is known request by request
// (bound_statement.h).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "expr/path.h"
#include "expr/syntax.h"
#include "value/value.h"

namespace expr::partiql {

// "Maximum length of a PartiQL statement": the model's bound of PartiQLStatement.
constexpr size_t kStatementBytesMax = 8192;
// Parentheses, NOTs and literals may nest so deep. Ours: bounds the stack that parsing takes, and
// is above what an item's values can nest.
constexpr size_t kNestingMax = 64;

// A literal, or a parameter's number, counted from 0.
struct Operand {
  std::optional<size_t> parameter;
  std::string encoded;  // of a literal: a value (value/value.h)
};

// A condition, or the actions of an update, and what its nodes count.
struct Clauses {
  Tree tree;
  std::vector<Path> paths;        // by PathId
  std::vector<Operand> operands;  // by ValueId
};

struct OrderKey {
  std::string attribute;
  bool descending = false;
};

// RETURNING ALL OLD *, MODIFIED NEW *, …
struct Returning {
  bool all = false;     // else MODIFIED
  bool is_new = false;  // else OLD
};

struct Statement {
  // kExists: EXISTS(SELECT …), alone.
  enum class Kind : uint8_t { kSelect, kExists, kInsert, kUpdate, kDelete };

  explicit Statement(std::string_view source) : text(source) {}

  bool reads() const { return kind == Kind::kSelect; }
  // What it occupies, about.
  size_t Bytes() const;

  const std::string text;
  Kind kind = Kind::kSelect;
  std::string table;                 // a name or an ARN
  std::optional<std::string> index;  // "table"."index"; of SELECT and EXISTS
  std::vector<Path> projection;      // empty: *
  // Null if there is none, as the others.
  std::shared_ptr<const Clauses> where;
  std::shared_ptr<const Clauses> update;
  std::vector<OrderKey> order_by;
  std::optional<Returning> returning;
  std::vector<std::pair<std::string, Operand>> item;  // of INSERT; no name twice
  size_t parameter_count = 0;                         // of ?
};

// What a path of SELECT is called in its answer: its last name, with the indexes that follow it.
std::string ProjectedName(const Path& path);

// The statement of `text`, which is UTF-8. Takes stack for at most kNestingMax levels.
// Errors: kInvalidArgument with DynamoDB's message, complete: "Statement wasn't well formed, can't
// be processed: …" before all else; then the first thing in the text that DynamoDB's dialect does
// not have, with its place where the service tells it ("Unexpected path component at 1:8:5").
base::Result<std::shared_ptr<const Statement>> Parse(std::string_view text);

// Whether the text begins with a name or a literal, as no statement does.
bool BeginsNoStatement(std::string_view text);
// "Statement wasn't well formed, can't be processed: …"
base::Error NotWellFormed(std::string_view problem);

}  // namespace expr::partiql
