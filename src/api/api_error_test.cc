#include "api/api_error.h"

#include <gtest/gtest.h>

#include "api/endpoint/authentication_error.h"

namespace api {
namespace {

base::Result<int> Fails(base::Error error) { return error; }

ApiResult<int> Through(base::Error error) {
  TRY_ASSIGN(const int value, Fails(std::move(error)));
  return value + 1;
}

ApiResult<void> ThroughAgain(base::Error error) {
  TRY(Through(std::move(error)));
  return {};
}

TEST(ApiResult, TakesErrorsFromBelow) {
  const ApiResult<void> result = ThroughAgain(base::InvalidArgument("no"));
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error(), Validation("no"));
}

TEST(ApiResult, HoldsAValueOrAnError) {
  const ApiResult<std::string> value = std::string("a");
  ASSERT_TRUE(value);
  EXPECT_EQ(*value, "a");
  const ApiResult<std::string> error = ResourceNotFound("b");
  ASSERT_FALSE(error);
  EXPECT_EQ(error.error().name, "ResourceNotFoundException");
}

TEST(ToApiError, TellsClientsWhatIsTheirs) {
  EXPECT_EQ(ToApiError(base::InvalidArgument("x")), Validation("x"));
  EXPECT_EQ(ToApiError(base::NotFound("shard 17")),
            ResourceNotFound("Requested resource not found"));
  EXPECT_EQ(ToApiError({base::ErrorCode::kAlreadyExists, "x"}), ResourceInUse("x"));
  EXPECT_EQ(ToApiError(base::Conflict("a transaction has the item")), TransactionConflict());
}

TEST(ToApiError, HidesWhatIsNot) {
  for (const base::ErrorCode code :
       {base::ErrorCode::kTimeout, base::ErrorCode::kCorruption, base::ErrorCode::kInternal}) {
    const ApiError error = ToApiError({code, "secret"});
    EXPECT_EQ(error.status, 500);
    EXPECT_EQ(error.name, "InternalServerError");
    EXPECT_EQ(error.message, "Internal server error");
  }
  EXPECT_EQ(ToApiError(base::Unavailable("stopping")).status, 503);
}

TEST(ToApiError, SaysWhenTheDiskIsFull) {
  const ApiError error = ToApiError({base::ErrorCode::kResourceExhausted, "no space left"});
  EXPECT_EQ(error.status, 500);
  EXPECT_EQ(error.message, "Internal server error: no space left");
}

TEST(RenderError, NamesWhereAnErrorIsDefined) {
  const std::vector<std::pair<ApiError, std::string>> cases = {
      {ResourceNotFound("x"),
       R"({"__type":"com.amazonaws.dynamodb.v20120810#ResourceNotFoundException","message":"x"})"},
      {Validation("x"),
       R"({"__type":"com.amazon.coral.validate#ValidationException","message":"x"})"},
      {Serialization("x"),
       R"({"__type":"com.amazon.coral.service#SerializationException","Message":"x"})"},
      {Serialization(""), R"({"__type":"com.amazon.coral.service#SerializationException"})"},
      {UnknownOperation(), R"({"__type":"com.amazon.coral.service#UnknownOperationException"})"},
      {AccessDenied("x"),
       R"({"__type":"com.amazon.coral.service#AccessDeniedException","Message":"x"})"},
      {InternalServerError(), R"({"__type":"com.amazonaws.dynamodb.v20120810#InternalServerError",)"
                              R"("message":"Internal server error"})"},
      {ToApiError(auth::Failure{auth::FailureKind::kUnrecognizedClient, "x"}),
       R"({"__type":"com.amazon.coral.service#UnrecognizedClientException","message":"x"})"},
  };
  for (const auto& [error, body] : cases) EXPECT_EQ(RenderError(error), body);
}

TEST(RenderError, ShowsTheItemThatFailedACondition) {
  EXPECT_EQ(RenderError(ConditionalCheckFailed(std::nullopt)),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
            R"("message":"The conditional request failed"})");
  value::RowBuilder builder;
  builder.Set("a", value::Value::Int(1));
  EXPECT_EQ(RenderError(ConditionalCheckFailed(builder.Build())),
            R"({"__type":"com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException",)"
            R"("message":"The conditional request failed","Item":{"a":{"N":"1"}}})");
}

TEST(RenderError, ShowsReasons) {
  const ApiError throttled = ProvisionedThroughputExceeded({{.reason = "r", .resource = "arn"}});
  EXPECT_NE(RenderError(throttled).find(R"("ThrottlingReasons":[{"reason":"r","resource":"arn"}])"),
            std::string::npos);
}

TEST(AuthenticationErrors, HaveTheServicesNames) {
  using auth::FailureKind;
  const std::vector<std::pair<FailureKind, std::string_view>> cases = {
      {FailureKind::kMissingAuthenticationToken, "MissingAuthenticationTokenException"},
      {FailureKind::kIncompleteSignature, "IncompleteSignatureException"},
      {FailureKind::kUnrecognizedClient, "UnrecognizedClientException"},
      {FailureKind::kInvalidSignature, "InvalidSignatureException"},
  };
  for (const auto& [kind, name] : cases) {
    const ApiError error = ToApiError(auth::Failure{kind, "m"});
    EXPECT_EQ(error.name, name);
    EXPECT_EQ(error.status, 400);
    EXPECT_EQ(error.message, "m");
  }
}

}  // namespace
}  // namespace api
