// The ARN of the key that encrypts a table, for the table's description.
#pragma once

#include <optional>
#include <string>

#include "table/table.h"

namespace api::dynamodb::resource {

// The ARN of a key, "arn:aws:kms:region:account:key/id", of what KMSMasterKeyId may say: a key's
// id, an alias, or the ARN of either; nullopt is the key of DynamoDB in the account. An alias
// stands for a key whose id clients have not seen: here one made up of the alias, always the same.
std::string EncryptionKeyArn(const table::Namespace& name_space,
                             const std::optional<std::string>& key);

}  // namespace api::dynamodb::resource
