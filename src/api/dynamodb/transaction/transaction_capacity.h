// What the actions of a transaction are charged, table by table.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/dynamodb/item/consumed_capacity.h"
#include "api/model/dynamodb.h"
#include "table/capacity.h"
#include "table/table.h"

namespace api::dynamodb::transaction {

class TransactionCapacity {
 public:
  // `table_name` as the request has it, a name or an ARN.
  void Add(const std::string& table_name, const table::TableDescription& table,
           const table::Charge& charge);

  // In the order in which the tables were added first; nullopt unless the request asked for it.
  std::optional<std::vector<ConsumedCapacity>> Told(
      const std::optional<ReturnConsumedCapacity>& wanted, item::UnitsAre units_are) const;

 private:
  struct OfTable {
    std::string table_name;  // as it was given first
    std::string table_id;
    table::Charge charge;
  };
  std::vector<OfTable> tables_;
};

}  // namespace api::dynamodb::transaction
