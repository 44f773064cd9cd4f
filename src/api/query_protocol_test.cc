#include "api/query_protocol.h"

#include <gtest/gtest.h>

#include <vector>

namespace api::query {
namespace {

std::optional<std::string> ParameterOf(std::string_view target, std::string_view type,
                                       std::string_view body) {
  const std::vector<wire::HttpHeader> headers = {{"Content-Type", type}};
  wire::HttpRequest request;
  request.method = "POST";
  request.target = target;
  request.headers = headers;
  request.body = request.wire_body = body;
  return Parameter(request, "Action");
}

TEST(QueryProtocol, FindsParametersInTheFormThenInTheUrl) {
  constexpr std::string_view kForm = "application/x-www-form-urlencoded";
  EXPECT_EQ(ParameterOf("/", kForm, "Version=1&Action=Get+It%21"), "Get It!");
  EXPECT_EQ(ParameterOf("/?Action=Url", kForm, "Action=Form"), "Form");
  EXPECT_EQ(ParameterOf("/?Action=Url", kForm, "Version=1"), "Url");
  EXPECT_EQ(ParameterOf("/", "Application/X-WWW-Form-urlencoded; charset=utf-8", "Action=A"), "A");
  EXPECT_EQ(ParameterOf("/", "application/json", "Action=Form"), std::nullopt);
  EXPECT_EQ(ParameterOf("/?Actions=x", kForm, "action=x"), std::nullopt);
}

TEST(QueryProtocol, WritesNothingThatIsNoXml) {
  std::string xml;
  AppendElement("a", "<&>\"\x01\n\xc3\xa9", &xml);
  EXPECT_EQ(xml, "<a>&lt;&amp;&gt;\"?\n\xc3\xa9</a>\n");
  xml.clear();
  AppendElement("a", "x\xff\xc3\xa9", &xml);
  EXPECT_EQ(xml, "<a>x" + std::string(3, '?') + "</a>\n");
}

TEST(QueryProtocol, SaysWhoseFaultItIs) {
  const std::string ours = RenderError("urn:x", {.code = "C", .status = 500, .message = ""}, "id");
  EXPECT_NE(ours.find("<Type>Receiver</Type>"), std::string::npos) << ours;
  EXPECT_EQ(RenderError("urn:x", {.code = "C", .status = 403, .message = "M"}, "id"),
            "<ErrorResponse xmlns=\"urn:x\">\n<Error>\n<Type>Sender</Type>\n<Code>C</Code>\n"
            "<Message>M</Message>\n</Error>\n<RequestId>id</RequestId>\n</ErrorResponse>\n");
}

}  // namespace
}  // namespace api::query
