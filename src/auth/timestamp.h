// The times in signatures: whole seconds of UTC.
#pragma once

#include <array>
#include <chrono>
#include <optional>
#include <string_view>

namespace auth {

using Time = std::chrono::sys_seconds;

// "20150830T123600Z": ISO 8601's basic format, the only one in which a signature knows time.
constexpr size_t kIsoBasicBytes = 16;
// "20150830": the first bytes of it.
constexpr size_t kIsoDateBytes = 8;
using IsoBasic = std::array<char, kIsoBasicBytes>;

// Nullopt if `text` is not of that form or is no time that exists.
std::optional<Time> ParseIsoBasic(std::string_view text);

// A Date header: "Sun, 30 Aug 2015 12:36:00 GMT" (RFC 1123). "UTC", "+0000" and "-0000" are taken
// for GMT, since SDKs write them (Python's email.utils.formatdate). Nullopt for all else; the day
// of the week is not compared.
std::optional<Time> ParseHttpDate(std::string_view text);

// For years 0 to 9999.
IsoBasic FormatIsoBasic(Time time);

inline std::string_view View(const IsoBasic& text) { return {text.data(), text.size()}; }

}  // namespace auth
