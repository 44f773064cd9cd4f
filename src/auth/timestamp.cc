#include "auth/timestamp.h"

#include "base/check.h"
#include "wire/ascii.h"

namespace auth {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};

// Takes exactly `count` digits off the front.
std::optional<int> TakeNumber(size_t count, std::string_view* text) {
  if (text->size() < count) return std::nullopt;
  int number = 0;
  for (const char c : text->substr(0, count)) {
    if (!wire::IsDigit(c)) return std::nullopt;
    number = 10 * number + (c - '0');
  }
  text->remove_prefix(count);
  return number;
}

bool TakeLiteral(std::string_view literal, std::string_view* text) {
  if (!text->starts_with(literal)) return false;
  text->remove_prefix(literal.size());
  return true;
}

std::optional<Time> MakeTime(std::optional<int> year, std::optional<int> month,
                             std::optional<int> day, std::optional<int> hour,
                             std::optional<int> minute, std::optional<int> second) {
  if (!year || !month || !day || !hour || !minute || !second) return std::nullopt;
  const std::chrono::year_month_day date = std::chrono::year(*year) / *month / *day;
  if (!date.ok() || *hour > 23 || *minute > 59 || *second > 59) return std::nullopt;
  return std::chrono::sys_days(date) + hours(*hour) + minutes(*minute) + seconds(*second);
}

std::optional<int> TakeMonth(std::string_view* text) {
  for (size_t i = 0; i < kMonths.size(); ++i) {
    if (TakeLiteral(kMonths[i], text)) return static_cast<int>(i) + 1;
  }
  return std::nullopt;
}

void Write(unsigned number, size_t digits, char* to) {
  for (size_t i = digits; i-- > 0; number /= 10) to[i] = static_cast<char>('0' + number % 10);
}

}  // namespace

std::optional<Time> ParseIsoBasic(std::string_view text) {
  if (text.size() != kIsoBasicBytes) return std::nullopt;
  const auto year = TakeNumber(4, &text);
  const auto month = TakeNumber(2, &text);
  const auto day = TakeNumber(2, &text);
  if (!TakeLiteral("T", &text)) return std::nullopt;
  const auto hour = TakeNumber(2, &text);
  const auto minute = TakeNumber(2, &text);
  const auto second = TakeNumber(2, &text);
  if (text != "Z") return std::nullopt;
  return MakeTime(year, month, day, hour, minute, second);
}

std::optional<Time> ParseHttpDate(std::string_view text) {
  const size_t comma = text.find(", ");
  if (comma == std::string_view::npos) return std::nullopt;
  text.remove_prefix(comma + 2);
  const auto day = TakeNumber(2, &text);
  if (!TakeLiteral(" ", &text)) return std::nullopt;
  const auto month = TakeMonth(&text);
  if (!TakeLiteral(" ", &text)) return std::nullopt;
  const auto year = TakeNumber(4, &text);
  if (!TakeLiteral(" ", &text)) return std::nullopt;
  const auto hour = TakeNumber(2, &text);
  if (!TakeLiteral(":", &text)) return std::nullopt;
  const auto minute = TakeNumber(2, &text);
  if (!TakeLiteral(":", &text)) return std::nullopt;
  const auto second = TakeNumber(2, &text);
  if (text != " GMT" && text != " UTC" && text != " +0000" && text != " -0000") {
    return std::nullopt;
  }
  return MakeTime(year, month, day, hour, minute, second);
}

IsoBasic FormatIsoBasic(Time time) {
  const auto day = std::chrono::floor<days>(time);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(time - day);
  const int year = static_cast<int>(date.year());
  CHECK(year >= 0 && year <= 9999);
  IsoBasic text;
  Write(static_cast<unsigned>(year), 4, &text[0]);
  Write(static_cast<unsigned>(date.month()), 2, &text[4]);
  Write(static_cast<unsigned>(date.day()), 2, &text[6]);
  text[8] = 'T';
  Write(static_cast<unsigned>(clock.hours().count()), 2, &text[9]);
  Write(static_cast<unsigned>(clock.minutes().count()), 2, &text[11]);
  Write(static_cast<unsigned>(clock.seconds().count()), 2, &text[13]);
  text[15] = 'Z';
  return text;
}

}  // namespace auth
