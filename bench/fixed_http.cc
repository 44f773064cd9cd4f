// src/http with a handler that answers 500 fixed bytes: what the server itself costs. Measured
// beside bench/bare_http.cc, in the same minute, by any load generator that sends one request at a
// time.
//
//   fixed_http PORT [THREADS]        (of 127.0.0.1; ends with the process)
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string>

#include "http/server.h"

namespace {
constexpr size_t kBodyBytes = 500;
}  // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "fixed_http PORT [THREADS]\n");
    return 2;
  }
  const std::string body(kBodyBytes, 'x');
  const base::SystemClock clock;
  const auto server = http::Server::Start(
      {.listen = {std::string("127.0.0.1:") + argv[1]},
       .threads = argc > 2 ? static_cast<size_t>(std::atoi(argv[2])) : 1},
      [&](const wire::HttpRequest&, wire::HttpResponse* response) {
        response->content_type = "application/x-amz-json-1.0";
        response->body = body;
      },
      clock);
  if (!server.ok()) {
    std::fprintf(stderr, "%s\n", server.error().message.c_str());
    return 1;
  }
  while (true) pause();
}
