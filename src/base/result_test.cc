#include "base/result.h"

#include <gtest/gtest.h>

#include <memory>
#include <optional>
#include <type_traits>

namespace base {
namespace {

Result<std::unique_ptr<int>> Positive(int n) {
  if (n <= 0) return InvalidArgument("not positive");
  return std::make_unique<int>(n);
}

Result<int> Doubled(int n) {
  TRY_ASSIGN(auto positive, Positive(n));
  TRY(Positive(*positive - 1));
  return *positive * 2;
}

TEST(Result, TryReturnsTheFirstError) {
  EXPECT_EQ(*Doubled(2), 4);
  EXPECT_EQ(Doubled(1).error(), InvalidArgument("not positive"));
  EXPECT_EQ(Doubled(0).error().code, ErrorCode::kInvalidArgument);
}

TEST(Result, HoldsAnAbsentValueApartFromAnError) {
  const Result<std::optional<int>> absent = std::optional<int>();
  ASSERT_TRUE(absent.ok());
  EXPECT_EQ(*absent, std::nullopt);
}

struct OtherError {};

TEST(Result, IsNotMadeOfAResultOfAnotherKind) {
  using OtherResult = BasicResult<bool, OtherError>;
  static_assert(std::is_convertible_v<bool, OtherResult>);
  static_assert(!std::is_constructible_v<OtherResult, Result<bool>>);
  static_assert(!std::is_constructible_v<OtherResult, Result<int>>);
}

TEST(ResultDeathTest, AskingAnErrorForItsValueStopsTheProcess) {
  const Result<int> failed = NotFound("x");
  EXPECT_DEATH((void)failed.value(), "broken invariant");
}

}  // namespace
}  // namespace base
