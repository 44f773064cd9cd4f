// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_ListTables.html
#include <optional>
#include <utility>

#include "api/dynamodb/operations.h"

namespace api::dynamodb {
namespace {

// "If this parameter is not specified, the limit is 100", which is also the highest (the model's).
constexpr int64_t kLimitDefault = 100;

}  // namespace

ApiResult<ListTablesOutput> ListTables(RequestContext& context, const ListTablesInput& input) {
  std::optional<std::string_view> after;
  if (input.exclusive_start_table_name) after = *input.exclusive_start_table_name;
  table::catalog::Catalog::Names page = context.catalog.List(
      context.name_space, after, static_cast<size_t>(input.limit.value_or(kLimitDefault)));

  ListTablesOutput output;
  if (page.more) output.last_evaluated_table_name = page.names.back();
  output.table_names = std::move(page.names);
  return output;
}

}  // namespace api::dynamodb
