#include "table/system_keys.h"

#include "base/bytes.h"

namespace table {

std::string TableRecordKey(const Namespace& name_space, std::string_view name) {
  std::string key(kTableRecordPrefix);
  base::AppendLengthPrefixed(name_space.account, &key);
  base::AppendLengthPrefixed(name_space.region, &key);
  key.append(name);
  return key;
}

}  // namespace table
