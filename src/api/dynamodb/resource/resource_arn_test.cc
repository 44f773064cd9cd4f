#include "api/dynamodb/resource/resource_arn.h"

#include <gtest/gtest.h>

#include <string>

namespace api::dynamodb::resource {
namespace {

constexpr std::string_view kTable = "arn:aws:dynamodb:eu-west-1:123456789012:table/abc";

TEST(ParseResourceArn, TakesATableApart) {
  const auto arn = ParseResourceArn(kTable);
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->name_space.account, "123456789012");
  EXPECT_EQ(arn->name_space.region, "eu-west-1");
  EXPECT_EQ(arn->table_name, "abc");
  EXPECT_TRUE(arn->IsTable());
}

TEST(ParseResourceArn, TakesAnIndexApart) {
  const auto arn = ParseResourceArn(std::string(kTable) + "/index/by-name");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->table_name, "abc");
  EXPECT_EQ(arn->index_name, "by-name");
  EXPECT_FALSE(arn->IsTable());
}

TEST(ParseResourceArn, TakesAStreamApart) {
  const auto arn = ParseResourceArn(std::string(kTable) + "/stream/2015-05-11T21:21:33.291");
  ASSERT_TRUE(arn);
  EXPECT_EQ(arn->stream_label, "2015-05-11T21:21:33.291");
  EXPECT_FALSE(arn->index_name);
}

TEST(ParseResourceArn, TakesAnyPartition) {
  EXPECT_TRUE(ParseResourceArn("arn:aws-cn:dynamodb:cn-north-1:123456789012:table/abc"));
}

TEST(ParseResourceArn, RefusesWhatIsNone) {
  for (const char* text :
       {"", "abc", "arn:", "arn:aws:s3:::bucket", "arn:aws:dynamodb::123456789012:table/abc",
        "arn:aws:dynamodb:eu-west-1::table/abc", "arn:aws:dynamodb:eu-west-1:1234:table/abc",
        "arn:aws:dynamodb:eu-west-1:12345678901a:table/abc",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/ab",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/a b c",
        "arn:aws:dynamodb:eu-west-1:123456789012:index/abc",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/abc/",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/abc/index",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/abc/index/",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/abc/index/abc/def",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/abc/stream/",
        "arn:aws:dynamodb:eu-west-1:123456789012:table/abc/backup/0123"}) {
    EXPECT_FALSE(ParseResourceArn(text)) << text;
  }
}

TEST(ResourceArn, IsReadAsItIsWritten) {
  table::TableDescription table;
  table.name_space = {.account = "123456789012", .region = "us-east-1"};
  table.name = "abc";
  EXPECT_EQ(ParseResourceArn(IndexArn(table, "by-name"))->index_name, "by-name");
  EXPECT_EQ(ParseResourceArn(StreamArn(table, "2015-05-11T21:21:33.291"))->stream_label,
            "2015-05-11T21:21:33.291");
  EXPECT_EQ(IndexArn(table, "by-name"),
            "arn:aws:dynamodb:us-east-1:123456789012:table/abc/index/by-name");
}

}  // namespace
}  // namespace api::dynamodb::resource
