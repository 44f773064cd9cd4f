#include "api/dynamodb/definition/control_plane.h"

#include <optional>
#include <string>
#include <utility>

namespace api::dynamodb::definition {

ApiResult<void> CheckOneMoreChange(const table::catalog::Catalog::UnderWay& under_way) {
  if (under_way.tables < kChangesUnderWayMax) return {};
  return LimitExceeded("Subscriber limit exceeded: Only " + std::to_string(kChangesUnderWayMax) +
                       " tables can be created, updated, or deleted simultaneously");
}

ApiResult<void> CheckOneMoreCreation(const table::catalog::Catalog::UnderWay& under_way,
                                     bool with_indexes) {
  TRY(CheckOneMoreChange(under_way));
  if (!with_indexes || under_way.creations_with_indexes < kCreationsWithIndexesUnderWayMax) {
    return {};
  }
  return LimitExceeded("Subscriber limit exceeded: Only " +
                       std::to_string(kCreationsWithIndexesUnderWayMax) +
                       " tables with secondary indexes can be created simultaneously");
}

ApiResult<table::TablePtr> ChangeTable(RequestContext& context,
                                       const resource::ResolvedTableName& wanted,
                                       const TableChange& change) {
  std::optional<ApiError> refusal;
  base::Result<table::TablePtr> changed = context.catalog.Update(
      wanted.name_space, wanted.name, [&](table::TableDescription* table) -> base::Status {
        ApiResult<void> result = change(table);
        if (result.ok()) return {};
        refusal = std::move(result).error();
        return base::InvalidArgument(refusal->message);
      });
  if (changed.ok()) return *std::move(changed);
  if (refusal) return *std::move(refusal);
  if (changed.error().code == base::ErrorCode::kNotFound)
    return resource::TableNotFound(wanted.name);
  return std::move(changed).error();
}

}  // namespace api::dynamodb::definition
