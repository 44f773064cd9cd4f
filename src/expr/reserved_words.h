// The reserved words. In expressions, an attribute of such a name needs a #placeholder.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ReservedWords.html
#pragma once

#include <string_view>

namespace expr {

// In any case of its letters.
bool IsReservedWord(std::string_view word);

}  // namespace expr
