#include "api/dynamodb/definition/control_plane.h"

#include <gtest/gtest.h>

namespace api::dynamodb::definition {
namespace {

using UnderWay = table::catalog::Catalog::UnderWay;

TEST(ControlPlane, ChangesFiveHundredTablesAtATime) {
  EXPECT_TRUE(CheckOneMoreChange(UnderWay{.tables = 499}).ok());
  const ApiResult<void> refused = CheckOneMoreChange(UnderWay{.tables = 500});
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error(), LimitExceeded("Subscriber limit exceeded: Only 500 tables can be "
                                           "created, updated, or deleted simultaneously"));
}

TEST(ControlPlane, CreatesTwoHundredAndFiftyTablesWithIndexesAtATime) {
  const UnderWay most{.tables = 250, .creations_with_indexes = 250};
  EXPECT_TRUE(CheckOneMoreCreation(most, /*with_indexes=*/false).ok());
  EXPECT_FALSE(CheckOneMoreCreation(most, /*with_indexes=*/true).ok());
  EXPECT_TRUE(CheckOneMoreCreation(UnderWay{.tables = 250, .creations_with_indexes = 249},
                                   /*with_indexes=*/true)
                  .ok());
  EXPECT_FALSE(CheckOneMoreCreation(UnderWay{.tables = 500}, /*with_indexes=*/false).ok());
}

}  // namespace
}  // namespace api::dynamodb::definition
