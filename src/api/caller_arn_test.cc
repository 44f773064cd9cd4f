#include "api/caller_arn.h"

#include <gtest/gtest.h>

namespace api {
namespace {

TEST(CallerArn, NamesAUserOnlyIfIamWould) {
  auth::Identity identity{.access_key_id = "AK", .account_id = "123456789012"};
  EXPECT_EQ(CallerArn(identity), "arn:aws:iam::123456789012:root");
  identity.name = "a.b+c=d,e@f-g_1";
  EXPECT_EQ(CallerArn(identity), "arn:aws:iam::123456789012:user/a.b+c=d,e@f-g_1");
  for (const std::string& name : {std::string("two words"), std::string("a/b"),
                                  std::string(65, 'x'), std::string("\xc3\xa9")}) {
    identity.name = name;
    EXPECT_EQ(CallerArn(identity), "arn:aws:iam::123456789012:root") << name;
  }
}

}  // namespace
}  // namespace api
