// https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
#include "api/caller_arn.h"
#include "api/query_protocol.h"
#include "api/sts/operations.h"

namespace api::sts {

// The id of an account's root is the account; of a user, what is unique is the access key's.
std::string GetCallerIdentity(const auth::Identity& caller) {
  std::string members;
  query::AppendElement("Arn", CallerArn(caller), &members);
  query::AppendElement("UserId", IsUser(caller) ? caller.access_key_id : caller.account_id,
                       &members);
  query::AppendElement("Account", caller.account_id, &members);
  return members;
}

}  // namespace api::sts
