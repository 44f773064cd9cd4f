// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html
#include <set>
#include <utility>

#include "api/dynamodb/item/consumed_capacity.h"
#include "api/dynamodb/item/item_collection_metrics.h"
#include "api/dynamodb/operations.h"
#include "api/dynamodb/resource/table_name.h"
#include "table/capacity.h"
#include "table/index/index_entry.h"
#include "table/item/check_index_keys.h"
#include "table/limits.h"

namespace api::dynamodb {
namespace {

// Each request is one put or one delete. (The service answers as it does for attribute values,
// which are unions too.)
ApiResult<void> CheckRequest(const WriteRequest& request) {
  if (request.invalid_value) return *request.invalid_value;
  if (request.put_request.has_value() == request.delete_request.has_value()) {
    return Validation(
        "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
        "supported datatypes");
  }
  if (request.put_request && request.put_request->item.view().ItemBytes() > table::kItemBytesMax) {
    return Validation("Item size has exceeded the maximum allowed size");
  }
  return {};
}

// Of an item's key, this operation says no more than whether it fits the schema.
ApiResult<void> CheckKeyFits(const table::KeySchema& schema, const value::Row& item) {
  const auto fits = [&](const table::KeyAttribute& attribute) {
    const std::optional<value::ValueView> found = item.Find(attribute.name);
    return found && found->type() == attribute.type;
  };
  if (fits(schema.partition) && (!schema.sort || fits(*schema.sort))) return {};
  return Validation("The provided key element does not match the schema");
}

ApiResult<table::item::Items::BatchWrite> Resolve(const table::TableDescription& table,
                                                  const WriteRequest& request) {
  table::item::Items::BatchWrite write{.table = &table, .key = {}, .decision = {}};
  if (request.put_request) {
    const value::Row& item = request.put_request->item;
    TRY(CheckKeyFits(table.key_schema, item));
    TRY_ASSIGN(write.key, table::KeyOfItem(table.key_schema, item.view()));
    TRY(table::item::CheckIndexKeys(table, item.view()));
    write.decision = {.kind = table::item::Decision::Kind::kPut, .row = item};
  } else {
    TRY_ASSIGN(write.key, table::KeyOfKey(table.key_schema, request.delete_request->key.view()));
    write.decision.kind = table::item::Decision::Kind::kDelete;
  }
  return write;
}

struct Given {
  const std::string& table_name;  // a name or an ARN
  const WriteRequest& request;
};

using UnprocessedItems = std::vector<std::pair<std::string, std::vector<WriteRequest>>>;

// A transaction has the item: the client may ask again. Requests come table by table.
void LeaveUnprocessed(const std::string& table_name, const WriteRequest& request,
                      UnprocessedItems* left) {
  if (left->empty() || left->back().first != table_name) {
    left->emplace_back(table_name, std::vector<WriteRequest>());
  }
  left->back().second.push_back(request);
}

// The collections of a table that were written to: one for each write, the same one or not.
void AddMetrics(const std::string& table_name, ItemCollectionMetrics metrics,
                BatchWriteItemOutput* output) {
  auto& tables = output->item_collection_metrics;
  if (!tables) tables.emplace();
  if (tables->empty() || tables->back().first != table_name) {
    tables->emplace_back(table_name, std::vector<ItemCollectionMetrics>());
  }
  tables->back().second.push_back(std::move(metrics));
}

}  // namespace

ApiResult<BatchWriteItemOutput> BatchWriteItem(RequestContext& context,
                                               const BatchWriteItemInput& input) {
  if (input.request_items.empty()) {
    return Validation("The requestItems parameter is required for BatchWriteItem");
  }
  size_t request_count = 0;
  for (const auto& [name, requests] : input.request_items) {
    request_count += requests.size();
    for (const WriteRequest& request : requests) TRY(CheckRequest(request));
  }
  if (request_count > table::kBatchWriteRequestsMax) {
    return Validation("Too many items requested for the BatchWriteItem call");
  }

  std::vector<table::TablePtr> tables;  // keeps them while they are written to
  std::vector<Given> given;             // what each write is made of
  std::vector<table::item::Items::BatchWrite> writes;
  std::set<std::pair<std::string, std::string>> seen;  // table, key
  for (const auto& [name, requests] : input.request_items) {
    TRY_ASSIGN(const table::TablePtr table, resource::FindTable(context, name));
    tables.push_back(table);
    for (const WriteRequest& request : requests) {
      TRY_ASSIGN(table::item::Items::BatchWrite write, Resolve(*table, request));
      if (!seen.emplace(table->id, write.key.bytes).second) {
        return Validation("Provided list of item keys contains duplicates");
      }
      given.push_back({name, request});
      writes.push_back(std::move(write));
    }
  }
  TRY_ASSIGN(const std::vector<std::optional<table::item::WriteOutcome>> outcomes,
             context.items.WriteBatch(writes));

  BatchWriteItemOutput output;
  output.unprocessed_items.emplace();
  std::vector<std::pair<const std::string*, table::Charge>> charges;  // of each table, in order
  for (size_t i = 0; i < outcomes.size(); ++i) {
    const auto& [table_name, request] = given[i];
    if (!outcomes[i]) {
      LeaveUnprocessed(table_name, request, &*output.unprocessed_items);
      continue;
    }
    if (charges.empty() || charges.back().first != &table_name) {
      charges.emplace_back(&table_name, table::Charge{});
    }
    charges.back().second.Add(table::item::ChargeOf(*outcomes[i]));
    const value::Row& item =
        request.put_request ? request.put_request->item : request.delete_request->key;
    if (auto metrics = item::CollectionMetrics(input.return_item_collection_metrics,
                                               *writes[i].table, item.view(), *outcomes[i])) {
      AddMetrics(table_name, *std::move(metrics), &output);
    }
  }
  for (const auto& [name, charge] : charges) {
    if (auto consumed = item::Consumed(input.return_consumed_capacity, *name, charge)) {
      if (!output.consumed_capacity) output.consumed_capacity.emplace();
      output.consumed_capacity->push_back(*std::move(consumed));
    }
  }
  return output;
}

}  // namespace api::dynamodb
