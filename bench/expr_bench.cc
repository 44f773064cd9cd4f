// What expressions cost on the way of a request. The target: a condition of two terms, compiled
// from the cache and evaluated, takes no more than a microsecond.
#include <benchmark/benchmark.h>

#include <string>
#include <string_view>

#include "base/check.h"
#include "expr/condition.h"
#include "expr/key_condition.h"
#include "expr/parser.h"
#include "expr/partiql/bound_statement.h"
#include "expr/partiql/statement.h"
#include "expr/partiql/statement_cache.h"
#include "expr/projection.h"
#include "expr/update.h"
#include "value/json_text.h"
#include "value/row.h"

namespace {

value::Row RowOf(std::string_view json) {
  auto row = value::RowFromJson(json);
  CHECK(row.ok());
  return *std::move(row);
}

const expr::Placeholders::Names& Names() {
  static const expr::Placeholders::Names names = {{"#v", "version"}};
  return names;
}

const value::Row& Values() {
  static const value::Row values =
      RowOf(R"({":v": {"N": "41"}, ":one": {"N": "1"}, ":s": {"S": "open"}})");
  return values;
}

const value::Row& Item() {
  static const value::Row item =
      RowOf(R"({"address": {"S": ")" + std::string(160, 'a') + R"("}, "count": {"N": "1234567"},
      "note": {"S": ")" +
            std::string(220, 'n') + R"("}, "pk": {"S": "user#00000000000000000042"},
      "sk": {"N": "1700000000.123"}, "status": {"S": "open"}, "version": {"N": "41"}})");
  return item;
}

constexpr std::string_view kTwoTerms = "attribute_exists(pk) AND #v = :v";

void BM_ConditionCompileAndEvaluate(benchmark::State& state) {
  for (auto _ : state) {
    expr::Placeholders placeholders(&Names(), &Values());
    const auto condition = expr::Condition::Compile("ConditionExpression", kTwoTerms, placeholders);
    CHECK(condition.ok() && condition->Evaluate(Item().view()));
  }
}
BENCHMARK(BM_ConditionCompileAndEvaluate);

void BM_ConditionEvaluate(benchmark::State& state) {
  expr::Placeholders placeholders(&Names(), &Values());
  const auto condition = expr::Condition::Compile("ConditionExpression", kTwoTerms, placeholders);
  CHECK(condition.ok());
  for (auto _ : state) benchmark::DoNotOptimize(condition->Evaluate(Item().view()));
}
BENCHMARK(BM_ConditionEvaluate);

void BM_ConditionParse(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(expr::Parse(expr::Grammar::kCondition, kTwoTerms));
  }
}
BENCHMARK(BM_ConditionParse);

void BM_KeyConditionCompile(benchmark::State& state) {
  for (auto _ : state) {
    expr::Placeholders placeholders(&Names(), &Values());
    const auto condition = expr::Condition::Compile(
        "KeyConditionExpression", "pk = :s AND sk BETWEEN :one AND :v", placeholders);
    CHECK(condition.ok());
    benchmark::DoNotOptimize(expr::KeyCondition::FromCondition(*condition));
  }
}
BENCHMARK(BM_KeyConditionCompile);

void BM_UpdateCompileAndApply(benchmark::State& state) {
  for (auto _ : state) {
    expr::Placeholders placeholders(&Names(), &Values());
    const auto update =
        expr::Update::Compile("SET #v = #v + :one, note = :s ADD hits :one", placeholders);
    CHECK(update.ok());
    benchmark::DoNotOptimize(update->Apply(Item().view()));
  }
}
BENCHMARK(BM_UpdateCompileAndApply);

void BM_ProjectionApply(benchmark::State& state) {
  expr::Placeholders placeholders(&Names(), &Values());
  const auto projection = expr::Projection::Compile("pk, #v, note", placeholders);
  CHECK(projection.ok());
  for (auto _ : state) benchmark::DoNotOptimize(projection->Apply(Item().view()));
}
BENCHMARK(BM_ProjectionApply);

constexpr std::string_view kStatement =
    "UPDATE orders SET n = n + 1 SET note = 'x' WHERE pk = 'a' AND sk = 5 AND paid = TRUE";

void BM_StatementParse(benchmark::State& state) {
  for (auto _ : state) {
    auto statement = expr::partiql::Parse(kStatement);
    CHECK(statement.ok());
    benchmark::DoNotOptimize(statement);
  }
}
BENCHMARK(BM_StatementParse);

void BM_StatementCachedAndBound(benchmark::State& state) {
  for (auto _ : state) {
    auto statement = expr::partiql::ParseCached(kStatement);
    CHECK(statement.ok());
    benchmark::DoNotOptimize(expr::partiql::Bind(*std::move(statement), {}));
  }
}
BENCHMARK(BM_StatementCachedAndBound);

}  // namespace
