// Requests made to be dear: a table of the kinds there are, each with what it may cost.
//
// Each is run twice, the second time twice as large: bench/hostile.py counts the instructions of
// both by callgrind, and this program the bytes that are allocated at a time. Both must be within a
// budget for each byte of work, and must not grow faster than the work does. A byte of work is one
// of the request, or one that the request's expressions must look at (an item's, for each
// operator).
//
//   hostile [TEXT]     runs all, or those with the text in their names; prints "name work
//   allocated" hostile budgets    prints "name instructions allocated": the budgets, for each byte
//   of work hostile answers    runs all, prints how each answer begins
#include <malloc.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <new>
#include <string>
#include <string_view>
#include <vector>

#include "api/endpoint/testing/endpoint_fixture.h"
#include "auth/canonical_request.h"
#include "auth/signature_params.h"
#include "base/check.h"
#include "base/log.h"

#ifdef STATOR_CALLGRIND
#include <valgrind/callgrind.h>
#else
#define CALLGRIND_START_INSTRUMENTATION
#define CALLGRIND_STOP_INSTRUMENTATION
#define CALLGRIND_ZERO_STATS
#define CALLGRIND_DUMP_STATS_AT(name) static_cast<void>(name)
#endif

// ---- What is allocated ------------------------------------------------------------------------

namespace {
std::atomic<int64_t> allocated{0};
std::atomic<int64_t> allocated_max{0};

void* Allocate(size_t bytes, size_t alignment) {
  void* const at = alignment > alignof(std::max_align_t)
                       ? std::aligned_alloc(alignment, (bytes + alignment - 1) & ~(alignment - 1))
                       : std::malloc(bytes);
  if (at == nullptr) std::abort();
  const int64_t now = allocated += static_cast<int64_t>(malloc_usable_size(at));
  if (now > allocated_max) allocated_max = now;
  return at;
}

void Free(void* at) {
  if (at != nullptr) allocated -= static_cast<int64_t>(malloc_usable_size(at));
  std::free(at);
}
}  // namespace

void* operator new(size_t bytes) { return Allocate(bytes, 0); }
void* operator new[](size_t bytes) { return Allocate(bytes, 0); }
void* operator new(size_t bytes, const std::nothrow_t&) noexcept { return Allocate(bytes, 0); }
void* operator new[](size_t bytes, const std::nothrow_t&) noexcept { return Allocate(bytes, 0); }
void* operator new(size_t bytes, std::align_val_t to) {
  return Allocate(bytes, static_cast<size_t>(to));
}
void* operator new[](size_t bytes, std::align_val_t to) {
  return Allocate(bytes, static_cast<size_t>(to));
}
void operator delete(void* at) noexcept { Free(at); }
void operator delete[](void* at) noexcept { Free(at); }
void operator delete(void* at, size_t) noexcept { Free(at); }
void operator delete[](void* at, size_t) noexcept { Free(at); }
void operator delete(void* at, std::align_val_t) noexcept { Free(at); }
void operator delete[](void* at, std::align_val_t) noexcept { Free(at); }
void operator delete(void* at, size_t, std::align_val_t) noexcept { Free(at); }
void operator delete[](void* at, size_t, std::align_val_t) noexcept { Free(at); }

