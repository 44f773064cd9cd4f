#include "expr/path_values.h"

#include <gtest/gtest.h>

#include "base/random.h"
#include "expr/testing/request.h"

namespace expr {
namespace {

Path RandomPath(base::Random& random) {
  Path path;
  path.elements.emplace_back(Name(std::string(1, static_cast<char>('a' + random.Next() % 5))));
  for (uint64_t more = random.Next() % 4; more > 0; --more) {
    if (random.Next() % 2 == 0) {
      path.elements.emplace_back(Name(std::string(1, static_cast<char>('a' + random.Next() % 4))));
    } else {
      path.elements.emplace_back(size_t{random.Next() % 4});
    }
  }
  return path;
}

TEST(ResolveAll, FindsWhatEachPathFindsByItself) {
  const value::Row item = RowOf(
      R"({"a":{"M":{"a":{"N":"1"},"b":{"L":[{"N":"2"},{"M":{"c":{"S":"x"}}},{"L":[]}]}}},
          "b":{"L":[{"L":[{"N":"3"},{"N":"4"}]},{"M":{"a":{"M":{"d":{"NULL":true}}}}}]},
          "c":{"S":"text"},"e":{"M":{}}})");
  base::SeededRandom random(7);
  for (int round = 0; round < 300; ++round) {
    std::vector<Path> paths;
    for (uint64_t count = 1 + random.Next() % 40; count > 0; --count) {
      paths.push_back(RandomPath(random));
    }
    const auto values = ResolveAll(paths, SortPaths(paths), item.view());
    ASSERT_EQ(values.size(), paths.size());
    for (size_t i = 0; i < paths.size(); ++i) {
      ASSERT_EQ(values[i], paths[i].Resolve(item.view())) << paths[i].ToText();
    }
  }
}

TEST(ResolveAll, FindsNothingInNothing) {
  const std::vector<Path> paths = {{.elements = {"a"}}, {.elements = {"a", "b"}}};
  const auto values = ResolveAll(paths, SortPaths(paths), RowOf("{}").view());
  EXPECT_EQ(values, (std::vector<std::optional<value::ValueView>>(2)));
}

// Whether the paths are at odds, by looking at each pair.
std::string FirstPairAtOdds(const std::vector<Path>& paths) {
  for (size_t two = 1; two < paths.size(); ++two) {
    for (size_t one = 0; one < two; ++one) {
      const std::vector<Path> pair = {paths[one], paths[two]};
      const base::Status status = CheckDisjoint(pair, SortPaths(pair));
      if (!status.ok()) return status.error().message;
    }
  }
  return "";
}

TEST(PathOrder, TellsOfManyWhatLookingAtEachPairTells) {
  base::SeededRandom random(11);
  size_t at_odds = 0;
  for (int round = 0; round < 500; ++round) {
    std::vector<Path> paths;
    for (uint64_t count = 1 + random.Next() % 8; count > 0; --count) {
      paths.push_back(RandomPath(random));
    }
    const base::Status status = CheckDisjoint(paths, SortPaths(paths));
    const std::string expected = FirstPairAtOdds(paths);
    ASSERT_EQ(status.ok() ? "" : status.error().message, expected);
    if (!expected.empty()) ++at_odds;
  }
  EXPECT_GT(at_odds, 100u);
  EXPECT_LT(at_odds, 450u);
}

TEST(Name, SharesLongTexts) {
  const Name name(std::string(Name::kSharedBytesMin, 'n'));
  const Name copy = name;
  EXPECT_EQ(&copy.text(), &name.text());
  EXPECT_EQ(copy, name);
  EXPECT_EQ(Name(name.text()), name);
  EXPECT_LT(name, Name(name.text() + "a"));
  EXPECT_LT(Name("a"), Name("b"));
}

}  // namespace
}  // namespace expr
