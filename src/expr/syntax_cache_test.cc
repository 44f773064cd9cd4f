#include "expr/syntax_cache.h"

#include <gtest/gtest.h>

namespace expr {
namespace {

const Tree* TreeOf(SyntaxCache& cache, Grammar grammar, std::string_view text) {
  return cache.Parse(grammar, text)->get();
}

TEST(SyntaxCache, ParsesATextOnce) {
  SyntaxCache cache;
  const Tree* first = TreeOf(cache, Grammar::kCondition, "a = :b");
  EXPECT_EQ(TreeOf(cache, Grammar::kCondition, std::string("a = ") + ":b"), first);
  EXPECT_EQ(cache.entries(), 1u);
}

TEST(SyntaxCache, TellsGrammarsApart) {
  SyntaxCache cache;
  EXPECT_TRUE(cache.Parse(Grammar::kProjection, "set").ok() == false);
  EXPECT_TRUE(cache.Parse(Grammar::kProjection, "REMOVED").ok());
  EXPECT_FALSE(cache.Parse(Grammar::kCondition, "REMOVED").ok());
}

TEST(SyntaxCache, DropsTheLeastRecentlyUsed) {
  SyntaxCache cache(/*entries_max=*/2);
  const auto a = *cache.Parse(Grammar::kProjection, "a");
  const auto b = *cache.Parse(Grammar::kProjection, "b");
  EXPECT_EQ(TreeOf(cache, Grammar::kProjection, "a"), a.get());
  ASSERT_TRUE(cache.Parse(Grammar::kProjection, "c").ok());
  EXPECT_EQ(cache.entries(), 2u);
  EXPECT_EQ(TreeOf(cache, Grammar::kProjection, "a"), a.get());
  EXPECT_NE(TreeOf(cache, Grammar::kProjection, "b"), b.get());
}

TEST(SyntaxCache, StaysWithinItsBytes) {
  constexpr size_t kBytesMax = 10000;
  SyntaxCache cache(/*entries_max=*/1000, kBytesMax);
  for (int i = 0; i < 200; ++i) {
    ASSERT_TRUE(cache.Parse(Grammar::kProjection, "a" + std::to_string(i)).ok());
    EXPECT_LE(cache.bytes(), kBytesMax);
  }
  EXPECT_GT(cache.entries(), 1u);
  EXPECT_LT(cache.entries(), 200u);
  // What does not fit at all is parsed and not kept.
  const size_t before = cache.entries();
  std::string large = "b";
  while (large.size() < 4000) large.append(",b");
  EXPECT_TRUE(cache.Parse(Grammar::kProjection, large).ok());
  EXPECT_EQ(cache.entries(), before);
}

}  // namespace
}  // namespace expr
