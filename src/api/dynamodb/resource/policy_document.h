// The JSON policy language, as far as its grammar goes.
// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_grammar.html
#pragma once

#include <string_view>

#include "base/result.h"

namespace api::dynamodb::resource {

// Whether the text is a policy for a resource of DynamoDB: each statement names principals, and its
// actions are the service's. Whether those principals and resources exist is not asked.
// Errors: kInvalidArgument ("Invalid policy document: …").
base::Status CheckPolicyDocument(std::string_view document);

}  // namespace api::dynamodb::resource
