// The words that must not stand for attributes in expressions, but by a #placeholder.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
#pragma once

#include <string_view>

namespace expr {

// In any case of its letters.
bool IsReservedWord(std::string_view word);

}  // namespace expr
