#include "expr/update_size.h"

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace expr {
namespace {

constexpr size_t kExpressionBytes = 3;
constexpr size_t kWriteBytes = 19;
constexpr size_t kRemovalBytes = 1;
constexpr size_t kWrittenStepBytes = 4;
constexpr size_t kReadPathBytes = 15;
constexpr size_t kReadStepBytes = 14;

size_t PathBytes(const Path& path, size_t step_bytes) {
  size_t bytes = (path.elements.size() - 1) * step_bytes;
  for (const Path::Element& element : path.elements) {
    const auto* name = std::get_if<Name>(&element);
    bytes +=
        name != nullptr ? name->text().size() : std::to_string(std::get<size_t>(element)).size();
  }
  return bytes;
}

size_t OperatorBytes(Op op) {
  switch (op) {
    case Op::kPlus:
      return 34;
    case Op::kMinus:
    case Op::kListAppend:
      return 37;
    case Op::kIfNotExists:
      return 39;
    default:
      return 0;
  }
}

// Of each node with all that is below it.
std::vector<size_t> NodeBytes(const Bound& bound) {
  std::map<const char*, size_t> value_bytes;  // one value may be used a thousand times
  std::vector<size_t> bytes;
  bytes.reserve(bound.tree->nodes.size());
  for (const Node& node : bound.tree->nodes) {
    switch (node.op) {
      case Op::kPath:
        bytes.push_back(kReadPathBytes + PathBytes(bound.paths[node.index], kReadStepBytes));
        break;
      case Op::kValue: {
        const value::ValueView& value = bound.values[node.index];
        const auto [place, is_new] = value_bytes.try_emplace(value.encoded().data());
        if (is_new) place->second = value.ItemBytes();
        bytes.push_back(place->second);
        break;
      }
      default: {
        size_t sum = OperatorBytes(node.op);
        for (const NodeId operand : bound.tree->operands(node)) sum += bytes[operand];
        bytes.push_back(sum);
        break;
      }
    }
  }
  return bytes;
}

}  // namespace

size_t UpdateBytes(const Bound& bound) {
  const std::vector<size_t> node_bytes = NodeBytes(bound);
  size_t bytes = kExpressionBytes;
  for (const Action& action : bound.tree->actions) {
    bytes += PathBytes(bound.paths[action.target], kWrittenStepBytes);
    const bool writes = action.clause == Clause::kSet || action.clause == Clause::kAdd;
    bytes += writes ? kWriteBytes + node_bytes[action.value] : kRemovalBytes;
  }
  return bytes;
}

}  // namespace expr
