#include "api/dynamodb/definition/change_limits.h"

#include <chrono>
#include <ctime>
#include <string>
#include <string_view>
#include <vector>

namespace api::dynamodb::definition {
namespace {

using std::chrono::hours;

// "On a given day, you can start by performing up to four decreases … Subsequently, you can perform
// one additional decrease per hour as long as there was no decreases in the preceding hour."
constexpr int64_t kFreeDecreases = 4;
constexpr hours kDecreaseInterval{1};

// Of one kind of change, how many there may be in any so long a time.
struct ChangeLimit {
  std::string_view what;  // plural
  size_t changes = 0;
  hours window{};
};

// "You can switch tables from provisioned capacity mode to on-demand mode up to four times in a
// 24-hour rolling window." A table made on demand was switched to it.
constexpr ChangeLimit kOnDemandSwitches = {"Update to PayPerRequest mode", 4, hours(24)};

// "No more than two table class updates on your table are allowed in a 30-day trailing period."
constexpr ChangeLimit kTableClassChanges = {"Update to table class", 2, hours(24 * 30)};

// "You can switch … up to four times, anytime per 24-hour window … If there was no change in the
// past six hours, an additional change is allowed."
constexpr ChangeLimit kEncryptionChanges = {"Update to encryption key", 4, hours(24)};
constexpr hours kEncryptionInterval{6};

std::tm ToUtc(base::WallTime time) {
  const std::time_t seconds =
      std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch()).count();
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  return utc;
}

std::string Format(const std::tm& utc, const char* format) {
  char text[64];
  return {text, std::strftime(text, sizeof(text), format, &utc)};
}

// "Wednesday, July 25, 2018 8:48:14 PM UTC"
std::string LongDate(base::WallTime time) {
  const std::tm utc = ToUtc(time);
  const int hour = utc.tm_hour % 12 == 0 ? 12 : utc.tm_hour % 12;
  return Format(utc, "%A, %B ") + std::to_string(utc.tm_mday) + Format(utc, ", %Y ") +
         std::to_string(hour) + Format(utc, ":%M:%S %p UTC");
}

// "Fri Jan 11 21:46:02 UTC 2019"
std::string ShortDate(base::WallTime time) {
  return Format(ToUtc(time), "%a %b %d %H:%M:%S UTC %Y");
}

bool SameDay(base::WallTime a, base::WallTime b) {
  return std::chrono::floor<std::chrono::days>(a) == std::chrono::floor<std::chrono::days>(b);
}

ApiError TooMany(const ChangeLimit& limit, base::WallTime last, base::WallTime next) {
  const auto days = std::chrono::duration_cast<std::chrono::days>(limit.window).count();
  return LimitExceeded("Subscriber limit exceeded: " + std::string(limit.what) +
                       " are limited to " + std::to_string(limit.changes) + " times in " +
                       std::to_string(days) + " day(s). Last update at " + ShortDate(last) +
                       ". Next update can be made at " + ShortDate(next));
}

// `times`: of earlier changes, the oldest first.
void Forget(base::WallTime before, std::vector<base::WallTime>* times) {
  std::erase_if(*times, [&](base::WallTime time) { return time <= before; });
}

ApiResult<void> Count(const ChangeLimit& limit, base::WallTime now,
                      std::vector<base::WallTime>* times) {
  Forget(now - limit.window, times);
  if (times->size() >= limit.changes) {
    return TooMany(limit, times->back(), (*times)[times->size() - limit.changes] + limit.window);
  }
  times->push_back(now);
  return {};
}

}  // namespace

int64_t DecreasesToday(const table::ProvisionedThroughput& throughput, base::WallTime now) {
  const bool today = throughput.last_decrease && SameDay(*throughput.last_decrease, now);
  return today ? throughput.decreases_today : 0;
}

ApiResult<void> CountDecrease(base::WallTime now, table::ProvisionedThroughput* throughput) {
  const int64_t today = DecreasesToday(*throughput, now);
  if (today >= kFreeDecreases && now - *throughput->last_decrease < kDecreaseInterval) {
    return LimitExceeded(
        "Subscriber limit exceeded: Provisioned throughput decreases are limited within a given "
        "UTC day. After the first " +
        std::to_string(kFreeDecreases) +
        " decreases, each subsequent decrease in the same UTC day can be performed at most once "
        "every " +
        std::to_string(std::chrono::seconds(kDecreaseInterval).count()) +
        " seconds. Number of decreases today: " + std::to_string(today) + ". Last decrease at " +
        LongDate(*throughput->last_decrease) + ". Next decrease can be made at " +
        LongDate(*throughput->last_decrease + kDecreaseInterval));
  }
  throughput->decreases_today = today + 1;
  throughput->last_decrease = now;
  return {};
}

ApiResult<void> CountSwitchToOnDemand(base::WallTime now, table::SettingChanges* changes) {
  return Count(kOnDemandSwitches, now, &changes->to_pay_per_request);
}

ApiResult<void> CountTableClassChange(base::WallTime now, table::SettingChanges* changes) {
  return Count(kTableClassChanges, now, &changes->table_class);
}

ApiResult<void> CountEncryptionChange(base::WallTime now, table::SettingChanges* changes) {
  std::vector<base::WallTime>& times = changes->encryption;
  Forget(now - kEncryptionChanges.window, &times);
  if (times.size() >= kEncryptionChanges.changes && now - times.back() < kEncryptionInterval) {
    return TooMany(kEncryptionChanges, times.back(), times.back() + kEncryptionInterval);
  }
  times.push_back(now);
  return {};
}

}  // namespace api::dynamodb::definition
