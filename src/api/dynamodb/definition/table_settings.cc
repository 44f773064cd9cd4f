#include "api/dynamodb/definition/table_settings.h"

#include <chrono>
#include <cstdio>
#include <ctime>
#include <string>

#include "api/dynamodb/definition/change_limits.h"
#include "api/dynamodb/expression/invalid_parameter.h"
#include "api/dynamodb/resource/encryption_key.h"

namespace api::dynamodb::definition {
namespace {

// "2026-01-01T00:00:00.000": when a stream was enabled.
std::string StreamLabel(base::WallTime now) {
  const auto millis = std::chrono::floor<std::chrono::milliseconds>(now).time_since_epoch();
  const auto seconds = std::chrono::floor<std::chrono::seconds>(millis);
  const std::time_t time = seconds.count();
  std::tm utc{};
  gmtime_r(&time, &utc);
  char date[32];
  const size_t date_bytes = std::strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%S", &utc);
  char fraction[8];
  std::snprintf(fraction, sizeof(fraction), ".%03d", static_cast<int>((millis - seconds).count()));
  return std::string(date, date_bytes) + fraction;
}

bool HasStream(const table::TableDescription& table) {
  return table.stream && table.stream->enabled;
}

}  // namespace

ApiResult<void> CheckSse(const std::optional<SSESpecification>& sse) {
  if (!sse) return {};
  if (sse->sse_type == SSEType::kAes256) {
    return expression::InvalidParameter("SSEType AES256 is not supported");
  }
  if (!sse->enabled.value_or(false) && (sse->sse_type || sse->kms_master_key_id)) {
    return expression::InvalidParameter(
        "SSEType and KMSMasterKeyId can only be specified when server-side encryption is enabled");
  }
  return {};
}

ApiResult<void> CheckStream(const std::optional<StreamSpecification>& stream) {
  if (!stream || stream->stream_enabled == stream->stream_view_type.has_value()) return {};
  if (stream->stream_enabled) {
    return expression::InvalidParameter(
        "If stream is being enabled then UpdateViewType is required");
  }
  return Validation(
      "Invalid StreamViewType: Stream StreamEnabled was false but a StreamViewType was present.");
}

void SetSse(const SSESpecification& wanted, table::TableDescription* table) {
  if (!wanted.enabled.value_or(false)) {
    table->sse.reset();
    return;
  }
  table->sse = table::SseSpecification{.enabled = true,
                                       .type = std::string(ToText(SSEType::kKms)),
                                       .kms_master_key_id = wanted.kms_master_key_id};
}

void SetStream(const StreamSpecification& wanted, base::WallTime now,
               table::TableDescription* table) {
  if (!wanted.stream_enabled) return;
  table->stream =
      table::StreamSpecification{.enabled = true,
                                 .view_type = std::string(ToText(*wanted.stream_view_type)),
                                 .label = StreamLabel(now)};
}

ApiResult<void> ChangeSse(const SSESpecification& wanted, base::WallTime now,
                          table::TableDescription* table) {
  // To go back to the key that AWS owns is always allowed.
  if (wanted.enabled.value_or(false)) {
    const auto arn_of = [&](const std::optional<std::string>& key) {
      return resource::EncryptionKeyArn(table->name_space, key);
    };
    if (table->sse && arn_of(table->sse->kms_master_key_id) == arn_of(wanted.kms_master_key_id)) {
      return expression::InvalidParameter("Table is already encrypted by given KMSMasterKeyId");
    }
    TRY(CountEncryptionChange(now, &table->changes));
  }
  SetSse(wanted, table);
  return {};
}

ApiResult<void> ChangeStream(const StreamSpecification& wanted, base::WallTime now,
                             table::TableDescription* table) {
  if (wanted.stream_enabled) {
    if (HasStream(*table)) {
      return Validation("Table already has an enabled stream: TableName: " + table->name);
    }
    SetStream(wanted, now, table);
    return {};
  }
  if (!HasStream(*table)) {
    return Validation("Table has no stream to disable: TableName: " + table->name);
  }
  table->stream->enabled = false;
  return {};
}

ApiResult<void> ChangeTableClass(TableClass wanted, base::WallTime now,
                                 table::TableDescription* table) {
  const table::TableClass current = table->table_class.value_or(table::TableClass::kStandard);
  table->table_class = ToTable(wanted);
  if (table->table_class == current) return {};
  TRY(CountTableClassChange(now, &table->changes));
  table->table_class_changed = now;
  return {};
}

table::BillingMode ToTable(BillingMode mode) {
  return mode == BillingMode::kPayPerRequest ? table::BillingMode::kPayPerRequest
                                             : table::BillingMode::kProvisioned;
}

table::TableClass ToTable(TableClass table_class) {
  return table_class == TableClass::kStandard ? table::TableClass::kStandard
                                              : table::TableClass::kStandardInfrequentAccess;
}

}  // namespace api::dynamodb::definition
