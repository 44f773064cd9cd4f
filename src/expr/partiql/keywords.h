// The reserved words of PartiQL: names that are no names unless they are quoted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace expr::partiql {

// The word in capitals, if it is reserved, in whichever case it is written.
std::optional<std::string> KeywordOf(std::string_view word);

}  // namespace expr::partiql
