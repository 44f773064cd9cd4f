#include "api/dynamodb/resource/policy_document.h"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>

namespace api::dynamodb::resource {
namespace {

using Json = simdjson::dom::element;
using JsonObject = simdjson::dom::object;
using Check = base::Status (*)(Json json);

// One member of an object of the grammar. Of those with one `instead`, exactly one is given.
struct Member {
  std::string_view name;
  Check check;
  bool required = false;
  std::string_view instead = {};
};

base::Error Invalid(const std::string& message) {
  return base::InvalidArgument("Invalid policy document: " + message);
}

bool IsOneOf(std::string_view text, std::span<const std::string_view> texts) {
  return std::ranges::find(texts, text) != texts.end();
}

base::Result<std::string_view> Text(Json json, std::string_view what) {
  std::string_view text;
  if (json.get(text)) return Invalid(std::string(what) + " must be a string");
  return text;
}

// Calls `check` for the value, or for each of a list of at least one.
template <typename Function>
base::Status ForOneOrMore(Json json, std::string_view what, const Function& check) {
  simdjson::dom::array list;
  if (json.get(list)) return check(json);
  if (list.size() == 0) return Invalid(std::string(what) + " must not be empty");
  for (const Json element : list) TRY(check(element));
  return {};
}

base::Status CheckObject(Json json, std::string_view what, std::span<const Member> members) {
  JsonObject object;
  if (json.get(object)) return Invalid(std::string(what) + " must be an object");
  std::set<std::string_view> seen;
  for (const auto& [name, value] : object) {
    const auto member = std::ranges::find(members, name, &Member::name);
    if (member == members.end()) {
      return Invalid("Unknown field " + std::string(name) + " in " + std::string(what));
    }
    if (!seen.insert(name).second) {
      return Invalid("Field " + std::string(name) + " is given more than once in " +
                     std::string(what));
    }
    TRY(member->check(value));
  }
  for (const Member& member : members) {
    const bool instead = !member.instead.empty() && seen.contains(member.instead);
    if (instead && seen.contains(member.name)) {
      return Invalid(std::string(what) + " has both " + std::string(member.name) + " and " +
                     std::string(member.instead));
    }
    if (member.required && !instead && !seen.contains(member.name)) {
      return Invalid("Missing required field " + std::string(member.name));
    }
  }
  return {};
}

base::Status CheckVersion(Json json) {
  constexpr std::string_view kVersions[] = {"2012-10-17", "2008-10-17"};
  TRY_ASSIGN(const std::string_view version, Text(json, "Version"));
  if (IsOneOf(version, kVersions)) return {};
  return Invalid("The policy must contain a valid version string");
}

base::Status CheckId(Json json) {
  TRY(Text(json, "Id"));
  return {};
}

base::Status CheckSid(Json json) {
  TRY(Text(json, "Sid"));
  return {};
}

base::Status CheckEffect(Json json) {
  TRY_ASSIGN(const std::string_view effect, Text(json, "Effect"));
  if (effect == "Allow" || effect == "Deny") return {};
  return Invalid("Invalid effect: " + std::string(effect));
}

base::Status CheckAction(Json json) {
  return ForOneOrMore(json, "Action", [](Json element) -> base::Status {
    constexpr std::string_view kService = "dynamodb:";
    TRY_ASSIGN(const std::string_view action, Text(element, "Action"));
    const bool of_service =
        action.size() > kService.size() &&
        std::ranges::equal(action.substr(0, kService.size()), kService, {},
                           [](char c) { return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : +c; });
    if (action == "*" || of_service) return {};
    return Invalid("Policy has invalid action: " + std::string(action));
  });
}

base::Status CheckResource(Json json) {
  return ForOneOrMore(json, "Resource", [](Json element) -> base::Status {
    constexpr std::ptrdiff_t kColonsOfAnArn = 5;
    TRY_ASSIGN(const std::string_view resource, Text(element, "Resource"));
    const bool arn =
        resource.starts_with("arn:") && std::ranges::count(resource, ':') >= kColonsOfAnArn;
    if (resource == "*" || arn) return {};
    return Invalid("Policy has invalid resource: " + std::string(resource));
  });
}

// Whom "AWS" names: anyone, an account by its number, or anyone by ARN.
bool IsAwsPrincipal(std::string_view text) {
  constexpr size_t kAccountDigits = 12;
  const bool account = text.size() == kAccountDigits &&
                       text.find_first_not_of("0123456789") == std::string_view::npos;
  return text == "*" || account || text.starts_with("arn:");
}

base::Status CheckPrincipal(Json json) {
  constexpr std::string_view kKinds[] = {"AWS", "Service", "Federated", "CanonicalUser"};
  if (std::string_view anyone; !json.get(anyone) && anyone == "*") return {};
  JsonObject object;
  if (json.get(object)) return Invalid("Invalid principal in policy");
  if (object.size() == 0) return Invalid("Invalid principal in policy");
  for (const auto& [kind, value] : object) {
    if (!IsOneOf(kind, kKinds)) return Invalid("Invalid principal in policy: " + std::string(kind));
    const bool aws = kind == "AWS";
    TRY(ForOneOrMore(value, "Principal", [aws](Json element) -> base::Status {
      TRY_ASSIGN(const std::string_view principal, Text(element, "Principal"));
      if (principal.empty() || (aws && !IsAwsPrincipal(principal))) {
        return Invalid("Invalid principal in policy: " + std::string(principal));
      }
      return {};
    }));
  }
  return {};
}

// "StringLike", "ForAllValues:StringEquals", "NumericLessThanIfExists"
bool IsConditionOperator(std::string_view name) {
  constexpr std::string_view kOperators[] = {"StringEquals",
                                             "StringNotEquals",
                                             "StringEqualsIgnoreCase",
                                             "StringNotEqualsIgnoreCase",
                                             "StringLike",
                                             "StringNotLike",
                                             "NumericEquals",
                                             "NumericNotEquals",
                                             "NumericLessThan",
                                             "NumericLessThanEquals",
                                             "NumericGreaterThan",
                                             "NumericGreaterThanEquals",
                                             "DateEquals",
                                             "DateNotEquals",
                                             "DateLessThan",
                                             "DateLessThanEquals",
                                             "DateGreaterThan",
                                             "DateGreaterThanEquals",
                                             "Bool",
                                             "BinaryEquals",
                                             "IpAddress",
                                             "NotIpAddress",
                                             "ArnEquals",
                                             "ArnLike",
                                             "ArnNotEquals",
                                             "ArnNotLike"};
  constexpr std::string_view kIfExists = "IfExists";
  if (name == "Null") return true;
  for (const std::string_view prefix : {"ForAllValues:", "ForAnyValue:"}) {
    if (name.starts_with(prefix)) {
      name.remove_prefix(prefix.size());
      break;
    }
  }
  if (name.ends_with(kIfExists)) name.remove_suffix(kIfExists.size());
  return IsOneOf(name, kOperators);
}

base::Status CheckCondition(Json json) {
  JsonObject conditions;
  if (json.get(conditions)) return Invalid("Condition must be an object");
  for (const auto& [name, operands] : conditions) {
    if (!IsConditionOperator(name)) return Invalid("Invalid Condition type : " + std::string(name));
    JsonObject keys;
    if (operands.get(keys)) return Invalid("Condition must be an object of objects");
    for (const auto& [key, values] : keys) {
      TRY(ForOneOrMore(values, "Condition", [](Json value) -> base::Status {
        if (value.is_string() || value.is_number() || value.is_bool()) return {};
        return Invalid("Condition values must be strings, numbers or booleans");
      }));
    }
  }
  return {};
}

constexpr Member kStatementMembers[] = {
    {"Sid", CheckSid},
    {"Effect", CheckEffect, true},
    {"Principal", CheckPrincipal, true, "NotPrincipal"},
    {"NotPrincipal", CheckPrincipal},
    {"Action", CheckAction, true, "NotAction"},
    {"NotAction", CheckAction},
    {"Resource", CheckResource, true, "NotResource"},
    {"NotResource", CheckResource},
    {"Condition", CheckCondition},
};

base::Status CheckStatement(Json json) {
  std::set<std::string_view> sids;
  return ForOneOrMore(json, "Statement", [&](Json element) -> base::Status {
    TRY(CheckObject(element, "Statement", kStatementMembers));
    std::string_view sid;
    const bool named = !element["Sid"].get(sid) && !sid.empty();
    if (named && !sids.insert(sid).second) {
      return Invalid("Statement IDs (SID) in a single policy must be unique.");
    }
    return {};
  });
}

constexpr Member kPolicyMembers[] = {
    {"Version", CheckVersion},
    {"Id", CheckId},
    {"Statement", CheckStatement, true},
};

}  // namespace

base::Status CheckPolicyDocument(std::string_view document) {
  simdjson::dom::parser parser;
  Json policy;
  if (parser.parse(document.data(), document.size()).get(policy)) {
    return Invalid("The policy is not in the valid JSON format.");
  }
  return CheckObject(policy, "the policy", kPolicyMembers);
}

}  // namespace api::dynamodb::resource
