// The addresses a server listens on: "127.0.0.1:8000", "[::1]:8000", "localhost:0".
#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace net {

struct Address {
  sockaddr_storage bytes{};
  socklen_t size = sizeof(sockaddr_storage);

  const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&bytes); }
  sockaddr* get() { return reinterpret_cast<sockaddr*>(&bytes); }
  bool is_ipv6() const { return bytes.ss_family == AF_INET6; }
  uint16_t port() const;
  std::string Host() const;    // "127.0.0.1", "::1"
  std::string ToText() const;  // "127.0.0.1:8000", "[::1]:8000"
};

// Parses an address. The only host name that it accepts is localhost. Errors: kInvalidArgument.
base::Result<Address> ParseAddress(std::string_view text);

}  // namespace net
