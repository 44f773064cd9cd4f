#include "api/dynamodb/expression/search_condition.h"

#include <algorithm>
#include <set>
#include <string>
#include <string_view>

#include "table/index/index_entry.h"

namespace api::dynamodb::expression {
namespace {

using expr::Op;

// An equality: an attribute and its value, in either order; one is missing if there are two of the
// other.
struct Equality {
  const expr::Path* path = nullptr;
  std::optional<value::ValueView> value;
};

Equality EqualityOf(const expr::Bound& bound, const expr::Node& node) {
  Equality equality;
  for (size_t i = 0; i < node.child_count; ++i) {
    const expr::Node& operand = bound.tree->operand(node, i);
    if (operand.op == Op::kPath) equality.path = &bound.paths[operand.index];
    if (operand.op == Op::kValue) equality.value = bound.values[operand.index];
  }
  return equality;
}

ApiError InvalidCondition(const std::string& problem) {
  return Validation("Invalid condition in SearchConditionExpression: " + problem);
}

// Everything that conditions know and search conditions do not.
ApiResult<void> CheckOperators(const expr::Tree& tree) {
  for (const expr::Node& node : tree.nodes) {
    if (node.op == Op::kSize) {
      return Validation("SearchConditionExpressions cannot contain nested operations");
    }
    if (!expr::IsCondition(node.op) || node.op == Op::kAnd || node.op == Op::kEqual) continue;
    return Validation("Invalid operator used in SearchConditionExpression: " +
                      std::string(expr::OpName(node.op)));
  }
  return {};
}

}  // namespace

ApiResult<void> CheckSearchCondition(const std::optional<expr::Condition>& condition) {
  if (!condition) return {};
  const expr::Bound& bound = condition->bound();
  TRY(CheckOperators(*bound.tree));
  std::set<std::string_view> attributes;
  for (const expr::Node& node : bound.tree->nodes) {
    if (node.op != Op::kEqual) continue;
    const Equality equality = EqualityOf(bound, node);
    if (equality.path == nullptr) return InvalidCondition("No attribute specified");
    if (!equality.path->top_level()) {
      return Validation("SearchConditionExpressions cannot have conditions on nested attributes");
    }
    if (!equality.value) {
      return InvalidCondition("Multiple attribute names used in one condition");
    }
    if (!attributes.insert(equality.path->attribute()).second) {
      return Validation("SearchConditionExpressions must only contain one condition per attribute");
    }
  }
  return {};
}

ApiResult<void> ApplySearchCondition(const std::optional<expr::Condition>& condition,
                                     const table::IndexDescription& index,
                                     table::vector::VectorQuery* query) {
  const auto apply = [&](const Equality& equality) -> ApiResult<void> {
    const std::string& name = equality.path->attribute();
    const auto hash = std::ranges::find(index.hash, name, &table::KeyAttribute::name);
    const auto& filters = index.vector->filters;
    const auto filter = std::ranges::find(filters, name, &table::KeyAttribute::name);
    if (hash == index.hash.end() && filter == filters.end()) {
      return InvalidCondition("Attribute is not part of the search schema of index " + index.name +
                              ": " + name);
    }
    const table::KeyAttribute& attribute = hash != index.hash.end() ? *hash : *filter;
    if (equality.value->type() != attribute.type) {
      return Validation(
          "One or more parameter values were invalid: Condition parameter type does not match "
          "schema type");
    }
    if (hash != index.hash.end()) {
      TRY(table::index::CheckIndexKeyValue(index, attribute, *equality.value));
      query->hash = equality.value;
    } else {
      query->filters.emplace_back(filter - filters.begin(), *equality.value);
    }
    return {};
  };
  if (condition) {
    for (const expr::Node& node : condition->bound().tree->nodes) {
      if (node.op == Op::kEqual) TRY(apply(EqualityOf(condition->bound(), node)));
    }
  }
  if (!index.hash.empty() && !condition) {
    return Validation(
        "SearchConditionExpression must be provided when SearchSchema has a HASH key");
  }
  if (!index.hash.empty() && !query->hash) {
    return Validation("Search condition missed search schema element: " + index.hash.front().name);
  }
  return {};
}

}  // namespace api::dynamodb::expression
