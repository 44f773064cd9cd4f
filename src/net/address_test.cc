#include "net/address.h"

#include <gtest/gtest.h>

namespace net {
namespace {

TEST(Address, ReadsWhatItWrites) {
  for (const char* text : {"127.0.0.1:8000", "0.0.0.0:0", "[::1]:8000", "[fe80::1]:65535"}) {
    const auto address = ParseAddress(text);
    ASSERT_TRUE(address.ok()) << text;
    EXPECT_EQ(address->ToText(), text);
  }
  EXPECT_EQ(ParseAddress("localhost:80")->ToText(), "127.0.0.1:80");
  EXPECT_EQ(ParseAddress("[::1]:80")->Host(), "::1");
  EXPECT_EQ(ParseAddress("[::1]:80")->port(), 80);
}

TEST(Address, RefusesWhatIsNone) {
  for (const char* text :
       {"", ":", "8000", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "1.2.3:80", "127.0.0.1:65536",
        "127.0.0.1:-1", "::1:80", "[::1]", "[]:80", "example.com:80", "127.0.0.1:80 "}) {
    const auto address = ParseAddress(text);
    ASSERT_FALSE(address.ok()) << text;
    EXPECT_EQ(address.error().code, base::ErrorCode::kInvalidArgument);
  }
}

}  // namespace
}  // namespace net
