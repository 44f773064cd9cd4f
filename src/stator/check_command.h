// `stator check DIR`.
#pragma once

#include <iosfwd>
#include <string>

#include "base/result.h"

namespace stator {

// Verifies every checksum, row, key and counter of a stopped store, and writes what it finds to
// `out`. False if there is anything wrong. Changes nothing.
// Errors: those of opening the store (in use, no store there).
base::Result<bool> CheckCommand(const std::string& data, std::ostream& out);

}  // namespace stator
