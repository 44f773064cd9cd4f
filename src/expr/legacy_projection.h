// Projections written as a list of attributes, as requests held them before there were expressions:
// AttributesToGet.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/LegacyConditionalParameters.AttributesToGet.html
#pragma once

#include <string>
#include <vector>

#include "base/result.h"
#include "expr/projection.h"

namespace expr {

// The projection to these attributes, whole; their names are not paths.
// Errors: kInvalidArgument ("One or more parameter values were invalid: Duplicate value in
// attribute name: a").
base::Result<Projection> LegacyProjection(const std::vector<std::string>& attributes);

}  // namespace expr
