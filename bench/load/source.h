// Where a load's requests come from.
#pragma once

#include <cstddef>
#include <string>

#include "load/operation.h"

namespace load {

struct Request {
  Operation operation;
  std::string text;  // as it is sent
};

class Source {
 public:
  virtual ~Source() = default;
  // The next request, for the connection of this index; null if there are no more. It stays as it
  // is until the connection's next call.
  virtual const Request* Next(size_t connection) = 0;
};

}  // namespace load
