#include "expr/check_operands.h"

#include <optional>
#include <string>
#include <string_view>

#include "value/attribute_value_text.h"

namespace expr {
namespace {

using value::Type;

base::Error WrongType(Op op, std::string_view type) {
  return base::InvalidArgument(
      "Incorrect operand type for operator or function; operator or function: " +
      std::string(OpName(op)) + ", operand type: " + std::string(type));
}

// The names under which DynamoDB lists types when it refuses them in ADD and DELETE.
std::string_view LongTypeName(Type type) {
  switch (type) {
    case Type::kS:
      return "STRING";
    case Type::kN:
      return "NUMBER";
    case Type::kB:
      return "BINARY";
    case Type::kBool:
      return "BOOLEAN";
    case Type::kNull:
      return "NULL";
    case Type::kM:
      return "MAP";
    case Type::kL:
      return "LIST";
    case Type::kSS:
      return "STRING_SET";
    case Type::kNS:
      return "NUMBER_SET";
    case Type::kBS:
      return "BINARY_SET";
  }
  return "";
}

bool Ordered(Type type) { return type == Type::kS || type == Type::kN || type == Type::kB; }

class OperandChecker {
 public:
  explicit OperandChecker(const Bound& bound) : bound_(bound), tree_(*bound.tree) {}

  base::Status CheckNode(const Node& node) const {
    if (node.op == Op::kPath || node.op == Op::kValue) return {};
    TRY(CheckCount(node));
    TRY(CheckDemands(node));
    return CheckDistinct(node);
  }

  base::Status CheckAction(const Action& action) const {
    if (action.clause != Clause::kAdd && action.clause != Clause::kDelete) return {};
    const value::ValueView& value = *ValueOf(tree_.node(action.value));
    if (value.is_set() || (value.type() == Type::kN && action.clause == Clause::kAdd)) return {};
    const std::string clause(ClauseName(action.clause));
    return base::InvalidArgument(
        "Incorrect operand type for operator or function; operator: " + clause +
        ", operand type: " + std::string(LongTypeName(value.type())) + ", typeSet: ALLOWED_FOR_" +
        clause + "_OPERAND");
  }

 private:
  const value::ValueView* ValueOf(const Node& node) const {
    return node.op == Op::kValue ? &bound_.values[node.index] : nullptr;
  }

  // The operand's type, if it is the same for every item. (That of if_not_exists is its path's if
  // that is there.)
  std::optional<Type> TypeOf(const Node& operand) const {
    switch (operand.op) {
      case Op::kValue:
        return bound_.values[operand.index].type();
      case Op::kSize:
        return Type::kN;
      default:
        return std::nullopt;
    }
  }

  base::Status CheckCount(const Node& node) const {
    if (node.op == Op::kIn) {
      const size_t candidates = node.child_count - 1;  // the first operand is compared with them
      if (candidates <= kInOperandsMax) return {};
      return base::InvalidArgument(
          "The IN operator is provided with too many operands; number of operands: " +
          std::to_string(candidates));
    }
    if (!IsFunction(node.op) || node.child_count == FunctionOperands(node.op)) return {};
    return base::InvalidArgument(
        "Incorrect number of operands for operator or function; operator or function: " +
        std::string(OpName(node.op)) + ", number of operands: " + std::to_string(node.child_count));
  }

  base::Status CheckDistinct(const Node& node) const {
    if (node.child_count < 2 || node.op == Op::kAnd || node.op == Op::kOr ||
        !IsCondition(node.op)) {
      return {};
    }
    const Node& first = tree_.operand(node, 0);
    if (first.op != Op::kPath) return {};
    const Path& path = bound_.paths[first.index];
    for (size_t i = 1; i < node.child_count; ++i) {
      const Node& other = tree_.operand(node, i);
      if (other.op == Op::kPath && bound_.paths[other.index] == path) {
        return base::InvalidArgument(
            "The first operand must be distinct from the remaining operands for this operator or "
            "function; operator: " +
            std::string(OpName(node.op)) + ", first operand: " + path.ToText());
      }
    }
    return {};
  }

