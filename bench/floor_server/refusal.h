// What is wrong with a request. It is thrown: the floor measures requests that are right, and its
// JSON parser throws as well.
#pragma once

#include <exception>
#include <string_view>

namespace floor_server {

struct Refusal : std::exception {
  Refusal(std::string_view error_type, std::string_view error_message)
      : type(error_type), message(error_message) {}

  std::string_view type;  // literals, both
  std::string_view message;
};

inline Refusal Invalid(std::string_view message) { return {"ValidationException", message}; }

}  // namespace floor_server
