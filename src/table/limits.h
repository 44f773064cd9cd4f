// DynamoDB's limits on tables and items, each with its source.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html
#pragma once

#include <cstddef>
#include <cstdint>

namespace table {

constexpr size_t kItemBytesMax = 409'600;       // names and values; "Item size"
constexpr size_t kPartitionKeyBytesMax = 2048;  // "Partition key length"
constexpr size_t kSortKeyBytesMax = 1024;       // "Sort key length"
// "Item collection size": items and entries of local indexes of one partition key
constexpr int64_t kItemCollectionBytesMax = int64_t{10} << 30;
constexpr size_t kIndexKeyAttributesMax = 4;       // HASH elements of an index, and RANGE elements
constexpr size_t kPageBytesMax = 1 << 20;          // Query and Scan: 1 MB before filtering
constexpr size_t kBatchGetBytesMax = 16 << 20;     // BatchGetItem: 16 MB in one answer
constexpr size_t kBatchGetKeysMax = 100;           // BatchGetItem
constexpr size_t kBatchWriteRequestsMax = 25;      // BatchWriteItem
constexpr size_t kSubstitutionBytesMax = 2 << 20;  // "Expression parameters": names and values
constexpr size_t kTableNameBytesMin = 3;           // "Naming rules"
constexpr size_t kTableNameBytesMax = 255;
constexpr size_t kTablesPerAccountMax = 2500;  // "Tables": per account and Region
constexpr size_t kReadUnitBytes = 4096;        // one read unit reads so much
constexpr size_t kWriteUnitBytes = 1024;       // one write unit writes so much

}  // namespace table
