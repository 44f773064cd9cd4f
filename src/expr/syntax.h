// The syntax tree of an expression, before its placeholders are known.
//
// A tree says what was written; what its #names and :values stand for is bound later (bound.h), so
// one tree serves every request with the same text. Trees are also made without a text, for the
// parameters that are older than expressions.
//
// Nodes are kept in post-order: operands come before what they are operands of, and left before
// right. That is the order in which DynamoDB looks for errors, and it lets most passes be loops.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace expr {

// An expression's bytes, UTF-8: "4 KB".
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html#limits-expression-parameters
constexpr size_t kExpressionBytesMax = 4096;
// Operators and functions in an expression (same page). Bounds the depth of trees, too.
constexpr size_t kOperatorsMax = 300;
// Operands of IN, besides its first (same page).
constexpr size_t kInOperandsMax = 100;
// Elements of a document path: "the maximum depth for a document path is 32".
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Expressions.Attributes.html
constexpr size_t kPathElementsMax = 32;
// The service counts elements of lists with an unsigned 32-bit integer, whose greatest value names
// none: of 4294967295 it says that it is out of range.
constexpr size_t kListIndexMax = 4294967294;

// Places in the vectors of a tree.
using NodeId = uint32_t;
using PathId = uint32_t;
using ValueId = uint32_t;

enum class Op : uint8_t {
  // Operands.
  kPath,
  kValue,
  kSize,
  // Operands in updates.
  kIfNotExists,
  kListAppend,
  kPlus,
  kMinus,
  // Conditions.
  kAttributeExists,
  kAttributeNotExists,
  kAttributeType,
  kBeginsWith,
  kContains,
  kEqual,
  kNotEqual,
  kLess,
  kLessOrEqual,
  kGreater,
  kGreaterOrEqual,
  kBetween,
  kIn,
  kAnd,  // of two operands or more, as kOr; the parser makes two
  kOr,
  kNot,
};

// As written in expressions and in messages.
std::string_view OpName(Op op);
bool IsFunction(Op op);
// How many operands a function takes.
size_t FunctionOperands(Op op);
// =, <>, <, <=, >, >=
bool IsComparator(Op op);
// Whether the node is true or false; others are operands.
bool IsCondition(Op op);

struct Node {
  Op op = Op::kValue;
  uint32_t index = 0;  // kPath: PathId; kValue: ValueId; kIn: Bound::large_ins
  uint32_t first_child = 0;
  uint32_t child_count = 0;
};

// A document path as written.
struct PathSyntax {
  struct Element {
    enum class Kind : uint8_t { kName, kPlaceholder, kIndex };
    Kind kind = Kind::kName;
    std::string_view name;  // kName, kPlaceholder (with its #); within the tree's text
    size_t index = 0;       // kIndex
  };
  std::vector<Element> elements;
};

enum class Clause : uint8_t { kSet, kRemove, kAdd, kDelete };
std::string_view ClauseName(Clause clause);

// One action of an update expression.
struct Action {
  Clause clause = Clause::kSet;
  PathId target = 0;
  NodeId value = 0;  // not for kRemove
};

struct Tree {
  Tree() = default;
  explicit Tree(std::string_view source) : text(source) {}
  // Parts view `text`.
  Tree(const Tree&) = delete;
  Tree& operator=(const Tree&) = delete;

  // Appends a node of these operands.
  NodeId Add(Op op, std::span<const NodeId> operands);
  NodeId AddLeaf(Op op, uint32_t index);

  const Node& node(NodeId id) const { return nodes[id]; }
  std::span<const NodeId> operands(const Node& node) const {
    return {children.data() + node.first_child, node.child_count};
  }
  const Node& operand(const Node& node, size_t i) const {
    return nodes[children[node.first_child + i]];
  }
  // What the tree occupies, about.
  size_t Bytes() const;

  const std::string text;
  std::vector<Node> nodes;
  std::vector<NodeId> children;
  NodeId root = 0;              // conditions
  std::vector<Action> actions;  // updates
  // In order of appearance.
  std::vector<PathSyntax> paths;
  std::vector<std::string_view> values;  // with their :
  // Operators and functions. There may be more than kOperatorsMax, which is told after all else;
  // the tree must then not be evaluated.
  size_t operators = 0;
  // Whether the actions are those of AttributeUpdates, whose errors have words of their own.
  bool attribute_updates = false;
};

}  // namespace expr
