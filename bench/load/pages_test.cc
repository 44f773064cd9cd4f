#include "load/pages.h"

#include <gtest/gtest.h>

#include "base/clock.h"
#include "base/random.h"

namespace load {
namespace {

TEST(Page, IsReadFromItsEnds) {
  const std::string items = "\"Items\":[" + std::string(100'000, ' ') + "]";
  const std::string key = R"({"pk":{"S":"a}\"{"},"sk":{"N":"1"}})";
  for (const std::string& body :
       {"{\"Count\":7," + items + ",\"LastEvaluatedKey\":" + key + ",\"ScannedCount\":9}",
        "{\"LastEvaluatedKey\":" + key + "," + items + ",\"ScannedCount\":9,\"Count\":7}"}) {
    const Page page = ParsePage(body);
    EXPECT_EQ(page.count, 7U);
    EXPECT_EQ(page.last_evaluated_key, key);
  }
}

TEST(Page, IsTheLastWithoutAKey) {
  EXPECT_EQ(ParsePage(R"({"Count":7,"Items":[]})").last_evaluated_key, "");
  EXPECT_EQ(ParsePage("").count, std::nullopt);
  EXPECT_EQ(ParsePage(R"({"LastEvaluatedKey":{"pk":)").last_evaluated_key, "");
}

class PagesTest : public testing::Test {
 protected:
  static Answer Of(std::string_view body) {
    return {.status = 200, .body = body, .bytes = body.size(), .closes = false};
  }
  static bool Holds(const Request* request, std::string_view text) {
    return request != nullptr && request->text.find(text) != std::string::npos;
  }

  base::ManualClock clock_;
  base::SeededRandom random_{1};
  Signer signer_{"127.0.0.1:8000", Account(), clock_, random_};
};

TEST_F(PagesTest, BeginWhereTheLastEnded) {
  Pages pages(Operation::kQueryPages, 1, 2, signer_);
  EXPECT_FALSE(Holds(pages.Next(0), "ExclusiveStartKey"));
  pages.Answered(0, Of(R"({"Count":3,"Items":[],"LastEvaluatedKey":{"pk":{"S":"a"}}})"));
  EXPECT_TRUE(Holds(pages.Next(0), R"("ExclusiveStartKey":{"pk":{"S":"a"}}})"));
  pages.Answered(0, Of(R"({"Count":2,"Items":[]})"));
  const Request* const second_pass = pages.Next(0);
  ASSERT_NE(second_pass, nullptr);
  EXPECT_FALSE(Holds(second_pass, "ExclusiveStartKey"));
  pages.Answered(0, Of(R"({"Count":5,"Items":[]})"));
  EXPECT_EQ(pages.Next(0), nullptr);
  EXPECT_EQ(pages.items(), 10U);
}

TEST_F(PagesTest, AreOfASegmentForEachConnection) {
  Pages pages(Operation::kScanPages, 2, 1, signer_);
  EXPECT_TRUE(Holds(pages.Next(0), R"("Segment":0,"TotalSegments":2})"));
  EXPECT_TRUE(Holds(pages.Next(1), R"("Segment":1,"TotalSegments":2})"));
  pages.Answered(0, Of(R"({"Count":1,"Items":[]})"));
  EXPECT_EQ(pages.Next(0), nullptr);
  pages.Answered(1, Of(R"({"Count":1,"Items":[],"LastEvaluatedKey":{"pk":{"S":"a"}}})"));
  EXPECT_NE(pages.Next(1), nullptr);
}

}  // namespace
}  // namespace load
