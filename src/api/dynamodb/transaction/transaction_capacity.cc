#include "api/dynamodb/transaction/transaction_capacity.h"

#include <algorithm>
#include <utility>

namespace api::dynamodb::transaction {

void TransactionCapacity::Add(const std::string& table_name, const table::TableDescription& table,
                              const table::Charge& charge) {
  auto of_table = std::ranges::find(tables_, table.id, &OfTable::table_id);
  if (of_table == tables_.end()) {
    tables_.push_back({.table_name = table_name, .table_id = table.id, .charge = {}});
    of_table = tables_.end() - 1;
  }
  of_table->charge.Add(charge);
}

std::optional<std::vector<ConsumedCapacity>> TransactionCapacity::Told(
    const std::optional<ReturnConsumedCapacity>& wanted, item::UnitsAre units_are) const {
  std::optional<std::vector<ConsumedCapacity>> told;
  for (const OfTable& table : tables_) {
    auto consumed = item::Consumed(wanted, table.table_name, table.charge, units_are);
    if (!consumed) return std::nullopt;
    if (!told) told.emplace();
    told->push_back(*std::move(consumed));
  }
  return told;
}

}  // namespace api::dynamodb::transaction
