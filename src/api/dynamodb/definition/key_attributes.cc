#include "api/dynamodb/definition/key_attributes.h"

#include <algorithm>
#include <set>

namespace api::dynamodb::definition {
namespace {

using Keys = std::vector<KeySchemaElement>;

value::Type TypeOf(ScalarAttributeType type) {
  if (type == ScalarAttributeType::kN) return value::Type::kN;
  return type == ScalarAttributeType::kB ? value::Type::kB : value::Type::kS;
}

std::string ElementNamesOf(const Keys& keys) {
  std::string names = "[";
  for (const KeySchemaElement& key : keys) {
    if (names.size() > 1) names += ", ";
    names += key.attribute_name;
  }
  return names + "]";
}

ApiError InvalidKeySchema(const std::string& why) {
  return Validation("Invalid KeySchema: " + why);
}

ApiResult<void> CheckDefined(const Keys& keys, const KeyAttributes& definitions) {
  for (const KeySchemaElement& key : keys) {
    if (FindAttribute(definitions, key.attribute_name) != nullptr) continue;
    return Validation(
        "One or more parameter values were invalid: Some index key attributes are not defined in "
        "AttributeDefinitions. Keys: " +
        ElementNamesOf(keys) + ", AttributeDefinitions: " + NamesOf(definitions));
  }
  return {};
}

ApiResult<void> CheckFirst(const Keys& keys) {
  if (keys.size() == 2 && keys[0].attribute_name == keys[1].attribute_name) {
    return Validation(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (keys[0].key_type != KeyType::kHash) {
    return InvalidKeySchema("The first KeySchemaElement is not a HASH key type");
  }
  return {};
}

// There are one or two elements: that is a constraint on KeySchema.
ApiResult<void> CheckHashAndRange(const Keys& keys, const KeyAttributes& definitions) {
  TRY(CheckDefined(keys, definitions));
  TRY(CheckFirst(keys));
  if (keys.size() == 2 && keys[1].key_type != KeyType::kRange) {
    return InvalidKeySchema("The second KeySchemaElement is not a RANGE key type");
  }
  return {};
}

ApiResult<void> CheckEachOnce(const Keys& keys) {
  std::set<std::string_view> names;
  for (const KeySchemaElement& key : keys) {
    if (!names.insert(key.attribute_name).second) {
      return InvalidKeySchema("The KeySchema has more than one element of the name: " +
                              key.attribute_name);
    }
  }
  return {};
}

ApiResult<void> CheckHashesThenRanges(const Keys& keys) {
  const auto is_hash = [](const KeySchemaElement& key) { return key.key_type == KeyType::kHash; };
  if (std::ranges::is_partitioned(keys, is_hash)) return {};
  return Validation(
      "One or more parameter values were invalid: All HASH key attributes must precede RANGE key "
      "attributes in the KeySchema");
}

ApiResult<void> CheckCount(const std::string& index_name, std::string_view key_type,
                           const KeyAttributes& elements, size_t max) {
  if (elements.size() <= max) return {};
  return InvalidKeySchema("The number of " + std::string(key_type) +
                          " key types exceeds the limit of " + std::to_string(max) +
                          " for index: " + index_name);
}

// REQUIRES: all are defined.
IndexKey ToIndexKey(const Keys& keys, const KeyAttributes& definitions) {
  IndexKey index_key;
  for (const KeySchemaElement& key : keys) {
    KeyAttributes& part = key.key_type == KeyType::kHash ? index_key.hash : index_key.range;
    part.push_back(*FindAttribute(definitions, key.attribute_name));
  }
  return index_key;
}

}  // namespace

ApiResult<KeyAttributes> ToKeyAttributes(const std::vector<AttributeDefinition>& definitions) {
  KeyAttributes attributes;
  attributes.reserve(definitions.size());
  for (const AttributeDefinition& definition : definitions) {
    if (FindAttribute(attributes, definition.attribute_name) != nullptr) {
      return Validation("Attribute Name is duplicated: " + definition.attribute_name);
    }
    attributes.push_back(
        {.name = definition.attribute_name, .type = TypeOf(definition.attribute_type)});
  }
  return attributes;
}

const table::KeyAttribute* FindAttribute(const KeyAttributes& attributes, std::string_view name) {
  const auto found = std::ranges::find(attributes, name, &table::KeyAttribute::name);
  return found == attributes.end() ? nullptr : &*found;
}

std::string NamesOf(const KeyAttributes& attributes) {
  std::string names = "[";
  for (const table::KeyAttribute& attribute : attributes) {
    if (names.size() > 1) names += ", ";
    names += attribute.name;
  }
  return names + "]";
}

std::string JoinedNames(std::vector<std::string> index_names) {
  std::ranges::sort(index_names);
  std::string joined;
  for (const std::string& name : index_names) joined.append(joined.empty() ? "" : ",").append(name);
  return joined;
}

ApiResult<table::KeySchema> ToKeySchema(const Keys& keys, const KeyAttributes& definitions) {
  if (keys.size() > definitions.size()) {
    return InvalidKeySchema("Some index key attribute have no definition");
  }
  TRY(CheckHashAndRange(keys, definitions));
  table::KeySchema schema;
  schema.partition = *FindAttribute(definitions, keys[0].attribute_name);
  if (keys.size() == 2) schema.sort = *FindAttribute(definitions, keys[1].attribute_name);
  return schema;
}

ApiResult<IndexKey> ToLocalIndexKey(const Keys& keys, const KeyAttributes& definitions) {
  TRY(CheckHashAndRange(keys, definitions));
  return ToIndexKey(keys, definitions);
}

ApiResult<IndexKey> ToGlobalIndexKey(const std::string& index_name, const Keys& keys,
                                     const KeyAttributes& definitions) {
  TRY(CheckDefined(keys, definitions));
  TRY(CheckFirst(keys));
  TRY(CheckEachOnce(keys));
  TRY(CheckHashesThenRanges(keys));
  IndexKey key = ToIndexKey(keys, definitions);
  TRY(CheckCount(index_name, "HASH", key.hash, kGlobalHashKeysMax));
  TRY(CheckCount(index_name, "RANGE", key.range, kGlobalRangeKeysMax));
  return key;
}

}  // namespace api::dynamodb::definition
