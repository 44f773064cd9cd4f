// The operations of STS, one file each.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "auth/authenticator.h"

namespace api::sts {

struct Operation {
  std::string_view name;  // the Action
  // The members of the result, as XML.
  std::string (*call)(const auth::Identity& caller);
};

std::string GetCallerIdentity(const auth::Identity& caller);

std::span<const Operation> Operations();

}  // namespace api::sts
