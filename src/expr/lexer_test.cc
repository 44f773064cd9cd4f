#include "expr/lexer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "expr/reserved_words.h"

namespace expr {
namespace {

using testing::ElementsAre;

std::vector<std::string> Texts(std::string_view text) {
  std::vector<std::string> texts;
  for (const Token& token : Tokenize(text)) texts.emplace_back(token.text);
  return texts;
}

TEST(Lexer, DropsWhitespaceAndNeedsNone) {
  EXPECT_THAT(Texts("a=:b AND#c<>\t:d\n"),
              ElementsAre("a", "=", ":b", "AND", "#c", "<>", ":d", ""));
}

TEST(Lexer, TakesTheLongestToken) {
  EXPECT_THAT(Texts("a<=b>=c<d>e<>f"),
              ElementsAre("a", "<=", "b", ">=", "c", "<", "d", ">", "e", "<>", "f", ""));
}

TEST(Lexer, NamesBeginWithALetter) {
  const auto tokens = Tokenize("_a 1b c_1");
  ASSERT_EQ(tokens.size(), 6u);
  EXPECT_EQ(tokens[0].kind, TokenKind::kInvalid);
  EXPECT_EQ(tokens[1].kind, TokenKind::kIdentifier);
  EXPECT_EQ(tokens[2].kind, TokenKind::kInteger);
  EXPECT_EQ(tokens[4].text, "c_1");
}

TEST(Lexer, APlaceholderNeedsAName) {
  const auto tokens = Tokenize("# :1 #_");
  EXPECT_EQ(tokens[0].kind, TokenKind::kInvalid);
  EXPECT_EQ(tokens[1].kind, TokenKind::kValuePlaceholder);
  EXPECT_EQ(tokens[2].kind, TokenKind::kNamePlaceholder);
}

TEST(Lexer, AnInvalidCharacterIsTakenWhole) {
  EXPECT_THAT(Texts("a = \u20ac\u20ac"), ElementsAre("a", "=", "\u20ac", "\u20ac", ""));
}

TEST(Lexer, KeywordsAreKnownInAnyCase) {
  EXPECT_TRUE(IsKeyword("and", "AND"));
  EXPECT_TRUE(IsKeyword("AnD", "AND"));
  EXPECT_FALSE(IsKeyword("andy", "AND"));
  EXPECT_FALSE(IsKeyword("an", "AND"));
}

TEST(ReservedWords, AreKnownInAnyCase) {
  for (const std::string_view word : {"ABORT", "name", "Comment", "zone", "TTL", "year", "size"}) {
    EXPECT_TRUE(IsReservedWord(word)) << word;
  }
  for (const std::string_view word : {"", "a", "named", "aborts", "pk", "a_word_longer_than_any"}) {
    EXPECT_FALSE(IsReservedWord(word)) << word;
  }
}

}  // namespace
}  // namespace expr
