// The operations that the load sends, as little of each as its right requests need: tables whose
// keys are strings, PutItem and the like without conditions, UpdateItem of "SET a = a + :b",
// Query of a whole partition. Whatever is beyond that is refused.
#pragma once

#include <simdjson.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "floor_server/http.h"
#include "floor_server/store.h"

namespace floor_server {

class Operations {
 public:
  explicit Operations(Store& store) : store_(store) {}

  // Does what the request's target says. What reads appends its answer. What writes returns the
  // answer's body, to be sent once the store has committed. `room_bytes` is the body with what may
  // be read behind it. Throws Refusal, simdjson_error.
  std::optional<std::string_view> Do(const Request& request, size_t room_bytes, Answers* answer);

  // Of the store, that a request whose body has `body_bytes` needs: keys and rows, old and new.
  static size_t StoreRoom(size_t body_bytes);

 private:
  using Document = simdjson::ondemand::document;
  struct Table {
    std::string name;
    std::string id;  // that its keys begin with
    std::string hash;
    std::string range;  // empty if it has none
    uint64_t items = 0;
    uint64_t item_bytes = 0;
  };
  struct Write {
    Table* table;
    std::string_view key;
    std::string_view row;
  };
  using Result = std::optional<std::string_view>;

  Result GetItem(Document& body, Answers* answer);
  Result PutItem(Document& body, Answers* answer);
  Result UpdateItem(Document& body, Answers* answer);
  Result Query(Document& body, Answers* answer);
  Result TransactWriteItems(Document& body, Answers* answer);
  Result BatchWriteItem(Document& body, Answers* answer);
  Result CreateTable(Document& body, Answers* answer);
  Result DeleteTable(Document& body, Answers* answer);
  Result DescribeTable(Document& body, Answers* answer);

  Table* FindTable(std::string_view name);
  Table& TableOf(simdjson::ondemand::object& request);
  // The row of an object, with the store's other rows that are to be written.
  std::string_view KeepRow(simdjson::ondemand::object object);
  std::string_view KeepKey(const Table& table, std::string_view row);
  // The row of an object that is looked at, until the next one's.
  std::string_view ReadRow(simdjson::ondemand::object object);
  void AddWrite(Table& table, simdjson::ondemand::object item);
  void MakeWrites();
  void AppendRow(std::string_view row, Answers* answer);

  Store& store_;
  simdjson::ondemand::parser parser_;
  std::vector<Table> tables_;
  uint32_t tables_made_ = 0;
  std::vector<char> scratch_;
  std::string key_;
  std::vector<Write> writes_;  // of the request
  size_t body_room_ = 0;
};

}  // namespace floor_server
