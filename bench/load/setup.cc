#include "load/setup.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <vector>

#include "load/engine.h"

namespace load {
namespace {

constexpr uint64_t kSeed = 1;
// Between two looks at a table that is being made or deleted, and how many there are: two minutes.
constexpr std::chrono::milliseconds kTablePause{50};
constexpr int kTableLooksMax = 2400;

// BatchWriteItem after BatchWriteItem, until all items are written.
class Items final : public Source {
 public:
  Items(const DataSet& data, size_t connections, Signer& signer)
      : data_(data), signer_(signer), requests_(connections) {}

  const Request* Next(size_t connection) override {
    if (next_ == All()) return nullptr;
    const bool ordered = next_ >= data_.items;
    const uint64_t end = std::min(next_ + kBatchWriteItems, ordered ? All() : data_.items);
    std::string puts;
    for (; next_ < end; ++next_) {
      puts += puts.empty() ? "" : ",";
      puts +=
          "{\"PutRequest\":{\"Item\":" + (ordered ? Ordered(next_ - data_.items) : Plain()) + "}}";
    }
    const std::string table(ordered ? kOrderedTable : kTable);
    requests_[connection] = {
        Operation::kBatchWrite,
        signer_.Request("BatchWriteItem", "{\"RequestItems\":{\"" + table + "\":[" + puts + "]}}")};
    return &requests_[connection];
  }

 private:
  uint64_t All() const { return data_.items + data_.partitions * data_.partition_items; }
  std::string Plain() const { return ItemJson(data_, next_, kSeed); }
  std::string Ordered(uint64_t item) const {
    return OrderedItemJson(data_, item / data_.partition_items, item % data_.partition_items,
                           kSeed);
  }

  const DataSet& data_;
  Signer& signer_;
  uint64_t next_ = 0;
  std::vector<Request> requests_;  // one a connection
};

// One request at a time, for tables.
class Caller {
 public:
  Caller(Connection connection, Signer& signer)
      : connection_(std::move(connection)), signer_(signer) {}

  base::Status MakeAnew(std::string_view table, const std::string& create) {
    const std::string named = "{\"TableName\":\"" + std::string(table) + "\"}";
    TRY_ASSIGN(Answer answer, Call("DeleteTable", named));
    if (answer.status == 200) TRY(AwaitTable(named, /*there=*/false));
    TRY_ASSIGN(answer, Call("CreateTable", create));
    if (answer.status != 200) return base::Internal("CreateTable: " + std::string(answer.body));
    return AwaitTable(named, /*there=*/true);
  }

 private:
  base::Result<Answer> Call(std::string_view operation, const std::string& body) {
    TRY(connection_.Send(signer_.Request(operation, body)));
    return connection_.Await();
  }

  base::Status AwaitTable(const std::string& named, bool there) {
    for (int look = 0; look < kTableLooksMax; ++look) {
      TRY_ASSIGN(const Answer answer, Call("DescribeTable", named));
      const bool active = Judge(Operation::kDescribeTable, answer, true) == Verdict::kOk;
      if (there ? active : answer.status == 400) return {};
      std::this_thread::sleep_for(kTablePause);
    }
    return base::Error{base::ErrorCode::kTimeout, "the table does not get ready: " + named};
  }

  Connection connection_;
  Signer& signer_;
};

}  // namespace

base::Status SetUp(const Address& address, const DataSet& data, size_t connections,
                   Signer& signer) {
  TRY_ASSIGN(Connection connection, Connection::Open(address));
  Caller caller(std::move(connection), signer);
  TRY(caller.MakeAnew(kTable, CreateTableJson()));
  TRY(caller.MakeAnew(kOrderedTable, CreateOrderedTableJson()));
  Items items(data, connections, signer);
  TRY_ASSIGN(const Figures figures, Run({.address = address, .connections = connections}, items));
  if (figures.errors > 0) return base::Internal("setting up: " + figures.first_error);
  return {};
}

}  // namespace load
