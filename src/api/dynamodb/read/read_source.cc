#include "api/dynamodb/read/read_source.h"

#include <algorithm>
#include <utility>

#include "api/dynamodb/read/read_consistency.h"
#include "api/dynamodb/resource/resource_arn.h"
#include "api/dynamodb/resource/table_name.h"

namespace api::dynamodb::read {
namespace {

using table::IndexProjection;
using table::IndexStatus;

ApiResult<const table::IndexDescription*> FindIndex(const table::TableDescription& table,
                                                    const std::optional<std::string>& index_name,
                                                    ReadBy read_by) {
  if (!index_name) return nullptr;
  if (table.FindVectorIndex(*index_name) != nullptr && read_by != ReadBy::kStatement) {
    // The service ends one of the two with a full stop.
    return Validation(read_by == ReadBy::kQuery
                          ? "Query operation not supported on this index type."
                          : "Scan operation not supported on this index type");
  }
  const table::IndexDescription* index = table.FindIndex(*index_name);
  // "The index is currently being deleted, and can no longer be used."
  // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/GSI.OnlineOps.html
  if (index == nullptr || index->status == IndexStatus::kDeleting) {
    return Validation("The table does not have the specified index: " + *index_name);
  }
  return index;
}

ApiResult<void> CheckReadable(const table::IndexDescription& index, kv::Consistency consistency) {
  if (index.local) return {};
  if (consistency == kv::Consistency::kConsistent) {
    return Validation("Consistent reads are not supported on global secondary indexes");
  }
  if (index.status == IndexStatus::kCreating || index.backfilling) {
    return Validation("Cannot read from backfilling global secondary index: " + index.name);
  }
  return {};
}

}  // namespace

std::vector<std::string_view> ReadSource::KeyNames() const {
  std::vector<std::string_view> names;
  if (index == nullptr) {
    names.push_back(table->key_schema.partition.name);
    if (table->key_schema.sort) names.push_back(table->key_schema.sort->name);
    return names;
  }
  for (const table::KeyAttribute& attribute : index->hash) names.push_back(attribute.name);
  for (const table::KeyAttribute& attribute : index->range) names.push_back(attribute.name);
  return names;
}

bool ReadSource::Has(std::string_view attribute) const {
  if (HasAll() || index->HasKey(attribute) || table->key_schema.Has(attribute)) return true;
  const IndexProjection& projection = index->projection;
  return projection.type == IndexProjection::Type::kInclude &&
         std::ranges::find(projection.non_key_attributes, attribute) !=
             projection.non_key_attributes.end();
}

bool ReadSource::HasAll() const {
  return index == nullptr || index->projection.type == IndexProjection::Type::kAll;
}

bool NamesIndex(const std::string& table_name, const std::optional<std::string>& index_name) {
  if (index_name || !resource::IsArn(table_name)) return index_name.has_value();
  const std::optional<resource::ResourceArn> arn = resource::ParseResourceArn(table_name);
  return arn && arn->index_name;
}

ApiResult<ReadSource> FindReadSource(const RequestContext& context, const std::string& table_name,
                                     const std::optional<std::string>& index_name,
                                     const std::optional<bool>& consistent_read, ReadBy read_by) {
  TRY_ASSIGN(const resource::ReadTarget target,
             resource::FindReadTarget(context, table_name, index_name));
  TRY_ASSIGN(const table::IndexDescription* const index,
             FindIndex(*target.table, target.index_name, read_by));
  const kv::Consistency consistency = ReadConsistency(consistent_read);
  if (index != nullptr) TRY(CheckReadable(*index, consistency));
  return ReadSource{.table = target.table, .index = index, .consistency = consistency};
}

}  // namespace api::dynamodb::read
