// The reserved words of PartiQL, which can be names only if they are quoted.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace expr::partiql {

// The word in capitals if it is reserved, without regard to case; else nullopt.
std::optional<std::string> KeywordOf(std::string_view word);

}  // namespace expr::partiql
