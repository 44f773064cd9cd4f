// Updates written as a map from attributes to actions, as requests held them before there were
// expressions: AttributeUpdates.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributeUpdates.html
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "expr/update.h"
#include "value/value.h"

namespace expr {

enum class AttributeAction : uint8_t { kPut, kAdd, kDelete };

// What is to become of one attribute. The name and the value are the request's.
struct AttributeUpdate {
  std::string_view attribute;
  AttributeAction action = AttributeAction::kPut;
  std::optional<value::ValueView> value;  // none: the attribute is deleted
};

// The update that does all of `updates`. PUT is SET, DELETE without a value is REMOVE, DELETE and
// ADD with one are those clauses; ADD also appends to lists, which the clause does not.
// Errors: kInvalidArgument with DynamoDB's message ("One or more parameter values were invalid:
// Only DELETE action is allowed when no attribute value is specified", …).
// REQUIRES: no attribute twice.
base::Result<Update> LegacyUpdate(const std::vector<AttributeUpdate>& updates);

}  // namespace expr