namespace {

// ---- What requests are made of ----------------------------------------------------------------

constexpr size_t kExpressionBytes = 4'096;  // the most that an expression may have
constexpr size_t kOperators = 150;          // half as many as an expression may have
constexpr size_t kStatementBytes = 8'192;   // the most that a statement may have

// What `make` makes of 0, 1, 2, … until there are so many bytes, with `separator` between them.
template <typename Make>
std::string Series(size_t bytes, const Make& make, std::string_view separator = ",") {
  std::string series;
  for (size_t i = 0;; ++i) {
    const std::string next = make(i);
    if (i > 0 && series.size() + separator.size() + next.size() > bytes) return series;
    if (i > 0) series += separator;
    series += next;
  }
}

std::string Same(size_t bytes, const std::string& element, std::string_view separator = ",") {
  return Series(
      bytes, [&](size_t) { return element; }, separator);
}

// Six letters for each number, in order: those of a greater one come later.
std::string Word(size_t number) {
  std::string word(6, 'a');
  for (size_t i = word.size(); i-- > 0; number /= 26)
    word[i] = static_cast<char>('a' + number % 26);
  return word;
}
constexpr size_t kWords = 300'000'000;
std::string Falling(size_t i) { return Word(kWords - i); }

// A service with the table "t": hash attribute "k", and no other.
std::shared_ptr<api::EndpointFixture> NewService() {
  auto service = std::make_shared<api::EndpointFixture>();
  CHECK(service
            ->Call("CreateTable",
                   R"({"TableName":"tab","BillingMode":"PAY_PER_REQUEST",
            "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
            "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]})")
            .status == 200);
  return service;
}

// Something to be run, and how many bytes of work it is.
struct Run {
  std::function<std::string()> run;  // gives the answer
  size_t work;
};

struct Body {
  std::string text;
  int status = 400;                  // of the answer
  size_t work = 0;                   // if it is other than the text's bytes
  std::vector<std::string> items{};  // that are in the table before
};

Run Call(const char* operation, Body body) {
  auto service = NewService();
  for (const std::string& item : body.items) {
    const wire::HttpResponse put =
        service->Call("PutItem", R"({"TableName":"tab","Item":)" + item + "}");
    if (put.status != 200) std::fprintf(stderr, "%s\n", put.body.substr(0, 500).c_str());
    CHECK(put.status == 200);
  }
  const size_t work = body.work > 0 ? body.work : body.text.size();
  const auto run = [operation, service, text = std::move(body.text),
                    status = body.status]() -> std::string {
    const wire::HttpResponse answer = service->Call(operation, text);
    if (answer.status == status) return answer.body;
    std::fprintf(stderr, "%s: %s\n", operation, answer.body.substr(0, 500).c_str());
    std::abort();
  };
  return {run, work};
}

std::string Table(const std::string& members) { return R"({"TableName":"tab",)" + members + "}"; }
std::string Put(const std::string& attributes) {
  return Table(R"("Item":{"k":{"S":"k"},)" + attributes + "}");
}
constexpr const char* kKey = R"("Key":{"k":{"S":"k"}})";

// DeleteItem's body: what has a condition, or parameters of old.
std::string WithKey(const std::string& members) { return Table(std::string(kKey) + "," + members); }

// An item of so many bytes of attributes of the shortest.
std::string ItemOfManyAttributes(size_t bytes) {
  return R"({"k":{"S":"k"},)" +
         Series(bytes, [](size_t i) { return '"' + Word(i) + R"(":{"NULL":true})"; }) + "}";
}
std::string ItemOfText(size_t bytes) {
  return R"({"k":{"S":"k"},"a":{"S":")" + std::string(bytes, 'a') + "\"}}";
}
std::string ItemOfLongList(size_t bytes) {
  return R"({"k":{"S":"k"},"a":{"L":[)" + Same(bytes, R"({"NULL":true})") + "]}}";
}

// A condition that names the path as often as its length allows.
std::string InMany(const std::string& path) {
  constexpr size_t kOperands = 100;  // the most that IN may have
  const std::string in = "k IN (" + Same(kOperands * (path.size() + 1) - 1, path) + ")";
  return Same(kExpressionBytes, in, " OR ");
}

std::string Expression(std::string_view member, const std::string& text) {
  return "\"" + std::string(member) + "\":\"" + text + "\"";
}

// ---- The kinds ---------------------------------------------------------------------------------

struct Kind {
  const char* name;
  Run (*make)(size_t bytes);
  double instructions;  // for each byte of work, at most
  double allocated;     // bytes, for each byte of work, at most
};

// Elements `element` of a member of CreateTable.
Run TableWith(size_t bytes, const char* member, const std::string& element) {
  return Call("CreateTable", {R"({"TableName":"new","BillingMode":"PAY_PER_REQUEST",
      "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
      "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],")" +
                              std::string(member) + "\":[" + Same(bytes, element) + "]}"});
}

constexpr const char* kGlobalIndex = R"({"IndexName":"iii","Projection":{"ProjectionType":"ALL"},)"
                                     R"("KeySchema":[{"AttributeName":"k","KeyType":"HASH"}]})";

