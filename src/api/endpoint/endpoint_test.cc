#include "api/endpoint/endpoint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "api/endpoint/testing/endpoint_fixture.h"

namespace api {
namespace {

using ::testing::HasSubstr;

std::string HeaderOf(const wire::HttpResponse& answer, std::string_view name) {
  for (const auto& [key, value] : answer.headers) {
    if (key == name) return value;
  }
  return "";
}

constexpr wire::HttpHeader kJson10 = {"content-type", "application/x-amz-json-1.0"};
constexpr wire::HttpHeader kListTables = {"x-amz-target", "DynamoDB_20120810.ListTables"};

TEST(Service, AnswersInTheContentTypeItWasAskedIn) {
  EndpointFixture service;
  for (const char* type :
       {"application/x-amz-json-1.0", "application/x-amz-json-1.1", "application/json"}) {
    const wire::HttpResponse answer =
        service.Handle("POST",
                       {{"Content-Type", type},
                        kListTables,
                        {"x-amz-date", "20200101T000000Z"},
                        {"authorization", EndpointFixture::kAuthorization}},
                       "{}");
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.content_type, type);
    EXPECT_EQ(answer.body, R"({"TableNames":[]})");
    EXPECT_TRUE(answer.crc32);
  }
  const wire::HttpResponse answer = service.Handle(
      "POST", {{"Content-Type", "Application/JSON ; charset=utf-8"}, kListTables}, "{}");
  EXPECT_EQ(answer.content_type, "application/json");
}

TEST(Service, GivesEveryAnswerAnIdOf52UpperCaseLettersAndDigits) {
  EndpointFixture service;
  const std::string first = HeaderOf(service.Call("ListTables", "{}"), "x-amzn-RequestId");
  const std::string second = HeaderOf(service.Call("Nothing", "{}"), "x-amzn-RequestId");
  EXPECT_EQ(first.size(), 52u);
  EXPECT_TRUE(std::ranges::all_of(first, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  })) << first;
  EXPECT_NE(first, second);
}

TEST(Service, IsHealthy) {
  EndpointFixture service;
  const wire::HttpResponse answer = service.Handle("GET", {}, "");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "healthy: dynamodb.us-east-1.amazonaws.com ");
}

TEST(Service, LetsBrowsersCallFromAnyOrigin) {
  EndpointFixture service;
  const wire::HttpResponse preflight =
      service.Handle("OPTIONS",
                     {{"Origin", "https://example.com"},
                      {"Access-Control-Request-Method", "POST"},
                      {"Access-Control-Request-Headers", "x-amz-target"}},
                     "");
  EXPECT_EQ(preflight.status, 200);
  EXPECT_EQ(preflight.body, "");
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Allow-Origin"), "*");
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Allow-Methods"), "POST");
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Allow-Headers"), "x-amz-target");
  EXPECT_EQ(HeaderOf(preflight, "Access-Control-Max-Age"), "172800");
  const wire::HttpResponse call = service.Handle("POST", {{"Origin", "null"}, kJson10}, "{}");
  for (const wire::HttpResponse& answer : {preflight, call}) {
    EXPECT_EQ(HeaderOf(answer, "Access-Control-Allow-Origin"), "*");
    EXPECT_EQ(HeaderOf(answer, "Access-Control-Expose-Headers"),
              "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date");
  }
  const wire::HttpResponse same_origin = service.Handle("POST", {kJson10}, "{}");
  EXPECT_EQ(HeaderOf(same_origin, "Access-Control-Expose-Headers"), "");
}

TEST(Service, RefusesWhatIsNotForTheApi) {
  EndpointFixture service;
  for (const wire::HttpResponse& answer :
       {service.Handle("PUT", {kJson10, kListTables}, "{}"), service.Handle("OPTIONS", {}, ""),
        service.Handle("POST", {kListTables}, "{}"),
        service.Handle("POST", {{"content-type", "text/html"}, kListTables}, "{}")}) {
    EXPECT_EQ(answer.status, 404);
    EXPECT_EQ(answer.body, "<UnknownOperationException/>\n");
    EXPECT_EQ(answer.content_type, "");
  }
}

