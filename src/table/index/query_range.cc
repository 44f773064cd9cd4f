#include "table/index/query_range.h"

#include <algorithm>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "base/bytes.h"
#include "base/check.h"
#include "table/limits.h"
#include "value/key_codec.h"

namespace table::index {
namespace {

using expr::KeyCondition;
using expr::KeyOperator;

const KeyCondition* FindCondition(const std::vector<KeyCondition>& conditions,
                                  const std::string& attribute) {
  const auto found = std::ranges::find(conditions, attribute, &KeyCondition::attribute);
  return found == conditions.end() ? nullptr : &*found;
}

base::Error NotSupported() { return base::InvalidArgument("Query key condition not supported"); }

base::Error MissedElement(const std::string& attribute) {
  return base::InvalidArgument("Query condition missed key schema element: " + attribute);
}

base::Status CheckTypes(const KeyAttribute& attribute, const KeyCondition& condition) {
  for (const value::ValueView operand : condition.operands) {
    if (operand.type() != attribute.type) {
      return base::InvalidArgument(
          "One or more parameter values were invalid: Condition parameter type does not match "
          "schema type");
    }
  }
  if (condition.op == KeyOperator::kNotIndexable) {
    return base::InvalidArgument("Attempted conditional constraint is not an indexable operation");
  }
  return {};
}

base::Error EmptyKey(const IndexDescription* index, const KeyAttribute& attribute) {
  const std::string empty =
      std::string("The AttributeValue for a key attribute cannot contain an ") + "empty " +
      (attribute.type == value::Type::kS ? "string" : "binary") + " value. ";
  constexpr std::string_view kInvalid = "One or more parameter values are not valid. ";
  if (index == nullptr) {
    return base::InvalidArgument(std::string(kInvalid) + empty + "Key: " + attribute.name);
  }
  return base::InvalidArgument(
      std::string(kInvalid) + "A value specified for a secondary index key is not supported. " +
      empty + "IndexName: " + index->name + ", IndexKey: " + attribute.name);
}

base::Status CheckSizes(const IndexDescription* index, const KeyAttribute& attribute,
                        const KeyCondition& condition, size_t bytes_max, std::string_view which) {
  if (attribute.type == value::Type::kN) return {};
  for (const value::ValueView operand : condition.operands) {
    if (operand.AsBytes().empty()) return EmptyKey(index, attribute);
    if (operand.AsBytes().size() > bytes_max) {
      return base::InvalidArgument("One or more parameter values were invalid: Size of " +
                                   std::string(which) + " has exceeded the maximum size limit of" +
                                   std::to_string(bytes_max) + " bytes");
    }
  }
  return {};
}

// The first key after every key that begins with these components, of which there is one always:
// no component is all 0xff. (In an index, the key of the table follows.)
std::string After(std::string_view components) {
  std::optional<std::string> end = base::PrefixEnd(components);
  CHECK(end);
  return *std::move(end);
}

std::string WithSortKey(std::string_view prefix, value::ValueView sort_key) {
  std::string key(prefix);
  value::AppendKeyComponent(sort_key, &key);
  return key;
}

void Narrow(const KeyCondition& condition, std::string_view prefix, KeyRange* range) {
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
      CHECK(false);  // refused by CheckTypes
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

// The key attributes of a table or of an index (null: a table).
struct QueriedKey {
  const IndexDescription* index = nullptr;
  std::span<const KeyAttribute> hash;
  std::span<const KeyAttribute> range;
};

// The conditions of each attribute, in the key's order.
struct QueriedConditions {
  std::vector<const KeyCondition*> hash;   // of every hash attribute
  std::vector<const KeyCondition*> range;  // of the first range attributes
};

bool IsSupported(const KeyAttribute& attribute, const KeyCondition& condition) {
  return condition.op != KeyOperator::kBeginsWith || attribute.type != value::Type::kN;
}

// An error unless all attributes before the last one with a condition have equalities.
base::Status CheckEqualitiesBeforeLast(std::span<const KeyAttribute> attributes,
                                       const std::vector<const KeyCondition*>& conditions) {
  std::string others;
  for (size_t i = 0; i + 1 < conditions.size(); ++i) {
    if (conditions[i] != nullptr && conditions[i]->op == KeyOperator::kEqual) continue;
    others += (others.empty() ? "" : ", ") + attributes[i].name;
  }
  if (others.empty()) return {};
  return base::InvalidArgument(
      "RANGE key attributes " + others +
      " must have equality conditions specified in the query because a condition is present on key "
      "attribute " +
      attributes[conditions.size() - 1].name);
}

// Assigns the conditions to the attributes. An error if their types differ, if a condition is
// missing, or if one is left over.
base::Result<QueriedConditions> Assign(const QueriedKey& key,
                                       const std::vector<KeyCondition>& conditions) {
  const size_t key_attributes = key.hash.size() + key.range.size();
  if (conditions.size() > key_attributes) {
    return base::InvalidArgument("The number of query conditions (" +
                                 std::to_string(conditions.size()) +
                                 ") exceeds the number of key attributes defined in the schema (" +
                                 std::to_string(key_attributes) + ")");
  }
  QueriedConditions assigned;
  for (const KeyAttribute& attribute : key.hash) {
    const KeyCondition* condition = FindCondition(conditions, attribute.name);
    if (condition == nullptr) return MissedElement(attribute.name);
    TRY(CheckTypes(attribute, *condition));
    assigned.hash.push_back(condition);
  }
  for (const KeyAttribute& attribute : key.range) {
    const KeyCondition* condition = FindCondition(conditions, attribute.name);
    assigned.range.push_back(condition);
    if (condition != nullptr) TRY(CheckTypes(attribute, *condition));
  }
  while (!assigned.range.empty() && assigned.range.back() == nullptr) assigned.range.pop_back();
  TRY(CheckEqualitiesBeforeLast(key.range, assigned.range));
  if (assigned.hash.size() + assigned.range.size() == conditions.size()) return assigned;
  if (assigned.range.size() == key.range.size()) return NotSupported();
  return MissedElement(key.range[assigned.range.size()].name);
}

base::Status CheckConditions(const QueriedKey& key, const QueriedConditions& conditions) {
  for (const KeyCondition* condition : conditions.hash) {
    if (condition->op != KeyOperator::kEqual) return NotSupported();
  }
  for (size_t i = 0; i < conditions.range.size(); ++i) {
    if (!IsSupported(key.range[i], *conditions.range[i])) return NotSupported();
  }
  for (size_t i = 0; i < conditions.hash.size(); ++i) {
    TRY(CheckSizes(key.index, key.hash[i], *conditions.hash[i], kPartitionKeyBytesMax, "hashkey"));
  }
  for (size_t i = 0; i < conditions.range.size(); ++i) {
    TRY(CheckSizes(key.index, key.range[i], *conditions.range[i], kSortKeyBytesMax, "rangekey"));
  }
  return {};
}

// The range of the keys that begin with `prefix`, and go on with what `conditions` select.
KeyRange RangeWithin(std::string prefix, const std::vector<const KeyCondition*>& conditions) {
  for (size_t i = 0; i + 1 < conditions.size(); ++i) {
    value::AppendKeyComponent(conditions[i]->operands[0], &prefix);
  }
  KeyRange range{.start = prefix, .end = base::PrefixEnd(prefix)};
  if (!conditions.empty()) Narrow(*conditions.back(), prefix, &range);
  return range;
}

}  // namespace

base::Result<QueryKeys> QueryRange(const KeySchema& schema,
                                   const std::vector<KeyCondition>& conditions) {
  QueriedKey key{.index = nullptr, .hash = std::span(&schema.partition, 1), .range = {}};
  if (schema.sort) key.range = std::span(&*schema.sort, 1);
  TRY_ASSIGN(const QueriedConditions assigned, Assign(key, conditions));
  TRY(CheckConditions(key, assigned));
  QueryKeys keys{.prefix = PartitionKeyPrefix(assigned.hash[0]->operands[0]), .range = {}};
  keys.one_row =
      !schema.sort || (!assigned.range.empty() && assigned.range[0]->op == KeyOperator::kEqual);
  keys.range = RangeWithin(keys.prefix, assigned.range);
  return keys;
}

base::Result<QueryKeys> QueryRange(const IndexDescription& index,
                                   const std::vector<KeyCondition>& conditions) {
  const QueriedKey key{.index = &index, .hash = index.hash, .range = index.range};
  TRY_ASSIGN(const QueriedConditions assigned, Assign(key, conditions));
  TRY(CheckConditions(key, assigned));
  std::vector<value::ValueView> hash_values;
  hash_values.reserve(assigned.hash.size());
  for (const KeyCondition* condition : assigned.hash) hash_values.push_back(condition->operands[0]);
  QueryKeys keys{.prefix = IndexPrefix(index, hash_values), .range = {}};
  keys.range = RangeWithin(keys.prefix, assigned.range);
  return keys;
}

bool StartAfter(const ItemKey& after, KeyRange* range) {
  if (after.bytes < range->start || (range->end && after.bytes >= *range->end)) return false;
  if (range->direction == kv::Direction::kForward) {
    range->start = after.bytes;
    range->start.push_back('\0');  // no key is a prefix of another
  } else {
    range->end = after.bytes;
  }
  return true;
}

}  // namespace table::index