const Kind kKinds[] = {
    // JSON, and what is ignored.
    {"json: an ignored list of lists",
     [](size_t n) {
       return Call("GetItem", {Table(R"("Ignored":[)" + Same(n, "[]") + "]," + kKey), 200});
     },
     120, 9},
    {"json: brackets",
     [](size_t n) { return Call("GetItem", {Table(R"("Ignored":)" + std::string(n, '['))}); }, 15,
     4},
    {"json: escapes",
     [](size_t n) {
       return Call("PutItem", {Put(R"("a":{"S":")" + Same(n, "\\u0061", "") + "\"}"), 200});
     },
     15, 8},
    {"json: spaces",
     [](size_t n) {
       return Call("GetItem", {Table(std::string(n, ' ') + kKey), 200});
     },
     5, 4},
    {"json: a member again and again",
     [](size_t n) {
       return Call("PutItem", {Table(Same(n, R"("Item":{"k":{"S":"k"},"b":{"N":"1"}})")), 200});
     },
     120, 4},
    {"json: a table's name of all bytes",
     [](size_t n) {
       return Call("GetItem", {R"({"TableName":")" + std::string(n, '-') + "\"," + kKey + "}"});
     },
     50, 4},
    // Values.
    {"item: attributes out of order",
     [](size_t n) {
       return Call(
           "PutItem",
           {Put(Series(n, [](size_t i) { return '"' + Falling(i) + R"(":{"NULL":true})"; })), 200});
     },
     130, 6},
    {"item: an attribute again and again",
     [](size_t n) {
       return Call("PutItem", {Put(Same(n, R"("a":{"N":"1"})")), 200});
     },
     180, 9},
    {"item: maps out of order in maps",
     [](size_t n) {
       std::string inner = R"({"N":"1"})";
       for (int level = 0; level < 20; ++level) {
         inner = R"({"M":{"z":)" + inner + "," +
                 Series(n / 20, [](size_t i) { return '"' + Falling(i) + R"(":{"NULL":true})"; }) +
                 "}}";
       }
       return Call("PutItem", {Put("\"a\":" + inner), 200});
     },
     120, 8},
    {"item: a list of empty values",
     [](size_t n) { return Call("PutItem", {Put(R"("a":{"L":[)" + Same(n, "{}") + "]}")}); }, 300,
     4},
    {"item: a list of nothing",
     [](size_t n) {
       return Call("PutItem", {Put(R"("a":{"L":[)" + Same(n, R"({"L":[]})") + "]}"), 200});
     },
     130, 4},
    {"item: too deep",
     [](size_t n) {
       return Call("PutItem", {Put("\"a\":" + Same(n, R"({"L":[)", "") + R"({"N":"1"})" +
                                   Same(n / 3, "]}", ""))});
     },
     30, 10},
    {"item: texts out of order in a set",
     [](size_t n) {
       return Call("PutItem",
                   {Put(R"("a":{"SS":[)" +
                        Series(n, [](size_t i) { return '"' + Falling(i) + '"'; }) + "]}"),
                    200});
     },
     180, 13},
    {"item: a text twice in a set",
     [](size_t n) { return Call("PutItem", {Put(R"("a":{"SS":[)" + Same(n, R"("a")") + "]}")}); },
     400, 22},
    {"item: numbers out of order in a set",
     [](size_t n) {
       return Call(
           "PutItem",
           {Put(R"("a":{"NS":[)" +
                Series(n, [](size_t i) { return '"' + std::to_string(99'999'999 - i) + '"'; }) +
                "]}"),
            200});
     },
     250, 10},
    {"item: bytes out of order in a set",
     [](size_t n) {
       return Call(
           "PutItem",
           {Put(R"("a":{"BS":[)" +
                Series(n, [](size_t i) { return '"' + Falling(i).substr(2) + '"'; }) + "]}"),
            200});
     },
     300, 16},
    {"item: a number of a hundred thousand digits",
     [](size_t n) { return Call("PutItem", {Put(R"("a":{"N":")" + std::string(n, '7') + "\"}")}); },
     35, 4},
    {"item: numbers that are none",
     [](size_t n) {
       return Call("PutItem", {Put(R"("a":{"L":[)" + Same(n, R"({"N":"x"})") + "]}")});
     },
     140, 4},
    {"item: base64 that is none",
     [](size_t n) {
       return Call("PutItem", {Put(R"("a":{"B":")" + std::string(n & ~size_t{3}, '!') + "\"}")});
     },
     5, 4},
    // Lists and maps of requests.
    {"create: empty indexes", [](size_t n) { return TableWith(n, "GlobalSecondaryIndexes", "{}"); },
     350, 4},
    {"create: indexes",
     [](size_t n) { return TableWith(n, "GlobalSecondaryIndexes", kGlobalIndex); }, 65, 4},
    {"create: local indexes",
     [](size_t n) { return TableWith(n, "LocalSecondaryIndexes", kGlobalIndex); }, 65, 4},
    {"create: empty vector indexes", [](size_t n) { return TableWith(n, "VectorIndexes", "{}"); },
     450, 4},
    {"create: tags",
     [](size_t n) {
       return Call(
           "CreateTable",
           {R"({"TableName":"new","BillingMode":"PAY_PER_REQUEST",
           "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],
           "KeySchema":[{"AttributeName":"k","KeyType":"HASH"}],"Tags":[)" +
            Series(n, [](size_t i) { return R"({"Key":")" + Word(i) + R"(","Value":""})"; }) +
            "]}"});
     },
     90, 4},
    {"create: a key schema of many",
     [](size_t n) {
       return Call("CreateTable", {R"({"TableName":"new","BillingMode":"PAY_PER_REQUEST",
           "AttributeDefinitions":[{"AttributeName":"k","AttributeType":"S"}],"KeySchema":[)" +
                                   Same(n, R"({"AttributeName":"k","KeyType":"HASH"})") + "]}"});
     },
     65, 4},
    {"create: attributes and keys of indexes",
     [](size_t n) {
       // More than are kept of each, from the smaller size on.
       const std::string keys = Series(6'000, [](size_t i) {
         return R"({"AttributeName":")" + Word(i) + R"(","KeyType":"HASH"})";
       });
       const std::string index =
           R"({"IndexName":"iii","Projection":{"ProjectionType":"ALL"},"KeySchema":[)" + keys +
           "]}";
       return Call(
           "CreateTable",
           {R"({"TableName":"new","BillingMode":"PAY_PER_REQUEST","AttributeDefinitions":[)" +
            Series(n / 2,
                   [](size_t i) {
                     return R"({"AttributeName":")" + Word(i) + R"(","AttributeType":"S"})";
                   }) +
            R"(],"KeySchema":[{"AttributeName":"aaaaaa","KeyType":"HASH"}],)" +
            R"("GlobalSecondaryIndexes":[)" + Same(n / 2, index) + "]}"});
     },
     65, 4},
    {"create: nothing in each attribute definition",
     [](size_t n) {
       return Call("CreateTable", {Table(R"("AttributeDefinitions":[)" + Same(n, "{}") + "]")});
     },
     300, 4},
    {"tag: many",
     [](size_t n) {
       return Call(
           "TagResource",
           {R"({"ResourceArn":"arn:aws:dynamodb:eu-west-1:000000000000:table/tab","Tags":[)" +
            Series(n, [](size_t i) { return R"({"Key":")" + Word(i) + R"(","Value":""})"; }) +
            "]}"});
     },
     90, 4},
    {"untag: many",
     [](size_t n) {
       return Call(
           "UntagResource",
           {R"({"ResourceArn":"arn:aws:dynamodb:eu-west-1:000000000000:table/tab","TagKeys":[)" +
                Series(n, [](size_t i) { return '"' + Word(i) + '"'; }) + "]}",
            200});
     },
     85, 15},
    {"update: index updates of nothing",
     [](size_t n) {
       return Call("UpdateTable",
                   {Table(R"("GlobalSecondaryIndexUpdates":[)" + Same(n, "{}") + "]")});
     },
     250, 4},
    {"batch: keys of nothing",
     [](size_t n) {
       return Call("BatchGetItem",
                   {R"({"RequestItems":{"tab":{"Keys":[)" + Same(n, "{}") + "]}}}"});
     },
     600, 4},
    {"batch: tables",
     [](size_t n) {
       return Call(
           "BatchGetItem",
           {R"({"RequestItems":{)" +
            Series(n, [](size_t i) { return '"' + Falling(i) + R"(":{"Keys":[]})"; }) + "}}"});
     },
     120, 11},
    {"batch: a table again and again",
     [](size_t n) {
       return Call(
           "BatchGetItem",
           {R"({"RequestItems":{)" + Same(n, R"("tab":{"Keys":[{"k":{"S":"k"}}]})") + "}}", 200});
     },
     250, 21},
    {"batch: writes of nothing",
     [](size_t n) {
       return Call("BatchWriteItem", {R"({"RequestItems":{"tab":[)" + Same(n, "{}") + "]}}"});
     },
     170, 4},
    {"batch: tables to write to",
     [](size_t n) {
       return Call("BatchWriteItem",
                   {R"({"RequestItems":{)" +
                    Series(n, [](size_t i) { return '"' + Word(i) + R"(":[])"; }) + "}}"});
     },
     140, 8},
    {"transaction: actions of nothing",
     [](size_t n) {
       return Call("TransactWriteItems", {R"({"TransactItems":[)" + Same(n, "{}") + "]}"});
     },
     450, 60},
    {"transaction: reads of nothing",
     [](size_t n) {
       return Call("TransactGetItems", {R"({"TransactItems":[)" + Same(n, "{}") + "]}"});
     },
     450, 60},
    {"partiql: statements of nothing",
     [](size_t n) {
       return Call("BatchExecuteStatement", {R"({"Statements":[)" + Same(n, "{}") + "]}"});
     },
     450, 60},
    {"partiql: parameters of nothing",
     [](size_t n) {
       return Call(
           "ExecuteStatement",
           {R"({"Statement":"SELECT * FROM tab WHERE k=?","Parameters":[)" + Same(n, "{}") + "]}"});
     },
     300, 4},
    {"search: a vector of nothing",
     [](size_t n) {
       return Call("SearchVectors",
                   {Table(R"("IndexName":"iii","SearchVector":[)" + Same(n, "{}") + "]")});
     },
     300, 4},
    // Expressions.
    {"expression: values out of order",
     [](size_t n) {
       const std::string values =
           Series(n, [](size_t i) { return "\":" + Falling(i) + R"(":{"N":"1"})"; });
       return Call("DeleteItem", {WithKey(R"("ConditionExpression":"a=:a",)"
                                          R"("ExpressionAttributeValues":{)" +
                                          values + "}")});
     },
     180, 10},
    {"expression: values of nothing",
     [](size_t n) {
       const std::string values =
           Series(n, [](size_t i) { return "\":" + Falling(i) + R"(":{})"; });
       return Call("DeleteItem", {WithKey(R"("ConditionExpression":"a=:a",)"
                                          R"("ExpressionAttributeValues":{)" +
                                          values + "}")});
     },
     250, 11},
    {"expression: names out of order",
     [](size_t n) {
       const std::string names =
           Series(n, [](size_t i) { return "\"#" + Falling(i) + R"(":"a")"; });
       return Call("DeleteItem", {WithKey(R"("ConditionExpression":"a=b",)"
                                          R"("ExpressionAttributeNames":{)" +
                                          names + "}")});
     },
     300, 15},
    {"expression: a name again and again",
     [](size_t n) {
       return Call("DeleteItem",
                   {WithKey(Expression("ConditionExpression", "attribute_not_exists(#a)") +
                            R"(,"ExpressionAttributeNames":{)" + Same(n, R"("#a":"b")") + "}"),
                    200});
     },
     350, 28},
    {"expression: too long",
     [](size_t n) {
       return Call("DeleteItem",
                   {WithKey(Expression("ConditionExpression", Same(n, "a = b", " AND ")))});
     },
     10, 4},
    {"condition: part of a text in the text, 150 times",
     [](size_t n) {
       const std::string condition = Same(kOperators * 18 - 4, "contains(a,:v)", " OR ");
       return Call("DeleteItem",
                   {Table(std::string(kKey) + "," + Expression("ConditionExpression", condition) +
                          R"(,"ExpressionAttributeValues":{":v":{"S":")" + std::string(n / 2, 'a') +
                          "b\"}}"),
                    400,
                    kOperators * n,
                    {ItemOfText(n)}});
     },
     35, 2},
    {"condition: an element of a list, 150 times",
     [](size_t n) {
       const std::string condition = Same(kOperators * 18 - 4, "contains(a,:v)", " OR ");
       return Call("DeleteItem",
                   {Table(std::string(kKey) + "," + Expression("ConditionExpression", condition) +
                          R"(,"ExpressionAttributeValues":{":v":{"S":"b"}})"),
                    400,
                    kOperators * n / 14,
                    {ItemOfLongList(n)}});
     },
     110, 2},
    {"condition: many attributes of an item of many",
     [](size_t n) {
       return Call("DeleteItem", {WithKey(Expression("ConditionExpression", InMany("zz"))),
                                  400,
                                  kExpressionBytes + n,
                                  {ItemOfManyAttributes(n)}});
     },
     30, 2},
    {"condition: ends of a long list",
     [](size_t n) {
       return Call("DeleteItem", {WithKey(Expression("ConditionExpression", InMany("a[5999]"))),
                                  400,
                                  kExpressionBytes + n,
                                  {ItemOfLongList(n)}});
     },
     10, 2},
    {"filter: many attributes, on each item",
     [](size_t n) {
       const std::string filter = InMany("zz");
       std::vector<std::string> items;
       for (size_t i = 0; i < 8; ++i) {
         std::string item = ItemOfManyAttributes(n / 8);
         items.push_back(
             item.replace(item.find(R"("S":"k")"), 7, R"("S":")" + std::to_string(i) + '"'));
       }
       return Call("Scan", {Table(Expression("FilterExpression", filter)), 200,
                            8 * kExpressionBytes + n, items});
     },
     35, 2},
    {"projection: many attributes of an item of many",
     [](size_t n) {
       const std::string paths = Series(kExpressionBytes, [](size_t i) { return Word(i); });
       return Call("GetItem", {WithKey(Expression("ProjectionExpression", paths)),
                               200,
                               kExpressionBytes + n,
                               {ItemOfManyAttributes(n)}});
     },
     10, 2},
    {"projection: one attribute twice",
     [](size_t n) {
       // As many texts as fill the request: each is as long as it may be, and wrong at its end.
       const std::string paths =
           Series(kExpressionBytes - 8, [](size_t i) { return Falling(i); }) + "," + Falling(300);
       return Call("BatchGetItem",
                   {R"({"RequestItems":{)" +
                    Series(n,
                           [&](size_t i) {
                             return '"' + Word(i) + R"(":{"Keys":[{"k":{"S":"k"}}],)" +
                                    Expression("ProjectionExpression",
                                               i + 1 < n / 4'200 ? paths.substr(0, paths.size() - 7)
                                                                 : paths) +
                                    "}";
                           }) +
                    "}}"});
     },
     400, 21},
    {"update: attributes of attributes of an item of many",
     [](size_t n) {
       const std::string update = "SET " + Series(kExpressionBytes - 4, [](size_t i) {
                                    return "x" + std::to_string(i) + "=zzzzz";
                                  });
       return Call("UpdateItem", {WithKey(Expression("UpdateExpression", update)),
                                  400,
                                  kExpressionBytes + n,
                                  {ItemOfManyAttributes(n)}});
     },
     30, 2},
    {"update: a large set out of many small ones",
     [](size_t n) {
       const std::string sets =
           Series(5'000, [](size_t i) { return "x" + std::to_string(i) + " :s"; });
       std::string item = R"({"k":{"S":"k"})";
       for (size_t i = 0; i < 600; ++i) item += ",\"x" + std::to_string(i) + R"(":{"SS":["b"]})";
       return Call("UpdateItem",
                   {Table(std::string(kKey) + "," +
                          Expression("UpdateExpression",
                                     "DELETE " + sets.substr(0, 4'000).substr(
                                                     0, sets.substr(0, 4'000).rfind(','))) +
                          R"(,"ExpressionAttributeValues":{":s":{"SS":[)" +
                          Series(n, [](size_t i) { return '"' + Word(i) + '"'; }) + "]}}"),
                    200,
                    0,
                    {item + "}"}});
     },
     300, 12},
    {"update: one value a thousand times",
     [](size_t n) {
       const std::string update =
           "SET " + Series(4'000, [](size_t i) { return "x" + std::to_string(i) + "=:v"; });
       return Call("UpdateItem", {WithKey(Expression("UpdateExpression", update) +
                                          R"(,"ExpressionAttributeValues":{":v":{"L":[)" +
                                          Same(n, R"({"N":"1"})") + "]}}")});
     },
     150, 4},
    {"names: a long one a thousand times, in each of 100 actions",
     [](size_t n) {
       // A name may have 64 KB; here all actions' are as long as the request is.
       const std::string condition = InMany("#n");
       const std::string name(n / 100, 'n');
       const std::string action = R"({"ConditionCheck":{"TableName":"tab","Key":{"k":{"S":"k"}},)" +
                                  Expression("ConditionExpression", condition) +
                                  R"(,"ExpressionAttributeNames":{"#n":")" + name + "\"}}}";
       return Call("TransactWriteItems",
                   {R"({"TransactItems":[)" + Same(100 * action.size() + 99, action) + "]}"});
     },
     550, 36},
    // Older than expressions.
    {"expected: of an item of many attributes",
     [](size_t n) {
       return Call(
           "DeleteItem",
           {Table(std::string(kKey) + R"(,"Expected":{)" +
                  Series(n, [](size_t i) { return '"' + Falling(i) + R"(":{"Exists":false})"; }) +
                  "}"),
            200,
            2 * n,
            {ItemOfManyAttributes(n)}});
     },
     140, 12},
    {"expected: of nothing",
     [](size_t n) {
       return Call(
           "DeleteItem",
           {WithKey(R"("Expected":{)" +
                    Series(n, [](size_t i) { return '"' + Falling(i) + R"(":{})"; }) + "}")});
     },
     200, 27},
    {"attribute updates: of an item of many attributes",
     [](size_t n) {
       return Call(
           "UpdateItem",
           {WithKey(
                R"("AttributeUpdates":{)" +
                Series(n, [](size_t i) { return '"' + Falling(i) + R"(":{"Action":"DELETE"})"; }) +
                "}"),
            200,
            2 * n,
            {ItemOfManyAttributes(n)}});
     },
     170, 11},
    {"attributes to get: many",
     [](size_t n) {
       return Call("GetItem",
                   {WithKey(R"("AttributesToGet":[)" +
                            Series(n, [](size_t i) { return '"' + Falling(i) + '"'; }) + "]"),
                    200,
                    2 * n,
                    {ItemOfManyAttributes(n)}});
     },
     350, 18},
    {"scan filter: in many values, on each item",
     [](size_t n) {
       std::vector<std::string> items;
       items.reserve(200);
       for (size_t i = 0; i < 200; ++i)
         items.push_back(R"({"k":{"S":")" + Word(i) + R"("},"a":{"S":"x"}})");
       return Call(
           "Scan",
           {Table(R"("ScanFilter":{"a":{"ComparisonOperator":"IN","AttributeValueList":[)" +
                  Series(n, [](size_t i) { return R"({"S":")" + Falling(i) + "\"}"; }) + "]}}"),
            200, 0, items});
     },
     160, 15},
    {"key conditions: many",
     [](size_t n) {
       return Call("Query", {Table(R"("KeyConditions":{)" +
                                   Series(n,
                                          [](size_t i) {
                                            return '"' + Falling(i) +
                                                   R"(":{"ComparisonOperator":"NULL"})";
                                          }) +
                                   "}")});
     },
     110, 17},
    // PartiQL: as many statements as a batch has, of growing length.
    {"partiql: comments without an end",
     [](size_t n) {
       return Call("BatchExecuteStatement",
                   {R"({"Statements":[)" +
                        Series(n,
                               [&](size_t i) {
                                 return R"({"Statement":"SELECT * FROM t)" + std::to_string(i) +
                                        " " + Same(n / 25 - 60, "/*", " ") + "\"}";
                               }) +
                        "]}",
                    200});
     },
     750, 11},
    {"partiql: in many values",
     [](size_t n) {
       return Call("BatchExecuteStatement",
                   {R"({"Statements":[)" +
                        Series(n,
                               [&](size_t i) {
                                 return R"({"Statement":"SELECT * FROM tab WHERE k IN [)" +
                                        std::to_string(i) + "," + Same(n / 25 - 80, "'a'") + "]\"}";
                               }) +
                        "]}",
                    200});
     },
     1000, 8},
    {"partiql: maps of many names",
     [](size_t n) {
       return Call("BatchExecuteStatement",
                   {R"({"Statements":[)" +
                    Series(n,
                           [&](size_t i) {
                             return R"({"Statement":"INSERT INTO tab VALUE {'k':'k','i':)" +
                                    std::to_string(i) + ",'m':{" +
                                    Series(n / 25 - 100,
                                           [](size_t j) { return "'" + Falling(j) + "':1"; }) +
                                    "}}\"}";
                           }) +
                    "]}"});
     },
     750, 10},
    {"partiql: brackets",
     [](size_t n) {
       return Call("BatchExecuteStatement",
                   {R"({"Statements":[)" +
                        Series(n,
                               [&](size_t i) {
                                 return R"({"Statement":"SELECT * FROM t)" + std::to_string(i) +
                                        " WHERE " + std::string(n / 25 - 80, '(') + "\"}";
                               }) +
                        "]}",
                    200});
     },
     1100, 11},
    {"partiql: many attributes of an item of many",
     [](size_t n) {
       const std::string paths = Series(kStatementBytes - 60, [](size_t i) { return Falling(i); });
       return Call("ExecuteStatement",
                   {R"({"Statement":"SELECT )" + paths + R"( FROM tab WHERE k='k'"})",
                    200,
                    kStatementBytes + n,
                    {ItemOfManyAttributes(n)}});
     },
     30, 2},
    // Signatures: the head of a request is at most 32 KB, with 100 headers.
    {"signature: query parameters",
     [](size_t n) {
       auto query = std::make_shared<std::string>(Series(
           n / 4, [](size_t i) { return Falling(i) + "=%7e"; }, "&"));
       return Run{[query] {
                    std::string canonical;
                    auth::AppendCanonicalQuery(*query, &canonical);
                    return canonical;
                  },
                  query->size()};
     },
     250, 2},
    {"signature: a path",
     [](size_t n) {
       auto path = std::make_shared<std::string>(Same(n / 8, "a/../b", "/"));
       return Run{[path] {
                    std::string canonical;
                    auth::AppendCanonicalPath(*path, &canonical);
                    return canonical;
                  },
                  path->size()};
     },
     35, 2},
};

constexpr size_t kBytes = 90'000;

}  // namespace

int main(int argc, char** argv) {
  const std::string_view argument = argc > 1 ? argv[1] : "";
  base::SetLogLevel(base::LogLevel::kError);
  for (const Kind& kind : kKinds) {
    if (argument == "budgets") {
      std::printf("%s\t%g\t%g\n", kind.name, kind.instructions, kind.allocated);
    } else if (argument == "answers") {
      constexpr size_t kShown = 160;
      std::printf("%s\t%s\n", kind.name, kind.make(kBytes).run().substr(0, kShown).c_str());
    } else if (std::string_view(kind.name).find(argument) != std::string_view::npos) {
      for (const size_t bytes : {kBytes, 2 * kBytes}) {
        const Run run = kind.make(bytes);
        const int64_t before = allocated;
        allocated_max = before;
        CALLGRIND_START_INSTRUMENTATION;
        CALLGRIND_ZERO_STATS;
        run.run();
        CALLGRIND_DUMP_STATS_AT(kind.name);
        CALLGRIND_STOP_INSTRUMENTATION;
        std::printf("%s\t%zu\t%lld\n", kind.name, run.work,
                    static_cast<long long>(allocated_max - before));
        std::fflush(stdout);
      }
    }
  }
  return 0;
}
