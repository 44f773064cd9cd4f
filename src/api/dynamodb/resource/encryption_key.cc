#include "api/dynamodb/resource/encryption_key.h"

#include <string_view>

#define XXH_INLINE_ALL
#include <xxhash.h>

#include "base/random.h"

namespace api::dynamodb::resource {
namespace {

constexpr std::string_view kOwnAlias = "alias/aws/dynamodb";
constexpr std::string_view kAlias = "alias/";

}  // namespace

std::string EncryptionKeyArn(const table::Namespace& name_space,
                             const std::optional<std::string>& key) {
  std::string prefix = "arn:aws:kms:" + name_space.region + ":" + name_space.account + ":";
  std::string name = key.value_or(std::string(kOwnAlias));
  // Of an ARN the last part is what others give alone.
  if (name.starts_with("arn:")) {
    const size_t last = name.rfind(':') + 1;
    prefix = name.substr(0, last);
    name.erase(0, last);
  }
  if (name.starts_with("key/")) return prefix + name;
  if (!name.starts_with(kAlias)) return prefix + "key/" + name;
  const std::string alias = prefix + name;
  base::SeededRandom id(XXH3_64bits(alias.data(), alias.size()));
  return prefix + "key/" + base::NewUuid(id);
}

}  // namespace api::dynamodb::resource
