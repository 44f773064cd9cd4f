// Values as Rust prints them in messages.
#pragma once

#include <string>
#include <string_view>

namespace api {

// A text for programmers: in quotes, with escapes.
std::string RustQuoted(std::string_view text);

// The shortest digits that are the number, with a point unless they have an exponent: 1.5, 5.0,
// 1e20.
std::string RustReal(double real);

}  // namespace api
