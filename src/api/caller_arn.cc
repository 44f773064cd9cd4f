#include "api/caller_arn.h"

#include <algorithm>
#include <string_view>

#include "wire/ascii.h"

namespace api {
namespace {

// https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
constexpr size_t kUserNameBytesMax = 64;

bool IsOfUserName(char c) {
  const char lower = wire::ToLower(c);
  return (lower >= 'a' && lower <= 'z') || wire::IsDigit(c) ||
         std::string_view("+=,.@-_").find(c) != std::string_view::npos;
}

}  // namespace

bool IsUser(const auth::Identity& identity) {
  return !identity.name.empty() && identity.name.size() <= kUserNameBytesMax &&
         std::ranges::all_of(identity.name, IsOfUserName);
}

std::string CallerArn(const auth::Identity& identity) {
  const std::string account = "arn:aws:iam::" + identity.account_id;
  return IsUser(identity) ? account + ":user/" + identity.name : account + ":root";
}

}  // namespace api
