// The operations on tables, called through a service as a client calls them, for tests.
#pragma once

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <initializer_list>
#include <string>
#include <string_view>

#include "api/endpoint/testing/endpoint_fixture.h"
#include "value/json_writer.h"

namespace api::dynamodb {

inline constexpr std::string_view kHashTable = R"(
    "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],
    "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}])";
inline constexpr std::string_view kOnDemand = R"("BillingMode":"PAY_PER_REQUEST")";
inline constexpr std::string_view kProvisioned =
    R"("ProvisionedThroughput":{"ReadCapacityUnits":5,"WriteCapacityUnits":7})";
inline constexpr std::string_view kInvalid = "One or more parameter values were invalid: ";

inline std::string Named(std::string_view name,
                         std::initializer_list<std::string_view> members = {}) {
  std::string body = "{\"TableName\":\"" + std::string(name) + "\"";
  for (const std::string_view member : members) body += "," + std::string(member);
  return body + "}";
}

inline std::string Escaped(std::string_view text) {
  std::string out;
  value::AppendJsonString(text, &out);
  return out;
}

class TableOperations : public ::testing::Test {
 protected:
  std::string Ok(std::string_view operation, const std::string& body) {
    const wire::HttpResponse answer = service_.Call(operation, body);
    EXPECT_EQ(answer.status, 200) << operation << body << answer.body;
    return answer.body;
  }

  // Fails with this error of the API.
  void Fails(std::string_view operation, const std::string& body, std::string_view name,
             std::string_view message) {
    const wire::HttpResponse answer = service_.Call(operation, body);
    EXPECT_EQ(answer.status, 400) << operation << body;
    EXPECT_THAT(answer.body,
                ::testing::AllOf(::testing::HasSubstr("#" + std::string(name) + "\""),
                                 ::testing::HasSubstr("\"message\":" + Escaped(message))))
        << operation << body;
  }
  void FailsValidation(std::string_view operation, const std::string& body,
                       std::string_view message) {
    Fails(operation, body, "ValidationException", message);
  }

  EndpointFixture service_;
};

}  // namespace api::dynamodb
