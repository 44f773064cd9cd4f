#include "load/operation.h"

#include <algorithm>
#include <array>

namespace load {
namespace {

constexpr uint64_t kBatchGetItems = 10;
constexpr uint64_t kBatchGetItemsMax = 100;  // the most that BatchGetItem takes
constexpr uint64_t kScanLimit = 100;

// What a right answer holds.
constexpr std::string_view kAllRead = "\"UnprocessedKeys\":{}";
constexpr std::string_view kAllWritten = "\"UnprocessedItems\":{}";
constexpr std::string_view kIsActive = "\"TableStatus\":\"ACTIVE\"";

constexpr std::array<OperationTraits, 17> kTraits = {{
    {Operation::kGet, "get", "GetItem", false, false, false, "\"Item\":"},
    {Operation::kEventualGet, "eventual-get", "GetItem", false, false, false, "\"Item\":"},
    {Operation::kStatement, "statement", "ExecuteStatement", false, false, false, "\"pk\":"},
    {Operation::kPut, "put", "PutItem", true, false, false, ""},
    {Operation::kUpdate, "update", "UpdateItem", true, false, false, ""},
    {Operation::kQuery, "query10", "Query", false, false, false, "\"Count\":10"},
    {Operation::kTransact, "transact", "TransactWriteItems", true, false, false, ""},
    {Operation::kTransactToken, "transact-token", "TransactWriteItems", true, true, false, ""},
    {Operation::kBatchGet, "batch-get", "BatchGetItem", false, false, false, kAllRead},
    {Operation::kBatchGetMost, "batch-get100", "BatchGetItem", false, false, false, kAllRead},
    {Operation::kBatchWrite, "batch-write", "BatchWriteItem", true, false, false, kAllWritten},
    {Operation::kScan, "scan", "Scan", false, false, false, "\"Items\":"},
    {Operation::kQueryPages, "query-pages", "Query", false, false, true, "\"Items\":"},
    {Operation::kScanPages, "scan-pages", "Scan", false, false, true, "\"Items\":"},
    {Operation::kCreateTable, "", "CreateTable", true, true, false, ""},
    {Operation::kDeleteTable, "", "DeleteTable", true, true, false, ""},
    {Operation::kDescribeTable, "", "DescribeTable", false, false, false, kIsActive},
}};

std::string Named(std::string_view table) {
  return "{\"TableName\":\"" + std::string(table) + "\"";
}

bool Holds(std::string_view body, std::string_view text) {
  return body.find(text) != std::string_view::npos;
}

}  // namespace

const OperationTraits& TraitsOf(Operation operation) {
  return kTraits[static_cast<size_t>(operation)];
}

std::optional<Operation> OperationNamed(std::string_view name) {
  for (const OperationTraits& traits : kTraits) {
    if (!name.empty() && traits.name == name) return traits.operation;
  }
  return std::nullopt;
}

std::string OperationNames() {
  std::string names;
  for (const OperationTraits& traits : kTraits) {
    if (!traits.name.empty()) names.append(names.empty() ? "" : ", ").append(traits.name);
  }
  return names;
}

BodyMaker::BodyMaker(const DataSet& data, uint64_t seed) : data_(data), seed_(seed), state_(seed) {}

// SplitMix64: enough to pick keys with.
uint64_t BodyMaker::Draw(uint64_t below) {
  state_ += 0x9E3779B97F4A7C15;
  uint64_t z = state_;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
  return (z ^ (z >> 31)) % below;
}

// Two items that no request in flight at the same time has, unless there are hardly any items.
std::string BodyMaker::Transaction(uint64_t number, bool token) {
  std::string body = "{\"TransactItems\":[";
  for (const uint64_t item : {2 * number % data_.items, (2 * number + 1) % data_.items}) {
    body += body.back() == '[' ? "" : ",";
    body += "{\"Put\":" + Named(kTable) + ",\"Item\":" + ItemJson(data_, item, seed_ + 1) + "}}";
  }
  body += ']';
  if (token) {
    body +=
        ",\"ClientRequestToken\":\"" + std::to_string(seed_) + "-" + std::to_string(number) + "\"";
  }
  return body + "}";
}

// Neighbours, since one key may not be asked for twice.
std::string BodyMaker::BatchGet(uint64_t count) {
  const uint64_t first = Draw(data_.items);
  std::string keys;
  for (uint64_t i = 0; i < std::min(count, data_.items); ++i) {
    keys += (keys.empty() ? "" : ",") + KeyJson((first + i) % data_.items);
  }
  return "{\"RequestItems\":{\"" + std::string(kTable) + "\":{\"Keys\":[" + keys +
         "],\"ConsistentRead\":true}}}";
}

// Other values in each request, so that writing them again changes the items again.
std::string BodyMaker::BatchWrite(uint64_t number) {
  const uint64_t first = Draw(data_.items);
  std::string puts;
  for (uint64_t i = 0; i < std::min(kBatchWriteItems, data_.items); ++i) {
    puts += puts.empty() ? "" : ",";
    puts += "{\"PutRequest\":{\"Item\":" +
            ItemJson(data_, (first + i) % data_.items, seed_ + 1 + number) + "}}";
  }
  return "{\"RequestItems\":{\"" + std::string(kTable) + "\":[" + puts + "]}}";
}

std::string BodyMaker::Make(Operation operation, uint64_t number) {
  switch (operation) {
    case Operation::kGet:
      return Named(kTable) + ",\"Key\":" + KeyJson(Draw(data_.items)) + ",\"ConsistentRead\":true}";
    case Operation::kEventualGet:
      return Named(kTable) + ",\"Key\":" + KeyJson(Draw(data_.items)) + "}";
    case Operation::kStatement:
      return "{\"Statement\":\"SELECT * FROM \\\"" + std::string(kTable) +
             "\\\" WHERE pk = ?\",\"Parameters\":[{\"S\":\"" + KeyText(Draw(data_.items)) +
             "\"}],\"ConsistentRead\":true}";
    case Operation::kPut:
      return Named(kTable) + ",\"Item\":" + ItemJson(data_, Draw(data_.items), seed_ + 1) + "}";
    case Operation::kUpdate:
      return Named(kTable) + ",\"Key\":" + KeyJson(Draw(std::min(data_.hot_items, data_.items))) +
             ",\"UpdateExpression\":\"SET n = n + :1\","
             "\"ExpressionAttributeValues\":{\":1\":{\"N\":\"1\"}}}";
    case Operation::kQuery:
      return Named(kOrderedTable) +
             ",\"KeyConditionExpression\":\"pk = :p\",\"ExpressionAttributeValues\":{\":p\":"
             "{\"S\":\"" +
             KeyText(Draw(data_.partitions)) + "\"}},\"ConsistentRead\":true}";
    case Operation::kTransact:
    case Operation::kTransactToken:
      return Transaction(number, operation == Operation::kTransactToken);
    case Operation::kBatchGet:
      return BatchGet(kBatchGetItems);
    case Operation::kBatchGetMost:
      return BatchGet(kBatchGetItemsMax);
    case Operation::kBatchWrite:
      return BatchWrite(number);
    case Operation::kScan:
      return Named(kTable) + ",\"Limit\":" + std::to_string(kScanLimit) +
             ",\"ExclusiveStartKey\":" + KeyJson(Draw(data_.items)) + "}";
    default:
      return "{}";  // setup.cc and pages.cc make these
  }
}

Verdict Judge(Operation operation, const Answer& answer, bool whole) {
  if (answer.status == 200) {
    if (!whole || Holds(answer.body, TraitsOf(operation).expected)) return Verdict::kOk;
    const bool unfinished =
        operation == Operation::kBatchWrite || operation == Operation::kDescribeTable;
    return unfinished ? Verdict::kAgain : Verdict::kWrong;
  }
  if (answer.status == 400 && (Holds(answer.body, "TransactionCanceledException") ||
                               Holds(answer.body, "TransactionConflictException") ||
                               Holds(answer.body, "TransactionInProgressException"))) {
    return Verdict::kConflict;
  }
  return Verdict::kWrong;
}

}  // namespace load
