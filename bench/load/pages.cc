#include "load/pages.h"

#include <charconv>

#include "load/data_set.h"

namespace load {
namespace {

// More than the members of an answer besides its items have.
constexpr size_t kEndBytes = 4096;

// What follows `name` in the first or last bytes of the body.
std::optional<std::string_view> After(std::string_view body, std::string_view name) {
  for (const size_t from : {size_t{0}, body.size() - std::min(body.size(), kEndBytes)}) {
    const size_t at = body.substr(from, kEndBytes).find(name);
    if (at != std::string_view::npos) return body.substr(from + at + name.size());
  }
  return std::nullopt;
}

// The object that `text` begins with.
std::string_view Object(std::string_view text) {
  int depth = 0;
  bool quoted = false;
  for (size_t i = 0; i < text.size(); ++i) {
    if (quoted) {
      if (text[i] == '\\')
        ++i;
      else if (text[i] == '"')
        quoted = false;
    } else if (text[i] == '"') {
      quoted = true;
    } else if (text[i] == '{') {
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      return text.substr(0, i + 1);
    }
  }
  return "";
}

// Everything but where to start and the end.
std::string FirstPart(Operation operation, size_t connection, size_t connections) {
  if (operation == Operation::kQueryPages) {
    return "{\"TableName\":\"" + std::string(kOrderedTable) +
           "\",\"KeyConditionExpression\":\"pk = :p\",\"ExpressionAttributeValues\":{\":p\":"
           "{\"S\":\"" +
           KeyText(0) + "\"}},\"ConsistentRead\":true";
  }
  return "{\"TableName\":\"" + std::string(kTable) +
         "\",\"Segment\":" + std::to_string(connection) +
         ",\"TotalSegments\":" + std::to_string(connections);
}

}  // namespace

Page ParsePage(std::string_view body) {
  Page page;
  if (const auto text = After(body, "\"Count\":")) {
    uint64_t count = 0;
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), count);
    if (parsed.ec == std::errc()) page.count = count;
  }
  if (const auto text = After(body, "\"LastEvaluatedKey\":")) {
    page.last_evaluated_key = Object(*text);
  }
  return page;
}

Pages::Pages(Operation operation, size_t connections, uint64_t passes, Signer& signer)
    : passes_(passes), signer_(signer), walks_(connections) {
  for (Walk& walk : walks_) walk.request.operation = operation;
}

const Request* Pages::Next(size_t connection) {
  Walk& walk = walks_[connection];
  if (walk.passes_done == passes_) return nullptr;
  const Operation operation = walk.request.operation;
  std::string body = FirstPart(operation, connection, walks_.size());
  if (!walk.start_key.empty()) body += ",\"ExclusiveStartKey\":" + walk.start_key;
  walk.request.text = signer_.Request(TraitsOf(operation).api_name, body + "}");
  return &walk.request;
}

void Pages::Answered(size_t connection, const Answer& answer) {
  Walk& walk = walks_[connection];
  const Page page = ParsePage(answer.body);
  items_ += page.count.value_or(0);
  walk.start_key = page.last_evaluated_key;
  if (walk.start_key.empty()) ++walk.passes_done;
}

}  // namespace load
