// The description of a table, as the catalog keeps it.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "kv/store.h"
#include "table/index_description.h"
#include "table/key_schema.h"
#include "table/throughput.h"

namespace table {

// The account and region of a table. Table names are unique within a namespace.
struct Namespace {
  std::string account;  // twelve digits
  std::string region;   // "us-east-1"
  friend auto operator<=>(const Namespace&, const Namespace&) = default;
};

enum class TableStatus { kCreating, kActive, kUpdating, kDeleting };
enum class BillingMode { kProvisioned, kPayPerRequest };
enum class TableClass { kStandard, kStandardInfrequentAccess };

struct SseSpecification {
  bool enabled = false;
  std::string type;  // "KMS" or "AES256"
  std::optional<std::string> kms_master_key_id;
};

struct StreamSpecification {
  bool enabled = false;
  std::string view_type;
  std::string label;  // LatestStreamLabel: when it was enabled, ISO 8601; kept when disabled
};

// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/TTL.html
struct TimeToLive {
  bool enabled = false;
  std::string attribute;
  std::optional<base::WallTime> changed;
};

// A resource-based policy, as PutResourcePolicy received it.
struct ResourcePolicy {
  std::string document;
  std::string revision_id;
};

// The times of changes of settings that may be changed only so often. The oldest first; times that
// are too old to matter for the limits are left out.
struct SettingChanges {
  std::vector<base::WallTime> to_pay_per_request;
  std::vector<base::WallTime> table_class;
  std::vector<base::WallTime> encryption;
};

namespace catalog {
class SchemaGate;
}

// Immutable once it is in the catalog: a change makes a new description.
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
  std::optional<TableClass> table_class;  // nullopt: never given; counts as kStandard
  std::optional<base::WallTime> table_class_changed;
  bool deletion_protection = false;
  std::optional<SseSpecification> sse;
  std::optional<StreamSpecification> stream;
  std::vector<std::pair<std::string, std::string>> tags;
  std::optional<TimeToLive> time_to_live;
  std::optional<ResourcePolicy> resource_policy;
  int64_t policy_revision = 0;  // of the last policy; 0: the table never had one
  SettingChanges changes;
  std::vector<Partition> partitions;
  std::vector<IndexDescription> local_indexes;   // in the order they were given
  std::vector<IndexDescription> global_indexes;  // the same
  std::vector<IndexDescription> vector_indexes;  // the same
  uint32_t next_index_number = 1;                // the number of the next index to be made
  // The gate that writes pass (catalog/schema_gate.h), shared by all descriptions of one table.
  // Null if the description is not the catalog's: then it cannot change under a write.
  std::shared_ptr<catalog::SchemaGate> gate;

  std::string Arn() const;  // arn:aws:dynamodb:region:account:table/name
  kv::ShardId ShardOf(uint64_t token) const {
    return partitions[PartitionOf(partitions, token)].shard;
  }
  // Finds a local or global index by its name, in any state; null if there is none.
  const IndexDescription* FindIndex(std::string_view index_name) const;
  // Finds a vector index by its name, in any state; null if there is none.
  const IndexDescription* FindVectorIndex(std::string_view index_name) const;
  // The global and the vector indexes. They have shards of their own, and can be added to a table
  // and removed from it.
  std::array<std::vector<IndexDescription>*, 2> OnlineIndexes() {
    return {&global_indexes, &vector_indexes};
  }
  std::array<const std::vector<IndexDescription>*, 2> OnlineIndexes() const {
    return {&global_indexes, &vector_indexes};
  }
  // The partitions of the index, or of the table itself (null).
  const std::vector<Partition>& PartitionsOf(const IndexDescription* index) const {
    return index != nullptr && !index->local ? index->partitions : partitions;
  }
};
using TablePtr = std::shared_ptr<const TableDescription>;

}  // namespace table
