// For tests of the server: what clients say, over a socket or by a call.
#pragma once

#include <string>
#include <string_view>

namespace stator {

// Looks signed, which is enough where any credentials are taken.
constexpr std::string_view kTestAuthorization =
    "AWS4-HMAC-SHA256 Credential=key/20200101/eu-west-1/dynamodb/aws4_request, "
    "SignedHeaders=host;x-amz-date;x-amz-target, Signature=0";
constexpr std::string_view kTestDate = "20200101T000000Z";
constexpr std::string_view kTestContentType = "application/x-amz-json-1.0";

inline std::string TargetOf(std::string_view operation) {
  return "DynamoDB_20120810." + std::string(operation);
}

// {"TableName":"…",MORE}
inline std::string OfTable(std::string_view table, std::string_view more = "") {
  std::string body = R"({"TableName":")" + std::string(table) + '"';
  if (!more.empty()) body.append(",").append(more);
  return body + "}";
}

// Of CreateTable: with the partition key "pk", a string, on demand.
inline std::string CreateTableBody(std::string_view table) {
  return OfTable(table, R"("KeySchema":[{"AttributeName":"pk","KeyType":"HASH"}],)"
                        R"("AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"}],)"
                        R"("BillingMode":"PAY_PER_REQUEST")");
}

// {"pk":{"S":"…"}}
inline std::string KeyJson(std::string_view pk) {
  return R"({"pk":{"S":")" + std::string(pk) + R"("}})";
}

// An item that says its number, in attributes in the order in which they are rendered. Its size
// goes with the number, so that the figures of its table show every change.
inline std::string ItemJson(std::string_view pk, int64_t number) {
  constexpr int64_t kSizes = 977;
  return R"({"n":{"N":")" + std::to_string(number) + R"("},"padding":{"S":")" +
         std::string(static_cast<size_t>(number % kSizes), '.') + R"("},"pk":{"S":")" +
         std::string(pk) + R"("}})";
}

inline std::string PutItemBody(std::string_view table, std::string_view item) {
  return OfTable(table, R"("Item":)" + std::string(item));
}
// Only if there is no such item.
inline std::string PutNewItemBody(std::string_view table, std::string_view item) {
  return OfTable(
      table, R"~("ConditionExpression":"attribute_not_exists(pk)","Item":)~" + std::string(item));
}
inline std::string DeleteItemBody(std::string_view table, std::string_view pk) {
  return OfTable(table, R"("Key":)" + KeyJson(pk));
}
inline std::string GetItemBody(std::string_view table, std::string_view pk) {
  return OfTable(table, R"("ConsistentRead":true,"Key":)" + KeyJson(pk));
}
// What GetItem answers if it finds this item.
inline std::string Found(std::string_view item) { return R"({"Item":)" + std::string(item) + "}"; }
constexpr std::string_view kFoundNothing = "{}";

// Of UpdateItem: one more in the number "n", which is answered.
inline std::string AddOneBody(std::string_view table, std::string_view pk) {
  return OfTable(table, R"("Key":)" + KeyJson(pk) +
                            R"(,"UpdateExpression":"ADD n :one","ReturnValues":"UPDATED_NEW",)"
                            R"("ExpressionAttributeValues":{":one":{"N":"1"}})");
}

// The number "n" in an answer with one item; 0 if it has none.
inline int64_t NumberIn(std::string_view answer) {
  constexpr std::string_view kBefore = R"("n":{"N":")";
  const size_t at = answer.find(kBefore);
  if (at == std::string_view::npos) return 0;
  return std::stoll(std::string(answer.substr(at + kBefore.size())));
}

}  // namespace stator
