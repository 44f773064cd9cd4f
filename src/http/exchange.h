// What a connection needs while a request is under way, and not while it is idle.
#pragma once

#include <string>

#include "http/request_reader.h"
#include "http/server.h"

namespace http {

struct Exchange {
  Exchange(const Limits& limits, MemoryBudget* budget) : reader(limits, budget) {}

  RequestReader reader;
  Response response;
  std::string head;        // of the answer; and its body, if that is small
  std::string compressed;  // the answer's body, if it is sent compressed

  // Empties the answer; keeps memory of ordinary size for the next.
  void ClearAnswer() {
    response.status = 200;
    response.content_type.clear();
    response.headers.clear();
    response.crc32 = false;
    head.clear();
    for (std::string* body : {&response.body, &compressed}) {
      body->clear();
      if (body->capacity() > kKeptBodyBytesMax) body->shrink_to_fit();
    }
  }
};

}  // namespace http
