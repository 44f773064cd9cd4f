// The AWS Query protocol, which STS and IAM speak: parameters in a form or in the query of the URL,
// answers in XML.
// https://smithy.io/2.0/aws/protocols/aws-query-protocol.html
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "wire/http_message.h"

namespace api::query {

constexpr std::string_view kContentType = "text/xml";

// The decoded value of the first parameter of this name: in the body if it is a form, else in the
// URL.
std::optional<std::string> Parameter(const wire::HttpRequest& request, std::string_view name);

struct Error {
  std::string_view code;  // "InvalidAction"; a literal
  int status = 400;       // of HTTP; from 500 on the fault is the server's
  std::string message;
};

// Appends <name>text</name>. Characters that XML cannot express become "?".
void AppendElement(std::string_view name, std::string_view text, std::string* xml);

// <ErrorResponse xmlns="…">: the error and the request's id.
std::string RenderError(std::string_view xml_namespace, const Error& error,
                        std::string_view request_id);

// <ActionResponse xmlns="…">: the members of the result, as elements, and the request's id.
std::string RenderResponse(std::string_view xml_namespace, std::string_view action,
                           std::string_view members, std::string_view request_id);

}  // namespace api::query
