// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
#include <utility>

#include "api/dynamodb/expression_parameters.h"
#include "api/dynamodb/index_name.h"
#include "api/dynamodb/key_paths.h"
#include "api/dynamodb/legacy_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read_consistency.h"
#include "api/dynamodb/read_page.h"
#include "api/dynamodb/table_name.h"
#include "table/hash_space.h"
#include "table/query_range.h"

namespace api::dynamodb {
namespace {

ApiResult<void> CheckSegments(const ScanInput& input) {
  if (input.segment && !input.total_segments) {
    return Validation(
        "The TotalSegments parameter is required but was not present in the request when Segment "
        "parameter is present");
  }
  if (!input.segment && input.total_segments) {
    return Validation(
        "The Segment parameter is required but was not present in the request when parameter "
        "TotalSegments is present");
  }
  if (input.segment && *input.segment >= *input.total_segments) {
    return Validation(
        "The Segment parameter is zero-based and must be less than parameter TotalSegments: "
        "Segment: " +
        std::to_string(*input.segment) +
        " is not less than TotalSegments: " + std::to_string(*input.total_segments));
  }
  return {};
}

ApiResult<void> StartBehind(const value::Row& start_key, const ScanInput& input,
                            const table::TableDescription& table, table::Items::Range* range) {
  TRY_ASSIGN(const table::ItemKey after, StartKey(table.key_schema, start_key));
  if (!table::StartAfter(after, range)) {
    return Validation(
        "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
        "ExclusiveStartKey with correct Segment. TotalSegments: " +
        std::to_string(input.total_segments.value_or(1)) +
        " Segment: " + std::to_string(input.segment.value_or(0)));
  }
  return {};
}

}  // namespace

ApiResult<ScanOutput> Scan(RequestContext& context, const ScanInput& input) {
  TRY_ASSIGN(
      expr::Placeholders placeholders,
      CheckExpressionParameters(
          {.expressions = {{"ProjectionExpression", input.projection_expression.has_value(), false},
                           {"FilterExpression", input.filter_expression.has_value()}},
           .legacy = {{"AttributesToGet", input.attributes_to_get.has_value()},
                      {"ScanFilter", input.scan_filter.has_value()},
                      {"ConditionalOperator", input.conditional_operator.has_value()}},
           .names = &input.expression_attribute_names,
           .values = &input.expression_attribute_values,
           .invalid_value = input.invalid_value}));
  TRY_ASSIGN(const bool count_only,
             SelectsCountOnly({.select = input.select,
                               .has_projection_expression = input.projection_expression.has_value(),
                               .has_attributes_to_get = input.attributes_to_get.has_value(),
                               .has_index_name = input.index_name.has_value()}));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             ReadAttributesToGet(input.attributes_to_get));
  TRY_ASSIGN(std::optional<expr::Condition> scan_filter,
             ReadFilter(input.scan_filter, input.conditional_operator));
  TRY(CheckSegments(input));
  TRY_ASSIGN(const std::optional<expr::Condition> filter,
             CompileCondition("FilterExpression", input.filter_expression, placeholders,
                              std::move(scan_filter)));
  TRY_ASSIGN(
      const std::optional<expr::Projection> projection,
      CompileProjection(input.projection_expression, placeholders, std::move(attributes_to_get)));
  TRY(placeholders.CheckAllUsed());

  TRY_ASSIGN(const table::TablePtr table, FindTable(context, input.table_name));
  TRY(CheckIndexName(*table, input.index_name));
  TRY(CheckKeyPaths(filter, table->key_schema));
  TRY(CheckKeyPaths(projection, table->key_schema));
  table::Items::Range range =
      table::SegmentRange(static_cast<uint32_t>(input.segment.value_or(0)),
                          static_cast<uint32_t>(input.total_segments.value_or(1)));
  range.consistency = ReadConsistency(input.consistent_read);
  if (input.exclusive_start_key) {
    TRY(StartBehind(*input.exclusive_start_key, input, *table, &range));
  }
  TRY_ASSIGN(Page page, ReadPage(context, {.table = *table,
                                           .range = range,
                                           .limit = input.limit,
                                           .filter = filter,
                                           .projection = projection,
                                           .count_only = count_only}));
  return PageOutput<ScanOutput>(input, std::move(page));
}

}  // namespace api::dynamodb
