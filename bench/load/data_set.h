// The tables that a load reads and writes, and their items.
//
//   load          pk                       items 0 … items - 1
//   load_ordered  pk, sk                   `partitions` of `partition_items` each
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace load {

constexpr std::string_view kTable = "load";
constexpr std::string_view kOrderedTable = "load_ordered";

struct DataSet {
  uint64_t items = 10'000;
  uint64_t partitions = 1'000;
  uint64_t partition_items = 10;
  uint64_t hot_items = 100;   // of `items`, the first; those that are counted up
  uint64_t item_bytes = 500;  // about; as the service counts them: names and values, not JSON
};

// The partition key of an item of kTable, as JSON: {"pk":{"S":"user#00000042"}}.
std::string KeyJson(uint64_t item);
// The partition key's value alone: user#00000042.
std::string KeyText(uint64_t item);

// An item of kTable, or with `sort_key` of kOrderedTable. Its text is drawn by `seed`, and hardly
// compresses.
std::string ItemJson(const DataSet& data, uint64_t item, uint64_t seed);
std::string OrderedItemJson(const DataSet& data, uint64_t partition, uint64_t sort_key,
                            uint64_t seed);

// The bodies of the CreateTable requests.
std::string CreateTableJson();
std::string CreateOrderedTableJson();

}  // namespace load
