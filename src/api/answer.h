// What a service answers, as the HTTP server needs it.
#pragma once

#include <string>
#include <utility>
#include <vector>

namespace api {

struct Answer {
  int status = 200;
  std::string content_type;  // none if empty
  std::string body;
  std::vector<std::pair<std::string, std::string>> headers;
  bool crc32 = false;       // whether DynamoDB sends x-amz-crc32 with it
  bool repeatable = false;  // large, and the operation only reads
};

}  // namespace api
