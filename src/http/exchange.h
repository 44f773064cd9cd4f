// What a connection needs while a request is under way, and not while it is idle.
#pragma once

#include <string>
#include <utility>

#include "http/request_reader.h"
#include "net/memory.h"
#include "wire/http_message.h"

namespace http {

struct Exchange {
  Exchange(const Limits& limits, net::RequestMemory* request_memory)
      : memory(request_memory), reader(limits, &memory) {}

  net::RequestMemory::Share memory;
  RequestReader reader;
  wire::HttpResponse response;
  std::string head;           // of the answer; and its body, if that is small
  std::string compressed;     // the answer's body, if it is sent compressed
  size_t handling_bytes = 0;  // of `memory`, for the handling of a large request
  size_t answer_bytes = 0;    // of `memory`, for a large answer

  // Before the handler is called. False if there is no memory for the handling of so large a body.
  bool BeginHandling() {
    const size_t bytes = kHandlingBytesPerBodyByte * reader.large_body_bytes();
    if (!memory.Take(bytes)) return false;
    handling_bytes = bytes;
    return true;
  }
  // Once it has returned: all there is to keep of the request is its head.
  void EndHandling() {
    memory.Give(std::exchange(handling_bytes, 0));
    reader.DropLargeBody();
  }

  // Counts what the answer holds; `is_compressed`: without the body as it was, which is let
  // go. False if there is no memory for it: then it is to be dropped.
  bool HoldAnswer(bool is_compressed) {
    if (is_compressed) FreeIfLarge(&response.body);
    const size_t bytes = response.body.capacity() + compressed.capacity();
    if (bytes < kKeptBodyBytesMax) return true;
    if (!(response.repeatable ? memory.Take(bytes) : memory.TakeInNeed(bytes))) return false;
    answer_bytes = bytes;
    return true;
  }

  // Empties the answer; keeps memory of ordinary size for the next.
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
