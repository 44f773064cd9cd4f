#include "auth/timestamp.h"

#include <gtest/gtest.h>

#include <string>

namespace auth {
namespace {

using std::chrono::seconds;

std::string Format(Time time) { return std::string(View(FormatIsoBasic(time))); }

TEST(IsoBasic, IsReadAndWrittenAlike) {
  for (const auto text : {"00000101T000000Z", "19700101T000000Z", "20150830T123600Z",
                          "20240229T235959Z", "99991231T235959Z"}) {
    const auto time = ParseIsoBasic(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(Format(*time), text);
  }
  EXPECT_EQ(ParseIsoBasic("20150830T123600Z"), Time(seconds(1440938160)));
}

TEST(IsoBasic, RefusesAllElse) {
  for (const auto text :
       {"", "20150830", "20150830T123600", "20150830T1236000Z", "20150830t123600Z",
        "20150830T123600z", "2015-08-30T12:36:00Z", "20150230T123600Z", "20230229T000000Z",
        "20150030T123600Z", "20151330T123600Z", "20150800T123600Z", "20150830T243600Z",
        "20150830T126000Z", "20150830T123660Z", "+2015830T123600Z", "2015083 T123600Z"}) {
    EXPECT_FALSE(ParseIsoBasic(text)) << text;
  }
}

TEST(HttpDate, IsReadInEachWayOfSayingUtc) {
  for (const auto zone : {"GMT", "UTC", "+0000", "-0000"}) {
    const std::string text = std::string("Sun, 30 Aug 2015 12:36:00 ") + zone;
    const auto time = ParseHttpDate(text);
    ASSERT_TRUE(time) << text;
    EXPECT_EQ(Format(*time), "20150830T123600Z");
  }
}

TEST(HttpDate, RefusesAllElse) {
  for (const auto text :
       {"", "Sun", "Sun, ", "Sun, 30", "Sun, 30 Aug 2015", "Sun, 30 Aug 2015 12:36:00",
        "Sun, 30 Aug 2015 12:36:00 CET", "Sun, 30 Aug 2015 12:36:00 +0100",
        "Sun, 31 Feb 2015 12:36:00 GMT", "Sun, 30 aug 2015 12:36:00 GMT",
        "Sun, 30 Aug 15 12:36:00 GMT", "Sun, 30 Aug 2015 25:36:00 GMT",
        "Sunday, 30-Aug-15 12:36:00 GMT", "30 Aug 2015 12:36:00 GMT"}) {
    EXPECT_FALSE(ParseHttpDate(text)) << text;
  }
}

}  // namespace
}  // namespace auth
