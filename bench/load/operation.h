// The kinds of requests that a load is made of.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "load/answer.h"
#include "load/data_set.h"

namespace load {

enum class Operation {
  kGet,            // GetItem, ConsistentRead
  kEventualGet,    // GetItem
  kStatement,      // ExecuteStatement of what kGet asks for, with the key as a parameter
  kPut,            // PutItem over an item that exists
  kUpdate,         // UpdateItem, SET n = n + :1, on one of the hot items
  kQuery,          // Query of a partition, which has ten items, ConsistentRead
  kTransact,       // TransactWriteItems of two puts
  kTransactToken,  // the same with a ClientRequestToken, as the SDKs send it
  kBatchGet,       // BatchGetItem of ten items, ConsistentRead
  kBatchGetMost,   // the same of a hundred items, or of all if there are fewer
  kBatchWrite,     // BatchWriteItem of 25 items that exist, or of all if there are fewer
  kScan,           // Scan of a page of 100 items, from anywhere
  // Page after page, as far as there are any (pages.h).
  kQueryPages,  // Query of the first partition, ConsistentRead
  kScanPages,   // Scan of the table, in segments
  // What sets up the tables.
  kCreateTable,
  kDeleteTable,
  kDescribeTable,
};

constexpr uint64_t kBatchWriteItems = 25;  // the most that BatchWriteItem takes

struct OperationTraits {
  Operation operation;
  std::string_view name;      // on the command line
  std::string_view api_name;  // "GetItem"
  bool writes;
  // Sent again, such a request is another one to the server: each may be sent only once.
  bool only_once;
  // Each page's request is made of the answer before it.
  bool pages;
  // What a right answer's body holds.
  std::string_view expected;
};

const OperationTraits& TraitsOf(Operation operation);
// Of the ones that a load can be made of. Nullopt if there is none of this name.
std::optional<Operation> OperationNamed(std::string_view name);
std::string OperationNames();  // for people

// The body of a request. `draw` gives random numbers; `number` is how many requests were made
// before this one.
class BodyMaker {
 public:
  BodyMaker(const DataSet& data, uint64_t seed);
  std::string Make(Operation operation, uint64_t number);

 private:
  std::string Transaction(uint64_t number, bool token);
  std::string BatchGet(uint64_t count);
  std::string BatchWrite(uint64_t number);
  uint64_t Draw(uint64_t below);

  const DataSet data_;
  const uint64_t seed_;
  uint64_t state_;
};

enum class Verdict {
  kOk,
  kConflict,  // with another transaction or write; not the server's fault
  kAgain,     // some of it was not done: to be sent again
  kWrong,
};

// `whole`: the body is looked at, too; without it, that the status is 200.
Verdict Judge(Operation operation, const Answer& answer, bool whole);

}  // namespace load
