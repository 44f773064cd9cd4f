#include "expr/syntax.h"

#include <array>

namespace expr {
namespace {
// In the order of Op.
constexpr std::array<std::string_view, 23> kOpNames = {
    "path",
    "value",
    "size",
    "if_not_exists",
    "list_append",
    "+",
    "-",
    "attribute_exists",
    "attribute_not_exists",
    "attribute_type",
    "begins_with",
    "contains",
    "=",
    "<>",
    "<",
    "<=",
    ">",
    ">=",
    "BETWEEN",
    "IN",
    "AND",
    "OR",
    "NOT",
};
static_assert(kOpNames.size() == static_cast<size_t>(Op::kNot) + 1);
}  // namespace

std::string_view OpName(Op op) { return kOpNames[static_cast<size_t>(op)]; }

bool IsFunction(Op op) {
  return op == Op::kSize || op == Op::kIfNotExists || op == Op::kListAppend ||
         (op >= Op::kAttributeExists && op <= Op::kContains);
}

size_t FunctionOperands(Op op) {
  return op == Op::kSize || op == Op::kAttributeExists || op == Op::kAttributeNotExists ? 1 : 2;
}

bool IsComparator(Op op) { return op >= Op::kEqual && op <= Op::kGreaterOrEqual; }

bool IsCondition(Op op) { return op >= Op::kAttributeExists; }

std::string_view ClauseName(Clause clause) {
  constexpr std::array<std::string_view, 4> kNames = {"SET", "REMOVE", "ADD", "DELETE"};
  return kNames[static_cast<size_t>(clause)];
}

NodeId Tree::Add(Op op, std::span<const NodeId> operands) {
  nodes.push_back({.op = op,
                   .first_child = static_cast<uint32_t>(children.size()),
                   .child_count = static_cast<uint32_t>(operands.size())});
  children.insert(children.end(), operands.begin(), operands.end());
  return static_cast<NodeId>(nodes.size() - 1);
}

NodeId Tree::AddLeaf(Op op, uint32_t index) {
  nodes.push_back({.op = op, .index = index});
  return static_cast<NodeId>(nodes.size() - 1);
}

size_t Tree::Bytes() const {
  size_t bytes = sizeof(Tree) + text.capacity();
  bytes += nodes.capacity() * sizeof(Node) + children.capacity() * sizeof(NodeId);
  bytes += actions.capacity() * sizeof(Action);
  bytes += values.capacity() * sizeof(std::string_view);
  bytes += paths.capacity() * sizeof(PathSyntax);
  for (const PathSyntax& path : paths) {
    bytes += path.elements.capacity() * sizeof(PathSyntax::Element);
  }
  return bytes;
}

}  // namespace expr
