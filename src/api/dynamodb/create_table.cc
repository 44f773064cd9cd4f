// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_CreateTable.html
#include <algorithm>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/dynamodb/operations.h"
#include "api/dynamodb/table_description.h"
#include "api/dynamodb/table_name.h"
#include "api/dynamodb/table_settings.h"
#include "api/dynamodb/unsupported_parameters.h"
#include "table/limits.h"

namespace api::dynamodb {
namespace {

// "Each resource can have up to 50 tags."
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TaggingRestrictions.html
constexpr size_t kTagsMax = 50;

ApiError InvalidParameter(const std::string& message) {
  return Validation("One or more parameter values were invalid: " + message);
}

template <typename Elements>
std::string Names(const Elements& elements) {
  std::string names = "[";
  for (const auto& element : elements) {
    if (names.size() > 1) names += ", ";
    names += element.attribute_name;
  }
  return names + "]";
}

value::Type TypeOf(ScalarAttributeType type) {
  if (type == ScalarAttributeType::kN) return value::Type::kN;
  return type == ScalarAttributeType::kB ? value::Type::kB : value::Type::kS;
}

// ReadCapacityUnits and WriteCapacityUnits go with PROVISIONED, which is what a table is unless it
// says otherwise.
ApiResult<void> CheckCapacity(const CreateTableInput& input, table::BillingMode mode) {
  TRY(CheckBillingMode(mode, input.provisioned_throughput, input.on_demand_throughput));
  if (mode == table::BillingMode::kProvisioned && !input.provisioned_throughput) {
    return InvalidParameter(
        "ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is "
        "PROVISIONED");
  }
  TRY(CheckThroughput(input.provisioned_throughput));
  return {};
}

// There are one or two keys: that is a constraint on KeySchema.
ApiResult<void> CheckKeys(const std::vector<KeySchemaElement>& keys,
                          const std::vector<AttributeDefinition>& definitions) {
  if (keys.size() > definitions.size()) {
    return Validation("Invalid KeySchema: Some index key attribute have no definition");
  }
  for (const KeySchemaElement& key : keys) {
    if (std::ranges::find(definitions, key.attribute_name, &AttributeDefinition::attribute_name) ==
        definitions.end()) {
      return InvalidParameter(
          "Some index key attributes are not defined in AttributeDefinitions. Keys: " +
          Names(keys) + ", AttributeDefinitions: " + Names(definitions));
    }
  }
  if (keys.size() == 2 && keys[0].attribute_name == keys[1].attribute_name) {
    return Validation(
        "Both the Hash Key and the Range Key element in the KeySchema have the same name");
  }
  if (keys[0].key_type != KeyType::kHash) {
    return Validation("Invalid KeySchema: The first KeySchemaElement is not a HASH key type");
  }
  if (keys.size() == 2 && keys[1].key_type != KeyType::kRange) {
    return Validation("Invalid KeySchema: The second KeySchemaElement is not a RANGE key type");
  }
  if (keys.size() != definitions.size()) {
    return InvalidParameter(
        "Number of attributes in KeySchema does not exactly match number of attributes defined in "
        "AttributeDefinitions");
  }
  return {};
}

ApiResult<void> CheckTags(const std::vector<Tag>& tags) {
  if (tags.size() > kTagsMax) {
    return InvalidParameter("Too many tags: a table has at most " + std::to_string(kTagsMax));
  }
  std::set<std::string_view> keys;
  for (const Tag& tag : tags) {
    if (tag.key.starts_with("aws:")) {
      return InvalidParameter("Tag keys that begin with aws: are reserved: " + tag.key);
    }
    if (!keys.insert(tag.key).second) {
      return InvalidParameter("Duplicate tag key: " + tag.key);
    }
  }
  return {};
}

// Precondition: the keys were checked.
table::KeySchema ToKeySchema(const std::vector<KeySchemaElement>& keys,
                             const std::vector<table::KeyAttribute>& attributes) {
  const auto attribute = [&](const KeySchemaElement& key) {
    return *std::ranges::find(attributes, key.attribute_name, &table::KeyAttribute::name);
  };
  table::KeySchema schema{.partition = attribute(keys[0]), .sort = std::nullopt};
  if (keys.size() == 2) schema.sort = attribute(keys[1]);
  return schema;
}

ApiResult<table::TableDescription> Wanted(RequestContext& context, const CreateTableInput& input,
                                          const ResolvedTableName& name) {
  table::TableDescription table;
  table.name_space = name.name_space;
  table.name = name.name;
  table.billing_mode = ToTable(input.billing_mode.value_or(BillingMode::kProvisioned));
  TRY(CheckCapacity(input, table.billing_mode));
  TRY(CheckKeys(*input.key_schema, *input.attribute_definitions));
  for (const AttributeDefinition& definition : *input.attribute_definitions) {
    table.attribute_definitions.push_back(
        {.name = definition.attribute_name, .type = TypeOf(definition.attribute_type)});
  }
  table.key_schema = ToKeySchema(*input.key_schema, table.attribute_definitions);

  if (table.billing_mode == table::BillingMode::kPayPerRequest) {
    table.last_pay_per_request = context.clock.Now();
  } else {
    table.throughput.read_capacity_units = input.provisioned_throughput->read_capacity_units;
    table.throughput.write_capacity_units = input.provisioned_throughput->write_capacity_units;
  }
  if (input.on_demand_throughput) SetOnDemandThroughput(*input.on_demand_throughput, &table);
  if (input.warm_throughput) TRY(SetWarmThroughput(*input.warm_throughput, &table));
  TRY(CheckSse(input.sse_specification));
  if (input.sse_specification) SetSse(*input.sse_specification, &table);
  if (input.table_class) table.table_class = ToTable(*input.table_class);
  table.deletion_protection = input.deletion_protection_enabled.value_or(false);
  if (input.tags) {
    TRY(CheckTags(*input.tags));
    for (const Tag& tag : *input.tags) table.tags.emplace_back(tag.key, tag.value);
  }
  return table;
}

ApiError CreateError(const RequestContext& context, const ResolvedTableName& name,
                     const base::Error& error) {
  if (error.code == base::ErrorCode::kAlreadyExists) {
    return ResourceInUse("Table already exists: " + name.name);
  }
  if (error.code == base::ErrorCode::kResourceExhausted &&
      context.catalog.Count(name.name_space) >= table::kTablesPerAccountMax) {
    return LimitExceeded("Subscriber limit exceeded: There is a limit of " +
                         std::to_string(table::kTablesPerAccountMax) + " tables per subscriber");
  }
  return ToApiError(error);
}

}  // namespace

ApiResult<CreateTableOutput> CreateTable(RequestContext& context, const CreateTableInput& input) {
  TRY(CheckSupported(input));
  TRY_ASSIGN(const ResolvedTableName name, ResolveTableName(context, input.table_name));
  TRY_ASSIGN(table::TableDescription wanted, Wanted(context, input, name));
  const base::Result<table::TablePtr> created = context.catalog.Create(std::move(wanted));
  if (!created) return CreateError(context, name, created.error());

  CreateTableOutput output;
  TRY_ASSIGN(output.table_description, DescribeWithCounts(context, **created));
  return output;
}

}  // namespace api::dynamodb
