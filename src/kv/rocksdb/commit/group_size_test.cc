#include "kv/rocksdb/commit/group_size.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <utility>

namespace kv::rocks::commit {
namespace {

// The groups of clients of which so many wait for one another's commits at most: a group takes what
// is enough, or all.
void TakeGroups(int groups, size_t all, GroupSize* size) {
  for (int i = 0; i < groups; ++i) size->Note(std::min(all, size->enough()));
}

TEST(GroupSize, LeavesSomeToDoMeanwhile) {
  GroupSize size;
  TakeGroups(1, 64, &size);
  EXPECT_EQ(size.enough(), 64 - GroupSize::kMeanwhile);
}

TEST(GroupSize, LeavesNoMoreThanHalf) {
  GroupSize size;
  TakeGroups(1, 20, &size);
  EXPECT_EQ(size.enough(), 10u);
}

TEST(GroupSize, IsMostOfFew) {
  for (const auto& [all, enough] : {std::pair<size_t, size_t>(1, 1), {3, 3}, {8, 6}, {9, 8}}) {
    GroupSize size;
    TakeGroups(1, all, &size);
    EXPECT_EQ(size.enough(), enough);
  }
}

TEST(GroupSize, IsBounded) {
  GroupSize many;
  TakeGroups(1, 10'000, &many);
  EXPECT_EQ(many.enough(), GroupSize::kMax - GroupSize::kMeanwhile);
}

TEST(GroupSize, SeesNowAndThenHowManyCome) {
  GroupSize size;
  TakeGroups(1, 64, &size);
  // All but the last of a round go with what is enough.
  TakeGroups(GroupSize::kRound - 1, 100, &size);
  EXPECT_EQ(size.enough(), GroupSize::kMax);
  TakeGroups(1, 100, &size);
  EXPECT_EQ(size.enough(), 100 - GroupSize::kMeanwhile);
}

TEST(GroupSize, IsNotMisledByAMomentOfSilence) {
  GroupSize size;
  TakeGroups(1, 64, &size);
  TakeGroups(GroupSize::kRound - 1, 64, &size);
  TakeGroups(1, 3, &size);
  EXPECT_EQ(size.enough(), 64 - GroupSize::kMeanwhile);
  TakeGroups(GroupSize::kRound, 3, &size);
  EXPECT_EQ(size.enough(), 3u);
}

}  // namespace
}  // namespace kv::rocks::commit
