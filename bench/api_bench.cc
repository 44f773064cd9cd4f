// What the API layer costs: reading requests, and whole calls on a store in memory.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "api/endpoint/testing/endpoint_fixture.h"
#include "api/model/dynamodb_json.h"
#include "api/words.h"
#include "base/check.h"
#include "wire/http_message.h"

namespace {

// An item of five attributes and about 500 bytes.
std::string Item() {
  return R"({"pk":{"S":"customer#4711"},"sk":{"N":"1700000000"},"name":{"S":")" +
         std::string(200, 'n') + R"("},"note":{"S":")" + std::string(200, 't') +
         R"("},"open":{"BOOL":true}})";
}

std::string PutItemBody() { return R"({"TableName":"orders","Item":)" + Item() + "}"; }

std::string GetItemBody() {
  return R"({"TableName":"orders","ConsistentRead":true,)"
         R"("Key":{"pk":{"S":"customer#4711"},"sk":{"N":"1700000000"}}})";
}

template <auto parse>
void Parse(benchmark::State& state, std::string_view operation, const std::string& body) {
  const std::string padded = body + std::string(wire::kBodyPaddingBytes, ' ');
  const std::string_view view = std::string_view(padded).substr(0, body.size());
  for (auto _ : state) {
    auto input = parse(view, api::WordsOf(operation));
    CHECK(input.ok());
    benchmark::DoNotOptimize(input);
  }
}

void ParsePutItem(benchmark::State& state) {
  Parse<api::dynamodb::ParsePutItemInput>(state, "PutItem", PutItemBody());
}
BENCHMARK(ParsePutItem);

void ParseGetItem(benchmark::State& state) {
  Parse<api::dynamodb::ParseGetItemInput>(state, "GetItem", GetItemBody());
}
BENCHMARK(ParseGetItem);

void Call(benchmark::State& state, std::string_view operation, const std::string& body) {
  api::EndpointFixture service;
  const wire::HttpResponse created =
      service.Call("CreateTable",
                   R"({"TableName":"orders","BillingMode":"PAY_PER_REQUEST",
          "AttributeDefinitions":[{"AttributeName":"pk","AttributeType":"S"},
                                  {"AttributeName":"sk","AttributeType":"N"}],
          "KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},
                       {"AttributeName":"sk","KeyType":"RANGE"}]})");
  CHECK(created.status == 200);
  CHECK(service.Call("PutItem", PutItemBody()).status == 200);
  for (auto _ : state) {
    const wire::HttpResponse answer = service.Call(operation, body);
    CHECK(answer.status == 200);
  }
}

void CallPutItem(benchmark::State& state) { Call(state, "PutItem", PutItemBody()); }
BENCHMARK(CallPutItem);

void CallGetItem(benchmark::State& state) { Call(state, "GetItem", GetItemBody()); }
BENCHMARK(CallGetItem);

// The same item, by a statement.
void CallExecuteStatement(benchmark::State& state) {
  Call(state, "ExecuteStatement",
       R"({"Statement":"SELECT * FROM orders WHERE pk = ? AND sk = ?","ConsistentRead":true,)"
       R"("Parameters":[{"S":"customer#4711"},{"N":"1700000000"}]})");
}
BENCHMARK(CallExecuteStatement);

}  // namespace
