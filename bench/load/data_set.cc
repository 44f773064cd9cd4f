#include "load/data_set.h"

#include <array>
#include <cstdio>
#include <random>

namespace load {
namespace {

std::string Padded(const char* format, uint64_t number) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), format, static_cast<unsigned long long>(number));
  return text.data();
}

// What an item has besides its padding, as the service counts it: 8 names of 31 bytes together, a
// key of 13, and values of 45 or so.
constexpr uint64_t kFixedBytes = 90;

// Everything but the keys, from the comma on.
std::string Attributes(const DataSet& data, uint64_t item, uint64_t seed) {
  constexpr std::string_view kLetters =
      "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_";
  std::mt19937_64 random(seed * 1'000'003 + item);
  std::string padding(data.item_bytes > kFixedBytes ? data.item_bytes - kFixedBytes : 1, ' ');
  uint64_t bits = 0;
  for (size_t i = 0; i < padding.size(); ++i, bits >>= 6) {
    if (i % 10 == 0) bits = random();  // 60 bits are ten letters
    padding[i] = kLetters[bits % kLetters.size()];
  }
  std::string json = R"(,"n":{"N":"0"},"email":{"S":"u)" + std::to_string(item);
  json += R"(@example.com"},"age":{"N":")" + std::to_string(18 + item % 60);
  json += R"("},"active":{"BOOL":)" + std::string(item % 2 == 0 ? "true" : "false");
  json += R"(},"tags":{"L":[{"S":"alpha"},{"S":"beta"}]},"score":{"N":")";
  json += std::to_string(random() % 1000) + "." + Padded("%04llu", random() % 9999 + 1);
  json += R"("},"data":{"S":")" + padding + "\"}}";
  return json;
}

}  // namespace

std::string KeyText(uint64_t item) { return Padded("user#%08llu", item); }

std::string KeyJson(uint64_t item) { return R"({"pk":{"S":")" + KeyText(item) + "\"}}"; }

std::string ItemJson(const DataSet& data, uint64_t item, uint64_t seed) {
  return R"({"pk":{"S":")" + KeyText(item) + "\"}" + Attributes(data, item, seed);
}

std::string OrderedItemJson(const DataSet& data, uint64_t partition, uint64_t sort_key,
                            uint64_t seed) {
  return R"({"pk":{"S":")" + KeyText(partition) + R"("},"sk":{"S":")" +
         Padded("order#%06llu", sort_key) + "\"}" +
         Attributes(data, partition * data.partition_items + sort_key, seed);
}

std::string CreateTableJson() {
  return R"({"TableName":"load","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[)"
         R"({"AttributeName":"pk","AttributeType":"S"}],"KeySchema":[)"
         R"({"AttributeName":"pk","KeyType":"HASH"}]})";
}

std::string CreateOrderedTableJson() {
  return R"({"TableName":"load_ordered","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[)"
         R"({"AttributeName":"pk","AttributeType":"S"},)"
         R"({"AttributeName":"sk","AttributeType":"S"}],)"
         R"("KeySchema":[{"AttributeName":"pk","KeyType":"HASH"},)"
         R"({"AttributeName":"sk","KeyType":"RANGE"}]})";
}

}  // namespace load
