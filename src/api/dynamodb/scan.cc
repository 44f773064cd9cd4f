// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_Scan.html
#include <utility>

#include "api/dynamodb/expression/expression_parameters.h"
#include "api/dynamodb/expression/legacy_parameters.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/read/exclusive_start_key.h"
#include "api/dynamodb/read/read_page.h"
#include "api/dynamodb/read/read_selection.h"
#include "api/dynamodb/read/read_source.h"
#include "table/hash_space.h"
#include "table/index/query_range.h"

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

// The part of the table or index that this Scan is to walk.
ApiResult<table::KeyRange> RangeOf(const ScanInput& input, const read::ReadSource& source) {
  const auto segment = static_cast<uint32_t>(input.segment.value_or(0));
  const auto total_segments = static_cast<uint32_t>(input.total_segments.value_or(1));
  table::KeyRange range = table::SegmentRange(segment, total_segments);
  range.consistency = source.consistency;
  if (!input.exclusive_start_key) return range;
  TRY_ASSIGN(const table::ItemKey after,
             read::ReadStartKey(read::StartsWhat::kScan, source, *input.exclusive_start_key));
  if (table::index::StartAfter(after, &range)) return range;
  return Validation(
      "The provided starting key is invalid: Invalid ExclusiveStartKey. Please use "
      "ExclusiveStartKey with correct Segment. TotalSegments: " +
      std::to_string(total_segments) + " Segment: " + std::to_string(segment));
}

}  // namespace

ApiResult<ScanOutput> Scan(RequestContext& context, const ScanInput& input) {
  TRY_ASSIGN(
      expr::Placeholders placeholders,
      expression::CheckExpressionParameters(
          {.expressions = {{"ProjectionExpression", input.projection_expression.has_value(), false},
                           {"FilterExpression", input.filter_expression.has_value()}},
           .legacy = {{"AttributesToGet", input.attributes_to_get.has_value()},
                      {"ScanFilter", input.scan_filter.has_value()},
                      {"ConditionalOperator", input.conditional_operator.has_value()}},
           .names = &input.expression_attribute_names,
           .values = &input.expression_attribute_values,
           .invalid_value = input.invalid_value}));
  TRY_ASSIGN(std::optional<expr::Projection> attributes_to_get,
             expression::ReadAttributesToGet(input.attributes_to_get));
  TRY_ASSIGN(std::optional<expr::Condition> scan_filter,
             expression::ReadFilter(input.scan_filter, input.conditional_operator));
  TRY(CheckSegments(input));
  TRY_ASSIGN(const read::ReadSelection selection,
             read::CompileSelection(input, placeholders, std::move(scan_filter),
                                    std::move(attributes_to_get)));
  TRY(read::CheckSelect(context.words, input));

  TRY_ASSIGN(const read::ReadSource source,
             read::FindReadSource(context, input.table_name, input.index_name,
                                  input.consistent_read, read::ReadBy::kScan));
  TRY_ASSIGN(const table::KeyRange range, RangeOf(input, source));
  TRY(read::CheckPaths(selection, source));
  TRY(read::CheckIsProjected(selection, source));

  TRY_ASSIGN(read::Page page,
             read::ReadPage(
                 context,
                 {.source = source, .range = range, .limit = input.limit, .selection = selection}));
  return PageOutput<ScanOutput>(input, std::move(page));
}

}  // namespace api::dynamodb
