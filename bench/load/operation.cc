#include "load/operation.h"

#include <algorithm>
#include <array>

namespace load {
namespace {

constexpr uint64_t kBatchGetItems = 10;
constexpr uint64_t kScanLimit = 100;

constexpr std::array<OperationTraits, 13> kTraits = {{
    {Operation::kGet, "get", "GetItem", false, false, "\"Item\":"},
    {Operation::kEventualGet, "eventual-get", "GetItem", false, false, "\"Item\":"},
    {Operation::kPut, "put", "PutItem", true, false, ""},
    {Operation::kUpdate, "update", "UpdateItem", true, false, ""},
    {Operation::kQuery, "query10", "Query", false, false, "\"Count\":10"},
    {Operation::kTransact, "transact", "TransactWriteItems", true, false, ""},
    {Operation::kTransactToken, "transact-token", "TransactWriteItems", true, true, ""},
    {Operation::kBatchGet, "batch-get", "BatchGetItem", false, false, "\"UnprocessedKeys\":{}"},
    {Operation::kScan, "scan", "Scan", false, false, "\"Items\":"},
    {Operation::kCreateTable, "", "CreateTable", true, true, ""},
    {Operation::kDeleteTable, "", "DeleteTable", true, true, ""},
    {Operation::kDescribeTable, "", "DescribeTable", false, false, "\"TableStatus\":\"ACTIVE\""},
    {Operation::kBatchWrite, "", "BatchWriteItem", true, false, "\"UnprocessedItems\":{}"},
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
  body += "]";
  if (token) {
    body +=
        ",\"ClientRequestToken\":\"" + std::to_string(seed_) + "-" + std::to_string(number) + "\"";
  }
  return body + "}";
}

std::string BodyMaker::Make(Operation operation, uint64_t number) {
  switch (operation) {
    case Operation::kGet:
      return Named(kTable) + ",\"Key\":" + KeyJson(Draw(data_.items)) + ",\"ConsistentRead\":true}";
    case Operation::kEventualGet:
      return Named(kTable) + ",\"Key\":" + KeyJson(Draw(data_.items)) + "}";
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
    case Operation::kBatchGet: {
      // Neighbours, since one key may not be asked for twice.
      const uint64_t first = Draw(data_.items);
      std::string keys;
      for (uint64_t i = 0; i < std::min(kBatchGetItems, data_.items); ++i) {
        keys += (keys.empty() ? "" : ",") + KeyJson((first + i) % data_.items);
      }
      return "{\"RequestItems\":{\"" + std::string(kTable) + "\":{\"Keys\":[" + keys +
             "],\"ConsistentRead\":true}}}";
    }
    case Operation::kScan:
      return Named(kTable) + ",\"Limit\":" + std::to_string(kScanLimit) +
             ",\"ExclusiveStartKey\":" + KeyJson(Draw(data_.items)) + "}";
    default:
      return "{}";  // setup.cc makes these
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
