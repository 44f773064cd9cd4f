// The patterns of the API model as functions: each says whether all of a text matches.
#pragma once

#include <string_view>

namespace api {

bool IsResourceName(std::string_view text);  // [a-zA-Z0-9_.-]+
bool IsUuid(std::string_view text);  // [0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}
bool IsHexWords(std::string_view text);  // ([0-9a-f]{16})+

}  // namespace api
