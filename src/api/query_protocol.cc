#include "api/query_protocol.h"

#include <simdjson.h>

#include "auth/uri.h"
#include "wire/ascii.h"

namespace api::query {
namespace {

constexpr std::string_view kForm = "application/x-www-form-urlencoded";
constexpr int kServerFault = 500;

bool IsForm(const wire::HttpRequest& request) {
  std::string_view type = request.Header("content-type").value_or("");
  return wire::EqualsIgnoreCase(wire::TrimSpace(wire::TakeUntil(';', &type)), kForm);
}

std::optional<std::string> Find(std::string_view parameters, std::string_view name) {
  for (auth::QueryParameter parameter; auth::TakeQueryParameter(&parameters, &parameter);) {
    if (parameter.name != name) continue;
    std::string value;
    auth::AppendQueryDecoded(parameter.value, &value);
    return value;
  }
  return std::nullopt;
}

void AppendEscaped(char c, std::string* xml) {
  switch (c) {
    case '<':
      xml->append("&lt;");
      break;
    case '>':
      xml->append("&gt;");
      break;
    case '&':
      xml->append("&amp;");
      break;
    default: {
      const bool is_space = c == '\t' || c == '\n' || c == '\r';
      xml->push_back(static_cast<unsigned char>(c) < ' ' && !is_space ? '?' : c);
    }
  }
}

void AppendOpening(std::string_view name, std::string_view xml_namespace, std::string* xml) {
  xml->append("<").append(name).append(" xmlns=\"").append(xml_namespace).append("\">\n");
}

void AppendClosing(std::string_view name, std::string* xml) {
  xml->append("</").append(name).append(">\n");
}

}  // namespace

std::optional<std::string> Parameter(const wire::HttpRequest& request, std::string_view name) {
  std::optional<std::string> found;
  if (IsForm(request)) found = Find(request.body, name);
  if (!found) found = Find(auth::SplitTarget(request.target).query, name);
  return found;
}

void AppendElement(std::string_view name, std::string_view text, std::string* xml) {
  const bool is_utf8 = simdjson::validate_utf8(text.data(), text.size());
  xml->append("<").append(name).append(">");
  for (const char c : text) {
    const bool is_ascii = static_cast<unsigned char>(c) < 0x80;
    AppendEscaped(is_utf8 || is_ascii ? c : '?', xml);
  }
  AppendClosing(name, xml);
}

std::string RenderError(std::string_view xml_namespace, const Error& error,
                        std::string_view request_id) {
  std::string xml;
  AppendOpening("ErrorResponse", xml_namespace, &xml);
  xml.append("<Error>\n");
  AppendElement("Type", error.status < kServerFault ? "Sender" : "Receiver", &xml);
  AppendElement("Code", error.code, &xml);
  AppendElement("Message", error.message, &xml);
  AppendClosing("Error", &xml);
  AppendElement("RequestId", request_id, &xml);
  AppendClosing("ErrorResponse", &xml);
  return xml;
}

std::string RenderResponse(std::string_view xml_namespace, std::string_view action,
                           std::string_view members, std::string_view request_id) {
  const std::string response = std::string(action) + "Response";
  const std::string result = std::string(action) + "Result";
  std::string xml;
  AppendOpening(response, xml_namespace, &xml);
  xml.append("<").append(result).append(">\n").append(members);
  AppendClosing(result, &xml);
  xml.append("<ResponseMetadata>\n");
  AppendElement("RequestId", request_id, &xml);
  AppendClosing("ResponseMetadata", &xml);
  AppendClosing(response, &xml);
  return xml;
}

}  // namespace api::query