TEST(Service, LooksForTheOperationBeforeItAsksWhoCalls) {
  EndpointFixture service;
  for (const char* target : {"", "ListTables", "DynamoDB_20120810.", "DynamoDB_20120810.listTables",
                             "DynamoDB_20111205.ListTables", "DynamoDB_20120810.DescribeNothing"}) {
    const wire::HttpResponse answer =
        service.Handle("POST", {kJson10, {"x-amz-target", target}}, "not JSON");
    EXPECT_EQ(answer.status, 400);
    EXPECT_EQ(answer.body, R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
  }
}

TEST(Service, TellsABodyThatIsNoJsonIfThereIsNoTarget) {
  EndpointFixture service;
  for (const char* body : {"not JSON", "{", "{} {}"}) {
    EXPECT_THAT(service.Handle("POST", {kJson10}, body).body, HasSubstr("#SerializationException"));
  }
  for (const char* body : {"", "{}", R"({"a": 1})"}) {
    EXPECT_EQ(service.Handle("POST", {kJson10}, body).body,
              R"({"__type":"com.amazon.coral.service#UnknownOperationException"})");
  }
}

TEST(Service, RefusesInTheFormOfTheApi) {
  EndpointFixture service;
  const struct {
    int status;
    std::string_view type;
  } cases[] = {
      {400, "com.amazon.coral.service#MalformedHttpRequestException"},
      {413, "com.amazon.coral.service#RequestEntityTooLargeException"},
      {500, "com.amazonaws.dynamodb.v20120810#InternalServerError"},
      {501, "com.amazon.coral.service#MalformedHttpRequestException"},
      {503, "com.amazon.coral.availability#ServiceUnavailableException"},
  };
  for (const auto& c : cases) {
    const wire::HttpResponse answer = service.service().Refuse(c.status, "Why.");
    EXPECT_EQ(answer.status, c.status);
    EXPECT_EQ(answer.body, R"({"__type":")" + std::string(c.type) + R"(","message":"Why."})");
    EXPECT_EQ(answer.content_type, "application/x-amz-json-1.0");
    EXPECT_EQ(HeaderOf(answer, "x-amzn-RequestId").size(), 52u);
  }
}

TEST(Service, AsksWhoCallsBeforeItLooksAtTheBody) {
  EndpointFixture service;
  const wire::HttpResponse answer = service.Handle("POST", {kJson10, kListTables}, "not JSON");
  EXPECT_EQ(answer.status, 400);
  EXPECT_THAT(answer.body, HasSubstr("#MissingAuthenticationTokenException"));
  EXPECT_THAT(service.Call("ListTables", "not JSON").body, HasSubstr("#SerializationException"));
  EXPECT_THAT(service.Call("ListTables", "").body, HasSubstr("#SerializationException"));
}

TEST(Service, CountsRequestsAndErrorsByOperation) {
  EndpointFixture service;
  service.Call("ListTables", "{}");
  service.Call("ListTables", "{}");
  service.Call("ListTables", R"({"Limit":0})");
  service.Call("Nothing", "{}");
  const auto value = [&](std::string_view name, std::string_view operation,
                         std::string_view error) {
    for (const base::Statistic& statistic : service.service().Statistics()) {
      if (statistic.name != name || statistic.labels[0].second != operation) continue;
      if (error.empty() || statistic.labels[1].second == error) return statistic.value;
    }
    return -1.0;
  };
  EXPECT_EQ(value("api_requests_total", "ListTables", ""), 3);
  EXPECT_EQ(value("api_requests_total", "PutItem", ""), 0);
  EXPECT_EQ(value("api_errors_total", "ListTables", "ValidationException"), 1);
  EXPECT_EQ(value("api_errors_total", "none", "UnknownOperationException"), 1);
}

}  // namespace
}  // namespace api
