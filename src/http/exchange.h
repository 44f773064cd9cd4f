// What a connection needs while a request is under way, and not while it is idle.
#pragma once

#include <string>

#include "http/memory.h"
#include "http/request_reader.h"
#include "http/server.h"

namespace http {

struct Exchange {
  Exchange(const Limits& limits, MemoryBudget* body_memory, AnswerMemory* answer_memory)
      : reader(limits, body_memory), held(answer_memory) {}

  RequestReader reader;
  Response response;
  std::string head;          // of the answer; and its body, if that is small
  std::string compressed;    // the answer's body, if it is sent compressed
  AnswerMemory::Share held;  // by a large answer

  // Counts what the answer holds; `gzip`: without the body that was compressed, which is let go.
  void HoldAnswer(bool gzip) {
    if (gzip) FreeIfLarge(&response.body);
    const size_t bytes = response.body.capacity() + compressed.capacity();
    held.Set(bytes >= kKeptBodyBytesMax ? bytes : 0);
  }

  // Empties the answer; keeps memory of ordinary size for the next.
  void ClearAnswer() {
    response.status = 200;
    response.content_type.clear();
    response.headers.clear();
    response.crc32 = false;
    head.clear();
    for (std::string* body : {&response.body, &compressed}) {
      body->clear();
      FreeIfLarge(body);
    }
    held.Set(0);
  }

 private:
  static void FreeIfLarge(std::string* body) {
    if (body->capacity() > kKeptBodyBytesMax) std::string().swap(*body);
  }
};

}  // namespace http