  // Each operator's own.
  base::Status CheckDemands(const Node& node) const {
    switch (node.op) {
      case Op::kLess:
      case Op::kLessOrEqual:
      case Op::kGreater:
      case Op::kGreaterOrEqual:
        return CheckTypes(node, Ordered);
      case Op::kBetween:
        TRY(CheckTypes(node, Ordered));
        return CheckBounds(tree_.operand(node, 1), tree_.operand(node, 2));
      case Op::kBeginsWith:
        return CheckTypes(node, [](Type type) { return type == Type::kS || type == Type::kB; });
      case Op::kSize:
        return CheckTypes(node, [](Type type) {
          return type != Type::kN && type != Type::kBool && type != Type::kNull;
        });
      case Op::kListAppend:
        return CheckTypes(node, [](Type type) { return type == Type::kL; });
      case Op::kPlus:
      case Op::kMinus:
        return CheckTypes(node, [](Type type) { return type == Type::kN; });
      case Op::kAttributeExists:
      case Op::kAttributeNotExists:
      case Op::kIfNotExists:
        return CheckFirstIsPath(node);
      case Op::kAttributeType:
        return CheckAttributeType(tree_.operand(node, 1));
      default:
        return {};
    }
  }

  template <typename Predicate>
  base::Status CheckTypes(const Node& node, Predicate allowed) const {
    for (const NodeId operand : tree_.operands(node)) {
      const auto type = TypeOf(tree_.node(operand));
      if (type && !allowed(*type)) return WrongType(node.op, value::TypeName(*type));
    }
    return {};
  }

  base::Status CheckFirstIsPath(const Node& node) const {
    if (tree_.operand(node, 0).op == Op::kPath) return {};
    return base::InvalidArgument(
        "Operator or function requires a document path; operator or function: " +
        std::string(OpName(node.op)));
  }

  base::Status CheckAttributeType(const Node& type_operand) const {
    const value::ValueView* type = ValueOf(type_operand);
    const std::optional<Type> of_operand = TypeOf(type_operand);
    if (!of_operand) {
      // The service's way to say that the type of a path could be any.
      return WrongType(Op::kAttributeType, "{NS,SS,L,BS,N,M,B,BOOL,NULL,S}");
    }
    if (*of_operand != Type::kS || type == nullptr) {
      return WrongType(Op::kAttributeType, value::TypeName(*of_operand));
    }
    if (value::TypeFromName(type->AsBytes())) return {};
    return base::InvalidArgument(
        "Invalid attribute type name found; type: " + std::string(type->AsBytes()) +
        ", valid types: {B,NULL,SS,BOOL,L,BS,N,NS,S,M}");
  }

  base::Status CheckBounds(const Node& lower, const Node& upper) const {
    const value::ValueView* low = ValueOf(lower);
    const value::ValueView* high = ValueOf(upper);
    if (low == nullptr || high == nullptr) return {};
    const auto error = [&](std::string_view problem) {
      return base::InvalidArgument("The BETWEEN operator requires " + std::string(problem) +
                                   "; lower bound operand: " + value::AttributeValueText(*low) +
                                   ", upper bound operand: " + value::AttributeValueText(*high));
    };
    if (low->type() != high->type()) return error("same data type for lower and upper bounds");
    const bool in_order = low->type() == Type::kN
                              ? low->AsEncodedNumber() <= high->AsEncodedNumber()
                              : low->AsBytes() <= high->AsBytes();
    if (!in_order) return error("upper bound to be greater than or equal to lower bound");
    return {};
  }

  const Bound& bound_;
  const Tree& tree_;
};

}  // namespace

base::Status CheckOperands(const Bound& bound, const Node& node) {
  return OperandChecker(bound).CheckNode(node);
}

base::Status CheckActionValue(const Bound& bound, const Action& action) {
  return OperandChecker(bound).CheckAction(action);
}

}  // namespace expr
