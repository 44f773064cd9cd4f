// Requests: every operation of the API with any body, on a server that has one table. The first
// byte picks the operation.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string_view>

#include "api/dynamodb/operations.h"
#include "api/endpoint/testing/endpoint_fixture.h"
#include "base/log.h"

namespace {

std::unique_ptr<api::EndpointFixture> NewService() {
  auto service = std::make_unique<api::EndpointFixture>();
  const wire::HttpResponse created =
      service->Call("CreateTable",
                    R"({"TableName":"abc","BillingMode":"PAY_PER_REQUEST",
          "AttributeDefinitions":[{"AttributeName":"a","AttributeType":"S"},
                                  {"AttributeName":"b","AttributeType":"N"}],
          "KeySchema":[{"AttributeName":"a","KeyType":"HASH"},
                       {"AttributeName":"b","KeyType":"RANGE"}]})");
  CHECK(created.status == 200);
  return service;
}

}  // namespace

extern "C" int LLVMFuzzerInitialize(int*, char***) {
  base::SetLogLevel(base::LogLevel::kError);
  return 0;
}

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static std::unique_ptr<api::EndpointFixture> service = NewService();
  if (size == 0) return 0;
  const auto operations = api::dynamodb::Operations();
  const std::string_view body(reinterpret_cast<const char*>(data) + 1, size - 1);
  const wire::HttpResponse answer =
      service->Call(operations[data[0] % operations.size()].name, body);
  // Whatever a client sends, what fails is its request and not the server.
  CHECK(answer.status == 200 || answer.status == 400);
  CHECK(!answer.body.empty());
  // What was refused changed nothing; after anything else the next input begins anew, so that each
  // does the same whenever it is run.
  if (answer.status == 200) service = NewService();
  return 0;
}
