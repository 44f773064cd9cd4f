// What the value layer costs on the way of a request. The item is the one of the performance
// target: 500 bytes, five attributes, which is to take no more than a microsecond in either
// direction.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <optional>
#include <string>

#include "base/check.h"
#include "value/json_parser.h"
#include "value/json_text.h"
#include "value/json_writer.h"
#include "value/number.h"
#include "value/row.h"

namespace {

std::string Item(bool in_order) {
  const std::string key = R"("pk":{"S":"user#00000000000000000042"})";
  const std::string address = R"("address":{"S":")" + std::string(160, 'a') + "\"}";
  const std::string count = R"("count":{"N":"1234567"})";
  const std::string note = R"("note":{"S":")" + std::string(220, 'n') + "\"}";
  const std::string time = R"("sk":{"N":"1700000000.123"})";
  const std::string comma = ",";
  return in_order ? "{" + address + comma + count + comma + note + comma + key + comma + time + "}"
                  : "{" + key + comma + time + comma + count + comma + note + comma + address + "}";
}

// Eight attributes in the order in which a program has them, most of them short: the item that the
// load client puts.
std::string ProgramsItem() {
  return R"({"pk":{"S":"user#00000683"},"n":{"N":"0"},"email":{"S":"u683@example.com"},)"
         R"("age":{"N":"41"},"active":{"BOOL":false},"tags":{"L":[{"S":"alpha"},{"S":"beta"}]},)"
         R"("score":{"N":"125.7483"},"data":{"S":")" +
         std::string(410, 'd') + "\"}}";
}

value::Row ParsedItem() {
  auto row = value::RowFromJson(Item(true));
  CHECK(row.ok());
  return *std::move(row);
}

void BM_NumberParse(benchmark::State& state, std::string_view text) {
  for (auto _ : state) benchmark::DoNotOptimize(value::Number::Parse(text));
}
BENCHMARK_CAPTURE(BM_NumberParse, short, "42");
BENCHMARK_CAPTURE(BM_NumberParse, time, "1700000000.123");
BENCHMARK_CAPTURE(BM_NumberParse, longest, "-12345678901234567890.123456789012345678");

void BM_NumberAdd(benchmark::State& state) {
  const auto a = value::Number::Parse("1700000000.123");
  const auto b = value::Number::FromInt(1);
  for (auto _ : state) benchmark::DoNotOptimize(value::Number::Add(*a, b));
}
BENCHMARK(BM_NumberAdd);

// With simdjson's own part, as in a request.
void ParseRow(benchmark::State& state, const std::string& text) {
  const simdjson::padded_string json(text);
  simdjson::ondemand::parser parser;
  for (auto _ : state) {
    simdjson::ondemand::document document;
    simdjson::ondemand::value root;
    CHECK(!parser.iterate(json).get(document) && !document.get_value().get(root));
    std::optional<base::Error> invalid;
    auto row = value::ParseJsonRow(root, &invalid);
    CHECK(row.ok() && !invalid);
    benchmark::DoNotOptimize(row);
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * text.size()));
}
void BM_ParseRowInOrder(benchmark::State& state) { ParseRow(state, Item(true)); }
BENCHMARK(BM_ParseRowInOrder);
void BM_ParseRowOutOfOrder(benchmark::State& state) { ParseRow(state, Item(false)); }
BENCHMARK(BM_ParseRowOutOfOrder);
void BM_ParseRowOfProgram(benchmark::State& state) { ParseRow(state, ProgramsItem()); }
BENCHMARK(BM_ParseRowOfProgram);

void BM_RenderRow(benchmark::State& state) {
  const value::Row row = ParsedItem();
  std::string json;
  for (auto _ : state) {
    json.clear();
    value::AppendJsonRow(row.view(), &json);
    benchmark::DoNotOptimize(json.data());
  }
  state.SetBytesProcessed(static_cast<int64_t>(state.iterations() * json.size()));
}
BENCHMARK(BM_RenderRow);

void BM_FindLast(benchmark::State& state) {
  const value::Row row = ParsedItem();
  for (auto _ : state) benchmark::DoNotOptimize(row.Find("sk"));
}
BENCHMARK(BM_FindLast);

void BM_ItemBytes(benchmark::State& state) {
  const value::Row row = ParsedItem();
  for (auto _ : state) benchmark::DoNotOptimize(row.view().ItemBytes());
}
BENCHMARK(BM_ItemBytes);

}  // namespace
