#include "wire/http_message.h"

#include "wire/ascii.h"

namespace wire {

std::optional<std::string_view> HttpRequest::Header(std::string_view name) const {
  for (const HttpHeader& header : headers) {
    if (EqualsIgnoreCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

size_t HttpRequest::TextBytes() const {
  size_t bytes = target.size();
  for (const HttpHeader& header : headers) bytes += header.value.size() + 1;
  return bytes;
}

std::optional<std::string_view> HttpRequest::JoinedHeader(std::string_view name,
                                                          std::string* storage) const {
  std::optional<std::string_view> joined;
  size_t begin = std::string_view::npos;  // of what is joined, in the storage
  for (const HttpHeader& header : headers) {
    if (!EqualsIgnoreCase(header.name, name)) continue;
    if (!joined) {
      joined = header.value;
      continue;
    }
    if (begin == std::string_view::npos) {
      storage->reserve(TextBytes());
      begin = storage->size();
      storage->append(*joined);
    }
    storage->append(",").append(header.value);
    joined = std::string_view(*storage).substr(begin);
  }
  return joined;
}

}  // namespace wire
