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
  // The next request, for the connection of this index; null if there are no more for it, and then
  // it is not asked for again. It stays as it is until the connection's next call.
  virtual const Request* Next(size_t connection) = 0;
  // What the connection's request was answered, before its next is asked for.
  virtual void Answered(size_t /*connection*/, const Answer& /*answer*/) {}
};

}  // namespace load
