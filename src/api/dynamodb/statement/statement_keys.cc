#include "api/dynamodb/statement/statement_keys.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

namespace api::dynamodb::statement {
namespace {

using expr::KeyCondition;
using expr::KeyOperator;
using expr::Node;
using expr::NodeId;
using expr::Op;
using value::ValueView;

// A value of the hash attribute, and what else is to hold along with it.
struct Alternative {
  ValueView value;
  std::vector<NodeId> conjuncts;
};
using Alternatives = std::vector<Alternative>;

class Analysis {
 public:
  explicit Analysis(const expr::Condition& where) : bound_(where.bound()), tree_(*bound_.tree) {}

  // What the operator joins in the node; the node itself if it is another. A chain of operators is
  // as deep as it is long, so this is a loop.
  std::vector<NodeId> Joined(Op op, NodeId id) const {
    std::vector<NodeId> joined;
    std::vector<NodeId> open = {id};
    while (!open.empty()) {
      const Node& node = tree_.node(open.back());
      if (node.op != op) {
        joined.push_back(open.back());
        open.pop_back();
        continue;
      }
      open.pop_back();
      const auto operands = tree_.operands(node);
      open.insert(open.end(), operands.rbegin(), operands.rend());
    }
    return joined;
  }

  // The values of which the attribute has one wherever the node holds; nullopt if it may have any.
  // Recurses where AND and OR alternate: at most as deep as the parser lets parentheses nest.
  std::optional<Alternatives> AlternativesOf(NodeId id, const std::string& attribute) const {
    const std::vector<NodeId> conjuncts = Joined(Op::kAnd, id);
    std::optional<Alternatives> best;
    for (const NodeId conjunct : conjuncts) {
      std::optional<Alternatives> found = AlternativesOfConjunct(conjunct, attribute);
      if (!found || (best && best->size() <= found->size())) continue;
      for (Alternative& alternative : *found) {
        std::ranges::copy_if(conjuncts, std::back_inserter(alternative.conjuncts),
                             [&](NodeId other) { return other != conjunct; });
      }
      best = std::move(found);
    }
    return best;
  }

  std::optional<KeyCondition> ConditionOf(NodeId id) const {
    return KeyCondition::FromNode(bound_, tree_.node(id));
  }

  NodeId root() const { return tree_.root; }

 private:
  std::optional<Alternatives> AlternativesOfConjunct(NodeId id,
                                                     const std::string& attribute) const {
    const Node& node = tree_.node(id);
    if (node.op == Op::kOr) return AlternativesOfOr(id, attribute);
    if (node.op == Op::kIn) return AlternativesOfIn(node, attribute);
    const std::optional<KeyCondition> condition = KeyCondition::FromNode(bound_, node);
    if (!condition || condition->op != KeyOperator::kEqual || condition->attribute != attribute) {
      return std::nullopt;
    }
    return Alternatives{{.value = condition->operands.front(), .conjuncts = {}}};
  }

  std::optional<Alternatives> AlternativesOfOr(NodeId id, const std::string& attribute) const {
    Alternatives all;
    for (const NodeId disjunct : Joined(Op::kOr, id)) {
      std::optional<Alternatives> some = AlternativesOf(disjunct, attribute);
      if (!some) return std::nullopt;
      std::ranges::move(*some, std::back_inserter(all));
    }
    return all;
  }

  std::optional<Alternatives> AlternativesOfIn(const Node& node,
                                               const std::string& attribute) const {
    const Node& first = tree_.operand(node, 0);
    if (first.op != Op::kPath) return std::nullopt;
    const expr::Path& path = bound_.paths[first.index];
    if (!path.top_level() || path.attribute() != attribute) return std::nullopt;
    Alternatives values;
    for (const NodeId operand : tree_.operands(node).subspan(1)) {
      const Node& candidate = tree_.node(operand);
      if (candidate.op != Op::kValue) return std::nullopt;
      const ValueView value = bound_.values[candidate.index];
      // It is a set: a value that is named twice is in it once.
      if (std::ranges::find(values, value, &Alternative::value) != values.end()) continue;
      values.push_back({.value = value, .conjuncts = {}});
    }
    return values;
  }

