#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <array>
#include <charconv>
#include <cstring>

namespace net {
namespace {

const sockaddr_in& AsIpv4(const Address& address) {
  return reinterpret_cast<const sockaddr_in&>(address.bytes);
}
const sockaddr_in6& AsIpv6(const Address& address) {
  return reinterpret_cast<const sockaddr_in6&>(address.bytes);
}

base::Error Malformed(std::string_view text) {
  return base::InvalidArgument("\"" + std::string(text) +
                               "\" is not an address to listen on, like 127.0.0.1:8000, "
                               "0.0.0.0:8000, localhost:8000 or [::1]:8000");
}

}  // namespace

uint16_t Address::port() const {
  return ntohs(is_ipv6() ? AsIpv6(*this).sin6_port : AsIpv4(*this).sin_port);
}

std::string Address::Host() const {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const void* const from = is_ipv6() ? static_cast<const void*>(&AsIpv6(*this).sin6_addr)
                                     : static_cast<const void*>(&AsIpv4(*this).sin_addr);
  if (inet_ntop(bytes.ss_family, from, text.data(), text.size()) == nullptr) return {};
  return text.data();
}

std::string Address::ToText() const {
  const std::string host = is_ipv6() ? "[" + Host() + "]" : Host();
  return host + ":" + std::to_string(port());
}

base::Result<Address> ParseAddress(std::string_view text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string_view::npos) return Malformed(text);
  const std::string_view port_text = text.substr(colon + 1);
  uint16_t port = 0;
  const auto [end, error] =
      std::from_chars(port_text.data(), port_text.data() + port_text.size(), port);
  if (error != std::errc() || end != port_text.data() + port_text.size()) return Malformed(text);

  std::string host(text.substr(0, colon));
  Address address;
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    sockaddr_in6 ipv6{};
    ipv6.sin6_family = AF_INET6;
    ipv6.sin6_port = htons(port);
    host = host.substr(1, host.size() - 2);
    if (inet_pton(AF_INET6, host.c_str(), &ipv6.sin6_addr) != 1) return Malformed(text);
    std::memcpy(&address.bytes, &ipv6, sizeof(ipv6));
    address.size = sizeof(ipv6);
    return address;
  }
  if (host == "localhost") host = "127.0.0.1";
  sockaddr_in ipv4{};
  ipv4.sin_family = AF_INET;
  ipv4.sin_port = htons(port);
  if (inet_pton(AF_INET, host.c_str(), &ipv4.sin_addr) != 1) return Malformed(text);
  std::memcpy(&address.bytes, &ipv4, sizeof(ipv4));
  address.size = sizeof(ipv4);
  return address;
}

}  // namespace net
