#include "auth/signing_key.h"

#include <gtest/gtest.h>

#include <memory>
#include <vector>

namespace auth {
namespace {

constexpr std::string_view kSecret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

std::string Key(std::string_view date) {
  return std::string(View(ToHex(DeriveSigningKey(kSecret, date, "us-east-1", "iam"))));
}

// The examples of AWS's General Reference.
TEST(SigningKey, IsThePublishedOne) {
  EXPECT_EQ(Key("20120215"), "f4780e2d9f65fa895f9c67b32ce1baf0b0d8a43505a000a1a9e090d414db404d");
  EXPECT_EQ(Key("20150830"), "c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9");
}

SigningKeyId Id(std::string_view access_key_id) {
  return {.authenticator = 1,
          .access_key_id = access_key_id,
          .date = "20150830",
          .region = "us-east-1",
          .service = "dynamodb"};
}

TEST(SigningKeyCache, FindsWhatWasInserted) {
  const auto cache = std::make_unique<SigningKeyCache>();
  EXPECT_EQ(cache->Find(Id("a")), nullptr);
  const HmacSha256Key key("a");
  cache->Insert(Id("a"), key);
  ASSERT_NE(cache->Find(Id("a")), nullptr);
  EXPECT_EQ(*cache->Find(Id("a")), key);
}

TEST(SigningKeyCache, TellsIdsApartByEachOfTheirParts) {
  const auto cache = std::make_unique<SigningKeyCache>();
  cache->Insert(Id("a"), HmacSha256Key("a"));
  std::vector<SigningKeyId> others(5, Id("a"));
  others[0].authenticator = 2;
  others[1].access_key_id = "b";
  others[2].date = "20150831";
  others[3].region = "us-east-2";
  others[4].service = "iam";
  for (const SigningKeyId& other : others) EXPECT_EQ(cache->Find(other), nullptr);
}

TEST(SigningKeyCache, KeepsTheLatestAndForgetsTheEarlierOnesOnceFull) {
  constexpr size_t kMany = 20 * SigningKeyCache::kSets * SigningKeyCache::kWays;
  const auto cache = std::make_unique<SigningKeyCache>();
  for (size_t i = 0; i < kMany; ++i) {
    const std::string name = std::to_string(i);
    cache->Insert(Id(name), HmacSha256Key(name));
    ASSERT_NE(cache->Find(Id(name)), nullptr);
  }
  size_t found = 0;
  for (size_t i = 0; i < kMany; ++i) {
    const std::string name = std::to_string(i);
    const HmacSha256Key* const key = cache->Find(Id(name));
    if (!key) continue;
    ++found;
    EXPECT_EQ(*key, HmacSha256Key(name));
  }
  EXPECT_GT(found, SigningKeyCache::kSets * SigningKeyCache::kWays / 2);
  EXPECT_LE(found, SigningKeyCache::kSets * SigningKeyCache::kWays);
}

}  // namespace
}  // namespace auth
