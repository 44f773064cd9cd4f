#include "api/dynamodb/statement/next_token.h"

#include <string_view>
#include <utility>

#include "auth/sha256.h"
#include "base/bytes.h"
#include "value/base64.h"

namespace api::dynamodb::statement {
namespace {

constexpr size_t kMacBytes = 16;

std::string MacOf(const ExecuteStatementInput& input, const StatementRead& read,
                  std::string_view content) {
  std::string message;
  base::AppendLengthPrefixed(content, &message);
  base::AppendLengthPrefixed(input.statement, &message);
  if (input.parameters) {
    for (const value::Value& parameter : *input.parameters) {
      base::AppendLengthPrefixed(parameter.view().encoded(), &message);
    }
  }
  const auth::Sha256Digest digest = auth::HmacSha256(read.source.table->id, message);
  return std::string(auth::View(digest).substr(0, kMacBytes));
}

}  // namespace

std::string WriteNextToken(const ExecuteStatementInput& input, const StatementRead& read,
                           const StatementPlace& place) {
  std::string content;
  base::AppendVarint(place.range, &content);
  content += place.after.bytes();
  std::string token;
  value::AppendBase64(MacOf(input, read, content) + content, &token);
  return token;
}

ApiResult<std::optional<StatementPlace>> ReadNextToken(const ExecuteStatementInput& input,
                                                       const StatementRead& read) {
  if (!input.next_token) return std::optional<StatementPlace>();
  const ApiError invalid = Validation("Invalid NextToken");
  std::string bytes;
  if (!value::DecodeBase64(*input.next_token, &bytes).ok() || bytes.size() < kMacBytes) {
    return invalid;
  }
  std::string_view content = std::string_view(bytes).substr(kMacBytes);
  if (MacOf(input, read, content) != std::string_view(bytes).substr(0, kMacBytes)) return invalid;
  const std::optional<uint64_t> range = base::TakeVarint(&content);
  if (!range || !value::RowView::Check(content).ok()) return invalid;
  return std::optional(StatementPlace{.range = *range, .after = value::Row(std::string(content))});
}

}  // namespace api::dynamodb::statement
