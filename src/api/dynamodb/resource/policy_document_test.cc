#include "api/dynamodb/resource/policy_document.h"

#include <gtest/gtest.h>

#include <string>

namespace api::dynamodb::resource {
namespace {

constexpr std::string_view kArn = R"("arn:aws:dynamodb:us-east-1:123456789012:table/abc")";

// Members of a statement, one of which a case may put in the place of the usual one.
struct Statement {
  std::string effect = R"("Effect":"Allow",)";
  std::string principal = R"("Principal":{"AWS":"arn:aws:iam::123456789012:user/bob"},)";
  std::string action = R"("Action":"dynamodb:GetItem",)";
  std::string resource = R"("Resource":)" + std::string(kArn);
  std::string more = "";

  std::string Text() const { return "{" + effect + principal + action + resource + more + "}"; }
};

std::string Policy(const std::string& statement) {
  return R"({"Version":"2012-10-17","Statement":)" + statement + "}";
}

std::string Message(const std::string& document) {
  const base::Status status = CheckPolicyDocument(document);
  return status.ok() ? "" : status.error().message;
}

TEST(CheckPolicyDocument, TakesWhatTheGrammarAllows) {
  const Statement statements[] = {
      {},
      {.effect = R"("Effect":"Deny",)"},
      {.principal = R"("Principal":"*",)"},
      {.principal = R"("Principal":{"AWS":["123456789012","arn:aws:iam::123456789012:root"]},)"},
      {.principal = R"("Principal":{"Service":"replication.dynamodb.amazonaws.com","AWS":"*"},)"},
      {.principal = R"("NotPrincipal":{"AWS":"123456789012"},)"},
      {.action = R"("Action":["dynamodb:*","DynamoDB:Batch*Item"],)"},
      {.action = R"("NotAction":"dynamodb:DeleteTable",)"},
      {.action = R"("Action":"*",)"},
      {.resource = R"("Resource":[)" + std::string(kArn) + R"(,"arn:aws:dynamodb:*:*:table/x/*"])"},
      {.resource = R"("Resource":"*")"},
      {.resource = R"("NotResource":"*")"},
      {.more = R"(,"Sid":"one two")"},
      {.more = R"(,"Condition":{"ForAllValues:StringLikeIfExists":{"dynamodb:LeadingKeys":"a*"},)"
               R"("Bool":{"aws:SecureTransport":true},"Null":{"aws:PrincipalTag/a":["false"]},)"
               R"("NumericLessThan":{"dynamodb:Limit":5}})"},
  };
  for (const Statement& statement : statements) {
    EXPECT_EQ(Message(Policy(statement.Text())), "") << statement.Text();
  }
  EXPECT_EQ(Message(R"({"Statement":[)" + Statement().Text() + "," + Statement().Text() + "]}"),
            "");
  EXPECT_EQ(Message(R"({"Version":"2008-10-17","Id":"x","Statement":)" + Statement().Text() + "}"),
            "");
}

TEST(CheckPolicyDocument, RefusesWhatIsNoPolicy) {
  for (const char* text : {"", "{", "[]", "\"\"", "null", "{}", "{} {}"}) {
    EXPECT_TRUE(Message(text).starts_with("Invalid policy document: ")) << text;
  }
  EXPECT_EQ(Message("policy"),
            "Invalid policy document: The policy is not in the valid JSON format.");
  EXPECT_EQ(Message("{}"), "Invalid policy document: Missing required field Statement");
}

TEST(CheckPolicyDocument, RefusesMembersThatAreWrong) {
  struct Case {
    Statement statement;
    std::string message;
  };
  const Case cases[] = {
      {{.effect = ""}, "Missing required field Effect"},
      {{.effect = R"("Effect":"allow",)"}, "Invalid effect: allow"},
      {{.effect = R"("Effect":["Allow"],)"}, "Effect must be a string"},
      {{.principal = ""}, "Missing required field Principal"},
      {{.principal = R"("Principal":"bob",)"}, "Invalid principal in policy"},
      {{.principal = R"("Principal":{},)"}, "Invalid principal in policy"},
      {{.principal = R"("Principal":{"AWS":"bob"},)"}, "Invalid principal in policy: bob"},
      {{.principal = R"("Principal":{"AWS":[]},)"}, "Principal must not be empty"},
      {{.principal = R"("Principal":{"User":"*"},)"}, "Invalid principal in policy: User"},
      {{.principal = R"("Principal":"*","NotPrincipal":"*",)"},
       "Statement has both Principal and NotPrincipal"},
      {{.action = ""}, "Missing required field Action"},
      {{.action = R"("Action":[],)"}, "Action must not be empty"},
      {{.action = R"("Action":"GetItem",)"}, "Policy has invalid action: GetItem"},
      {{.action = R"("Action":"s3:GetObject",)"}, "Policy has invalid action: s3:GetObject"},
      {{.action = R"("Action":5,)"}, "Action must be a string"},
      {{.resource = R"("Resource":"abc")"}, "Policy has invalid resource: abc"},
      {{.resource = R"("Resource":[])"}, "Resource must not be empty"},
      {{.more = R"(,"Effect":"Deny")"}, "Field Effect is given more than once in Statement"},
      {{.more = R"(,"Colour":"red")"}, "Unknown field Colour in Statement"},
      {{.more = R"(,"Condition":[])"}, "Condition must be an object"},
      {{.more = R"(,"Condition":{"Like":{"a":"b"}})"}, "Invalid Condition type : Like"},
      {{.more = R"(,"Condition":{"Bool":"true"})"}, "Condition must be an object of objects"},
      {{.more = R"(,"Condition":{"Bool":{"a":{}}})"},
       "Condition values must be strings, numbers or booleans"},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(Message(Policy(c.statement.Text())), "Invalid policy document: " + c.message);
  }
}

TEST(CheckPolicyDocument, RefusesWrongOuterMembers) {
  const std::string statement = Statement().Text();
  EXPECT_EQ(Message(R"({"Version":"2020-01-01","Statement":)" + statement + "}"),
            "Invalid policy document: The policy must contain a valid version string");
  EXPECT_EQ(Message(Policy("[]")), "Invalid policy document: Statement must not be empty");
  EXPECT_EQ(Message(Policy("[5]")), "Invalid policy document: Statement must be an object");
  const std::string named = Statement{.more = R"(,"Sid":"a")"}.Text();
  EXPECT_EQ(Message(Policy("[" + named + "," + named + "]")),
            "Invalid policy document: Statement IDs (SID) in a single policy must be unique.");
}

}  // namespace
}  // namespace api::dynamodb::resource
