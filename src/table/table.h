// Tables: what is known of one, as the catalog keeps it.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "kv/store.h"
#include "table/key_schema.h"

namespace table {

// Whose tables, and where: names are unique within one.
struct Namespace {
  std::string account;  // twelve digits
  std::string region;   // "us-east-1"
  friend auto operator<=>(const Namespace&, const Namespace&) = default;
};

enum class TableStatus { kCreating, kActive, kUpdating, kDeleting };
enum class BillingMode { kProvisioned, kPayPerRequest };
enum class TableClass { kStandard, kStandardInfrequentAccess };

struct ProvisionedThroughput {
  int64_t read_capacity_units = 0;
  int64_t write_capacity_units = 0;
  std::optional<base::WallTime> last_increase;
  std::optional<base::WallTime> last_decrease;
  int64_t decreases_today = 0;
};

// −1: no maximum.
struct OnDemandThroughput {
  std::optional<int64_t> max_read_request_units;
  std::optional<int64_t> max_write_request_units;
};

struct WarmThroughput {
  int64_t read_units_per_second = 0;
  int64_t write_units_per_second = 0;
};

struct SseSpecification {
  bool enabled = false;
  std::string type;  // "KMS" or "AES256"
  std::optional<std::string> kms_master_key_id;
};

struct StreamSpecification {
  bool enabled = false;
  std::string view_type;
};

// A part of the hash space and the shard that holds it: tokens from `first_token` up to the next
// partition's. Sorted; the first begins at 0.
struct Partition {
  uint64_t first_token = 0;
  kv::ShardId shard;
};

// Immutable once in the catalog: a change makes a new one.
struct TableDescription {
  Namespace name_space;
  std::string name;
  std::string id;  // UUID
  TableStatus status = TableStatus::kCreating;
  base::WallTime created;
  std::vector<KeyAttribute> attribute_definitions;  // as given
  KeySchema key_schema;
  BillingMode billing_mode = BillingMode::kProvisioned;
  std::optional<base::WallTime> last_pay_per_request;  // LastUpdateToPayPerRequestDateTime
  ProvisionedThroughput throughput;                    // zeros when on demand
  std::optional<OnDemandThroughput> on_demand;
  std::optional<WarmThroughput> warm;
  std::optional<TableClass> table_class;  // nullopt: never given, which is kStandard unsaid
  std::optional<base::WallTime> table_class_changed;
  bool deletion_protection = false;
  std::optional<SseSpecification> sse;
  std::optional<StreamSpecification> stream;
  std::vector<std::pair<std::string, std::string>> tags;
  std::optional<std::string> resource_policy;
  std::vector<Partition> partitions;

  std::string Arn() const;  // arn:aws:dynamodb:region:account:table/name
  // Where in `partitions` the token lies, and in which shard.
  size_t PartitionOf(uint64_t token) const;
  kv::ShardId ShardOf(uint64_t token) const { return partitions[PartitionOf(token)].shard; }
};
using TablePtr = std::shared_ptr<const TableDescription>;

}  // namespace table
