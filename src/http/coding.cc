#include "http/coding.h"

#include "wire/ascii.h"

namespace http {
namespace {

constexpr std::string_view kGzipName = "gzip";
constexpr std::string_view kDeflateName = "deflate";

Coding OneCoding(std::string_view name) {
  for (const std::string_view none : {"", "identity", "amz-1.0"}) {
    if (wire::EqualsIgnoreCase(name, none)) return Coding::kIdentity;
  }
  // "x-gzip" is the same (RFC 9110, 8.4.1.3).
  for (const std::string_view gzip : {kGzipName, std::string_view("x-gzip")}) {
    if (wire::EqualsIgnoreCase(name, gzip)) return Coding::kGzip;
  }
  return wire::EqualsIgnoreCase(name, kDeflateName) ? Coding::kDeflate : Coding::kUnknown;
}

// "gzip;q=0" is a refusal, "gzip;q=0.5" is not (RFC 9110, 12.4.2).
bool IsRefused(std::string_view parameters) {
  return !parameters.empty() && parameters.find_first_of("123456789") == std::string_view::npos;
}

}  // namespace

Coding CodingOf(std::string_view content_encoding) {
  Coding all = Coding::kIdentity;
  while (!content_encoding.empty()) {
    const Coding one = OneCoding(wire::TrimSpace(wire::TakeUntil(',', &content_encoding)));
    if (one == Coding::kIdentity) continue;
    all = all == Coding::kIdentity ? one : Coding::kUnknown;
  }
  return all;
}

Coding AcceptedCoding(std::string_view accept_encoding) {
  while (!accept_encoding.empty()) {
    std::string_view parameters = wire::TakeUntil(',', &accept_encoding);
    const std::string_view name = wire::TrimSpace(wire::TakeUntil(';', &parameters));
    if (IsRefused(parameters)) continue;
    if (name == "*" || wire::EqualsIgnoreCase(name, kGzipName)) return Coding::kGzip;
    if (wire::EqualsIgnoreCase(name, kDeflateName)) return Coding::kDeflate;
  }
  return Coding::kIdentity;
}

std::string_view NameOf(Coding coding) {
  switch (coding) {
    case Coding::kGzip:
      return kGzipName;
    case Coding::kDeflate:
      return kDeflateName;
    case Coding::kIdentity:
    case Coding::kUnknown:
      break;
  }
  return "";
}

}  // namespace http
