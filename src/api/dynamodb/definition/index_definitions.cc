#include "api/dynamodb/definition/index_definitions.h"

#include <algorithm>
#include <string_view>
#include <utility>

#include "api/dynamodb/definition/index_settings.h"
#include "api/dynamodb/expression/invalid_parameter.h"

namespace api::dynamodb::definition {

std::vector<std::string> KeyNamesOf(const CreateGlobalSecondaryIndexAction& wanted) {
  std::vector<std::string> names;
  names.reserve(wanted.key_schema.size());
  for (const KeySchemaElement& key : wanted.key_schema) names.push_back(key.attribute_name);
  return names;
}

std::vector<std::string> KeyNamesOf(const CreateVectorIndexAction& wanted) {
  std::vector<std::string> names;
  if (!wanted.search_schema) return names;
  for (const SearchSchemaElement& key : *wanted.search_schema) names.push_back(key.attribute_name);
  return names;
}

ApiResult<KeyAttributes> Definitions(const UpdateTableInput& input) {
  if (!input.attribute_definitions) return KeyAttributes();
  return ToKeyAttributes(*input.attribute_definitions);
}

ApiResult<void> CheckDefinitions(const UpdateTableInput& input) {
  TRY_ASSIGN(const KeyAttributes definitions, Definitions(input));
  std::vector<std::string> undefined;
  const auto look_at = [&](const auto& updates) {
    if (!updates) return;
    for (const auto& update : *updates) {
      if (!update.create) continue;
      const bool defined = std::ranges::all_of(
          KeyNamesOf(*update.create),
          [&](const std::string& name) { return FindAttribute(definitions, name) != nullptr; });
      if (!defined) undefined.push_back(update.create->index_name);
    }
  };
  look_at(input.global_secondary_index_updates);
  look_at(input.vector_index_updates);
  if (undefined.empty()) return {};
  return expression::InvalidParameter("AttributeDefinitions is not specified for index: " +
                                      JoinedNames(std::move(undefined)));
}

ApiResult<void> CheckTypes(const std::vector<std::string>& key_names,
                           const KeyAttributes& definitions, const table::TableDescription& table) {
  for (const std::string& name : key_names) {
    const table::KeyAttribute* given = FindAttribute(definitions, name);
    const table::KeyAttribute* known = FindAttribute(table.attribute_definitions, name);
    if (given == nullptr || known == nullptr || given->type == known->type) continue;
    return expression::InvalidParameter(
        "Attribute " + name + " is defined with type " + std::string(value::TypeName(given->type)) +
        ", but the type of the key attribute is " + std::string(value::TypeName(known->type)));
  }
  return {};
}

void SetDefinitions(table::TableDescription* table) {
  const KeyAttributes used = UsedKeyAttributes(*table);
  KeyAttributes& definitions = table->attribute_definitions;
  std::erase_if(definitions, [&](const table::KeyAttribute& attribute) {
    return FindAttribute(used, attribute.name) == nullptr;
  });
  for (const table::KeyAttribute& attribute : used) {
    if (FindAttribute(definitions, attribute.name) == nullptr) definitions.push_back(attribute);
  }
}

}  // namespace api::dynamodb::definition
