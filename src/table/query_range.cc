#include "table/query_range.h"

#include <algorithm>

#include "base/bytes.h"
#include "table/limits.h"
#include "value/key_codec.h"

namespace table {
namespace {

using expr::KeyCondition;
using expr::KeyOperator;

const KeyCondition* FindCondition(const std::vector<KeyCondition>& conditions,
                                  const std::string& attribute) {
  const auto found = std::ranges::find(conditions, attribute, &KeyCondition::attribute);
  return found == conditions.end() ? nullptr : &*found;
}

base::Error MissedElement(const std::string& attribute) {
  return base::InvalidArgument("Query condition missed key schema element: " + attribute);
}

base::Status CheckOperands(const KeyAttribute& attribute, const KeyCondition& condition,
                           size_t bytes_max, std::string_view which) {
  if (condition.op == KeyOperator::kNotIndexable) {
    return base::InvalidArgument("Attempted conditional constraint is not an indexable operation");
  }
  for (const value::ValueView operand : condition.operands) {
    if (operand.type() != attribute.type) {
      return base::InvalidArgument(
          "One or more parameter values were invalid: Condition parameter type does not match "
          "schema type");
    }
    if (attribute.type == value::Type::kN) continue;
    if (operand.AsBytes().empty()) {
      return base::InvalidArgument(
          std::string("One or more parameter values are not valid. The AttributeValue for a key "
                      "attribute cannot contain an empty ") +
          (attribute.type == value::Type::kS ? "string" : "binary") +
          " value. Key: " + attribute.name);
    }
    if (operand.AsBytes().size() > bytes_max) {
      return base::InvalidArgument("One or more parameter values were invalid: Size of " +
                                   std::string(which) + " has exceeded the maximum size limit of" +
                                   std::to_string(bytes_max) + " bytes");
    }
  }
  return {};
}

// The first key after every key that equals `key` (no key is a prefix of another).
std::string After(std::string key) {
  key.push_back('\0');
  return key;
}

std::string WithSortKey(std::string_view prefix, value::ValueView sort_key) {
  std::string key(prefix);
  value::AppendKeyComponent(sort_key, &key);
  return key;
}

void Narrow(const KeyCondition& condition, std::string_view prefix, Items::Range* range) {
  const std::string operand = WithSortKey(prefix, condition.operands[0]);
  switch (condition.op) {
    case KeyOperator::kEqual:
      range->start = operand;
      range->end = After(operand);
      break;
    case KeyOperator::kLess:
      range->end = operand;
      break;
    case KeyOperator::kLessOrEqual:
      range->end = After(operand);
      break;
    case KeyOperator::kGreater:
      range->start = After(operand);
      break;
    case KeyOperator::kGreaterOrEqual:
      range->start = operand;
      break;
    case KeyOperator::kBetween:
      range->start = operand;
      range->end = After(WithSortKey(prefix, condition.operands[1]));
      break;
    case KeyOperator::kNotIndexable:
      CHECK(false);  // refused by CheckOperands
      break;
    case KeyOperator::kBeginsWith: {
      std::string begin(prefix);
      value::AppendKeyComponentPrefix(condition.operands[0].AsBytes(), &begin);
      range->start = begin;
      range->end = base::PrefixEnd(begin);
      break;
    }
  }
}

}  // namespace

base::Result<QueryKeys> QueryRange(const KeySchema& schema,
                                   const std::vector<KeyCondition>& conditions) {
  if (conditions.size() > 2) {
    return base::InvalidArgument("Conditions can be of length 1 or 2 only");
  }
  const KeyCondition* partition = FindCondition(conditions, schema.partition.name);
  if (!partition) return MissedElement(schema.partition.name);
  const KeyCondition* sort = schema.sort ? FindCondition(conditions, schema.sort->name) : nullptr;
  if (conditions.size() > 1 && !sort) {
    if (schema.sort) return MissedElement(schema.sort->name);
    return base::InvalidArgument("Query key condition not supported");
  }
  TRY(CheckOperands(schema.partition, *partition, kPartitionKeyBytesMax, "hashkey"));
  if (sort) TRY(CheckOperands(*schema.sort, *sort, kSortKeyBytesMax, "rangekey"));
  if (partition->op != KeyOperator::kEqual ||
      (sort && sort->op == KeyOperator::kBeginsWith && schema.sort->type == value::Type::kN)) {
    return base::InvalidArgument("Query key condition not supported");
  }

  const std::string prefix = PartitionKeyPrefix(partition->operands[0]);
  Items::Range range{.start = prefix, .end = base::PrefixEnd(prefix)};
  if (sort) Narrow(*sort, prefix, &range);
  return QueryKeys{prefix, std::move(range)};
}

bool StartAfter(const ItemKey& after, Items::Range* range) {
  if (after.bytes < range->start || (range->end && after.bytes >= *range->end)) return false;
  if (range->direction == kv::Direction::kForward) {
    range->start = After(after.bytes);
  } else {
    range->end = after.bytes;
  }
  return true;
}

}  // namespace table
