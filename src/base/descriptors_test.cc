#include "base/descriptors.h"

#include <gtest/gtest.h>

namespace base {
namespace {

TEST(SplitDescriptors, LeavesSomeSpareAtAnyLimit) {
  for (size_t limit = 0; limit < 3'000; ++limit) {
    const DescriptorShares shares = SplitDescriptors(limit);
    if (shares.connections == 0) {
      EXPECT_LE(limit, 23);
      continue;
    }
    EXPECT_GE(limit - shares.tables - shares.connections, 20 + limit / 8) << limit;
    EXPECT_LE(shares.connections - 3 * shares.tables, 3) << limit;
  }
}

TEST(SplitDescriptors, KnowsHowManyTablesAreEnough) {
  for (const size_t limit : {size_t{1} << 20, size_t{1} << 40, SIZE_MAX}) {
    const DescriptorShares shares = SplitDescriptors(limit);
    EXPECT_EQ(shares.tables, 100'000);
    EXPECT_GT(shares.connections, 500'000);
    EXPECT_GE(limit - shares.tables - shares.connections, limit / 8);
  }
}

TEST(SplitDescriptors, TellsTheLimitThatIsNeeded) {
  for (size_t connections = 1; connections < 1'000; ++connections) {
    const size_t limit = DescriptorLimitFor(connections);
    EXPECT_GE(SplitDescriptors(limit).connections, connections);
    EXPECT_LT(SplitDescriptors(limit - 1).connections, connections);
  }
}

}  // namespace
}  // namespace base
