#include "api/json_answer.h"

#include <gtest/gtest.h>

namespace api {
namespace {

template <typename T>
std::string Json(const T& from) {
  std::string out;
  Render(from, &out);
  return out;
}

TEST(JsonAnswer, DoublesAlwaysHaveAPoint) {
  EXPECT_EQ(Json(1.0), "1.0");
  EXPECT_EQ(Json(0.5), "0.5");
  EXPECT_EQ(Json(0.0), "0.0");
  EXPECT_EQ(Json(128.5), "128.5");
}

TEST(JsonAnswer, TimesAreSecondsWithThreeDecimals) {
  using std::chrono::microseconds;
  EXPECT_EQ(Json(base::WallTime(microseconds(1421866952062345))), "1421866952.062");
  EXPECT_EQ(Json(base::WallTime(microseconds(5000000))), "5.000");
}

}  // namespace
}  // namespace api
