// The state of a request and its answer. A connection has it only while a request is in progress.
#pragma once

#include <string>
#include <utility>

#include "http/request_reader.h"
#include "net/memory.h"
#include "wire/http_message.h"

namespace http {

// Not thread-safe.
struct Exchange {
  Exchange(const Limits& limits, net::RequestMemory* request_memory)
      : memory(request_memory), reader(limits, &memory) {}

  net::RequestMemory::Share memory;
  RequestReader reader;
  wire::HttpResponse response;
  std::string head;           // the answer's head, followed by its body if that is small
  std::string compressed;     // the answer's body, if it is sent compressed
  size_t handling_bytes = 0;  // taken from `memory` for the handling of a large request
  size_t answer_bytes = 0;    // taken from `memory` for a large answer

  // To be called before the handler. False if there is no memory to handle so large a body.
  bool BeginHandling() {
    const size_t bytes = kHandlingBytesPerBodyByte * reader.large_body_bytes();
    if (!memory.Take(bytes)) return false;
    handling_bytes = bytes;
    return true;
  }
  // To be called when the handler has returned: drops a large body. The head stays.
  void EndHandling() {
    memory.Give(std::exchange(handling_bytes, 0));
    reader.DropLargeBody();
  }

  // Takes memory for the answer. False if there is not enough: then the answer must be dropped.
  // `is_compressed`: the answer is in `compressed`, and a large uncompressed body is freed.
  bool HoldAnswer(bool is_compressed) {
    if (is_compressed) FreeIfLarge(&response.body);
    const size_t bytes = response.body.capacity() + compressed.capacity();
    if (bytes < kKeptBodyBytesMax) return true;
    if (!(response.repeatable ? memory.Take(bytes) : memory.TakeInNeed(bytes))) return false;
    answer_bytes = bytes;
    return true;
  }

  // Empties the answer. Buffers of ordinary size are kept for the next one.
  void ClearAnswer() {
    response.status = 200;
    response.content_type.clear();
    response.headers.clear();
    response.crc32 = false;
    response.repeatable = false;
    head.clear();
    for (std::string* body : {&response.body, &compressed}) {
      body->clear();
      FreeIfLarge(body);
    }
    memory.Give(std::exchange(answer_bytes, 0));
  }

 private:
  static void FreeIfLarge(std::string* body) {
    if (body->capacity() > kKeptBodyBytesMax) std::string().swap(*body);
  }
};

}  // namespace http