  const expr::Bound& bound_;
  const expr::Tree& tree_;
};

KeyCondition Equality(const table::KeyAttribute& attribute, const ValueView& value) {
  return {.attribute = attribute.name, .op = KeyOperator::kEqual, .operands = {value}};
}

// Takes out of `*conjuncts` one that is about the attribute, an equality if there is one; nullopt
// if there is none.
std::optional<KeyCondition> TakeCondition(const Analysis& analysis, const std::string& attribute,
                                          std::vector<NodeId>* conjuncts) {
  auto taken = conjuncts->end();
  std::optional<KeyCondition> condition;
  for (auto conjunct = conjuncts->begin(); conjunct != conjuncts->end(); ++conjunct) {
    std::optional<KeyCondition> candidate = analysis.ConditionOf(*conjunct);
    if (!candidate || candidate->attribute != attribute) continue;
    const bool is_equality = candidate->op == KeyOperator::kEqual;
    if (condition && !is_equality) continue;
    condition = std::move(candidate);
    taken = conjunct;
    if (is_equality) break;
  }
  if (condition) conjuncts->erase(taken);
  return condition;
}

ApiResult<StatementRange> RangeOf(const Analysis& analysis, const table::KeySchema& schema,
                                  Alternative alternative) {
  TRY(CheckKeyType(schema.partition, alternative.value));
  StatementRange range;
  range.conditions.push_back(Equality(schema.partition, alternative.value));
  if (schema.sort) {
    if (auto condition = TakeCondition(analysis, schema.sort->name, &alternative.conjuncts)) {
      for (const ValueView& operand : condition->operands) {
        TRY(CheckKeyType(*schema.sort, operand));
      }
      range.conditions.push_back(*std::move(condition));
    }
  }
  range.complete = alternative.conjuncts.empty();
  return range;
}

ApiError TooManyPartitions(size_t count) {
  return Validation("The IN operator is provided with too many operands; number of operands: " +
                    std::to_string(count));
}

}  // namespace

ApiResult<void> CheckKeyType(const table::KeyAttribute& attribute, const ValueView& value) {
  if (value.type() == attribute.type) return {};
  return Validation("Key attribute's data type should match its data type in table's schema: Key " +
                    attribute.name);
}

ApiResult<std::vector<StatementRange>> RangesOf(const expr::Condition& where,
                                                const table::KeySchema& schema) {
  const Analysis analysis(where);
  std::vector<StatementRange> ranges;
  std::optional<Alternatives> alternatives =
      analysis.AlternativesOf(analysis.root(), schema.partition.name);
  if (!alternatives) return ranges;
  size_t partitions = 0;
  for (Alternative& alternative : *alternatives) {
    const ValueView value = alternative.value;
    const auto has_value = [&](const StatementRange& range) {
      return range.conditions.front().operands.front() == value;
    };
    TRY_ASSIGN(StatementRange range, RangeOf(analysis, schema, std::move(alternative)));
    const auto same = std::ranges::find_if(ranges, has_value);
    if (same == ranges.end() && ++partitions > kStatementPartitionsMax) {
      return TooManyPartitions(alternatives->size());
    }
    if (same != ranges.end() && same->conditions.size() == 1 && range.conditions.size() == 1) {
      // The whole of one collection is read once, whatever is asked of its items.
      same->complete = same->complete || range.complete;
    } else {
      ranges.push_back(std::move(range));
    }
  }
  return ranges;
}

ApiResult<value::Row> KeyOf(const std::optional<expr::Condition>& where,
                            const table::KeySchema& schema) {
  const ApiError missing =
      Validation("Where clause does not contain a mandatory equality on all key attributes");
  if (!where) return missing;
  const Analysis analysis(*where);
  const std::vector<NodeId> conjuncts = analysis.Joined(Op::kAnd, analysis.root());
  value::RowBuilder key;
  const auto add = [&](const table::KeyAttribute& attribute) -> ApiResult<void> {
    std::optional<ValueView> value;
    for (const NodeId conjunct : conjuncts) {
      const std::optional<KeyCondition> condition = analysis.ConditionOf(conjunct);
      if (!condition || condition->op != KeyOperator::kEqual ||
          condition->attribute != attribute.name) {
        continue;
      }
      if (value && !(*value == condition->operands.front())) {
        return Validation("Multiple conditions on same key " + attribute.name +
                          ". Only single item Update/Insert/Delete are supported");
      }
      value = condition->operands.front();
    }
    if (!value) return missing;
    TRY(CheckKeyType(attribute, *value));
    key.Set(attribute.name, *value);
    return {};
  };
  TRY(add(schema.partition));
  if (schema.sort) TRY(add(*schema.sort));
  return key.Build();
}

}  // namespace api::dynamodb::statement
