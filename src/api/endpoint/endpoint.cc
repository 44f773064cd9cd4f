#include "api/endpoint/endpoint.h"

#include <algorithm>
#include <array>
#include <cstring>

#include "api/dynamodb/operations.h"
#include "api/endpoint/authentication_error.h"
#include "api/model/dynamodb_json.h"
#include "api/query_protocol.h"
#include "api/sts/operations.h"
#include "auth/claimed_service.h"
#include "auth/uri.h"
#include "base/random.h"

namespace api {
namespace {

constexpr std::string_view kJson = "application/json";
constexpr std::array<std::string_view, 3> kContentTypes = {"application/x-amz-json-1.0",
                                                           "application/x-amz-json-1.1", kJson};

// The headers of an answer that scripts of other origins may read.
constexpr std::string_view kCorsExposed =
    "x-amzn-RequestId,x-amzn-ErrorType,x-amzn-ErrorMessage,Date";
// How long a browser may remember that it may call (two days).
constexpr std::string_view kCorsMaxAge = "172800";

char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool EqualsIgnoringCase(std::string_view text, std::string_view lower) {
  return std::ranges::equal(text, lower, {}, ToLower);
}

// The request's content type without parameters; empty if it is none of kContentTypes.
std::string_view ContentTypeOf(const wire::HttpRequest& request) {
  std::string_view type = request.Header("content-type").value_or("");
  type = type.substr(0, type.find(';'));
  while (type.ends_with(' ')) type.remove_suffix(1);
  const auto found = std::ranges::find_if(
      kContentTypes, [&](std::string_view known) { return EqualsIgnoringCase(type, known); });
  return found == kContentTypes.end() ? std::string_view() : *found;
}

// 52 digits and letters up to V, as the service's are. 128 bits are random; the rest only looks
// like it.
std::string NewRequestId(base::Random& random) {
  constexpr std::string_view kCharacters = "0123456789ABCDEFGHIJKLMNOPQRSTUV";
  constexpr size_t kPairBits = 10;
  constexpr size_t kPairs = size_t{1} << kPairBits;
  constexpr std::array<char, 2 * kPairs> kTexts = [&] {
    std::array<char, 2 * kPairs> texts{};
    for (size_t i = 0; i < kPairs; ++i) {
      texts[2 * i] = kCharacters[i / kCharacters.size()];
      texts[2 * i + 1] = kCharacters[i % kCharacters.size()];
    }
    return texts;
  }();
  constexpr size_t kLength = 52;
  std::string id(kLength, '\0');
  uint64_t bits = random.Next();
  const uint64_t step = random.Next() | 1;
  for (size_t at = 0; at < kLength; bits += step) {
    const uint64_t mixed = base::MixBits(bits);
    for (size_t shift = 0; shift + kPairBits <= 64 && at < kLength; shift += kPairBits, at += 2) {
      std::memcpy(&id[at], &kTexts[2 * ((mixed >> shift) % kPairs)], 2);
    }
  }
  return id;
}

// The answer to a browser's preflight, before a page of another origin calls. Calls are always
// allowed, because the signature protects them.
void AnswerPreflight(const wire::HttpRequest& request, wire::HttpResponse* answer) {
  for (const auto& [asked, answered] :
       {std::pair{"access-control-request-headers", "Access-Control-Allow-Headers"},
        std::pair{"access-control-request-method", "Access-Control-Allow-Methods"}}) {
    if (const auto value = request.Header(asked)) {
      answer->headers.emplace_back(answered, *value);
    }
  }
  answer->headers.emplace_back("Access-Control-Max-Age", kCorsMaxAge);
}

// The answer to health checks of load balancers. The space at the end is as in the service's
// answer.
void AnswerHealth(wire::HttpResponse* answer) {
  answer->body = "healthy: dynamodb." + std::string(auth::kDefaultRegion) + ".amazonaws.com ";
  answer->crc32 = true;
}

bool AsksForHealth(const wire::HttpRequest& request) {
  return (request.method == "GET" || request.method == "HEAD") &&
         auth::SplitTarget(request.target).path == "/";
}

void AnswerNotForTheApi(wire::HttpResponse* answer) {
  answer->status = 404;
  answer->body = "<UnknownOperationException/>\n";
  answer->crc32 = true;
}

// Only answers of at least this size are marked as repeatable, and so may be dropped if there is no
// memory for them.
constexpr size_t kLargeAnswer = 16 * 1024;

// The operations of PartiQL do not count: a statement may write.
bool OnlyReads(std::string_view operation) {
  constexpr std::array<std::string_view, 8> kReading = {
      "Get", "Query", "Scan", "BatchGet", "TransactGet", "Search", "Describe", "List"};
  return std::ranges::any_of(
      kReading, [&](std::string_view prefix) { return operation.starts_with(prefix); });
}

// The most bytes of items in an answer of the operation; 0 if an answer has at most one item.
size_t AnswerBytesMaxOf(std::string_view operation) {
  constexpr size_t kTransactionBytesMax = 4 << 20;
  if (operation == "BatchGetItem" || operation == "BatchExecuteStatement") {
    return table::kBatchGetBytesMax;
  }
  if (operation == "TransactGetItems" || operation == "ExecuteTransaction") {
    return kTransactionBytesMax;
  }
  if (operation == "Query" || operation == "Scan" || operation == "ExecuteStatement" ||
      operation == "SearchVectors") {
    return table::kPageBytesMax;
  }
  return 0;
}

std::vector<size_t> AnswerBytesMax() {
  std::vector<size_t> bytes;
  for (const Operation& operation : dynamodb::Operations()) {
    bytes.push_back(AnswerBytesMaxOf(operation.name));
  }
  return bytes;
}

const Operation* FindOperation(std::string_view target) {
  const std::span<const Operation> operations = dynamodb::Operations();
  const auto found = std::ranges::find(operations, target, &Operation::target);
  return found == operations.end() ? nullptr : &*found;
}

std::vector<std::string_view> NamesOfOperations() {
  std::vector<std::string_view> names;
  for (const Operation& operation : dynamodb::Operations()) names.push_back(operation.name);
  for (const sts::Operation& operation : sts::Operations()) names.push_back(operation.name);
  return names;
}

// The error for a request without a target. The service parses its body first, and reports if that
// is not a JSON object.
ApiError WithoutTarget(std::string_view body) {
  if (!body.empty()) {
    // An input without members: any object will do.
    const auto parsed = dynamodb::ParseDescribeEndpointsRequest(body, Words::kOld);
    if (!parsed) return parsed.error();
  }
  return UnknownOperation();
}

void AddRequestId(std::string request_id, wire::HttpResponse* answer) {
  answer->headers.emplace_back("x-amzn-RequestId", std::move(request_id));
}

}  // namespace

Endpoint::Endpoint(const Parts& parts)
    : parts_(parts),
      counters_(NamesOfOperations()),
      sts_(parts.authenticator, &counters_, dynamodb::Operations().size()),
      others_{&sts_},
      reads_(parts.reads_bytes_max),
      answer_bytes_max_(AnswerBytesMax()) {}

wire::HttpResponse Endpoint::Handle(const wire::HttpRequest& request) {
  wire::HttpResponse answer;
  std::string request_id = NewRequestId(parts_.random);
  const std::string_view content_type = ContentTypeOf(request);
  const bool cross_origin = request.Header("origin").has_value();
  if (cross_origin) {
    answer.headers.emplace_back("Access-Control-Allow-Origin", "*");
    answer.headers.emplace_back("Access-Control-Expose-Headers", kCorsExposed);
  }

  if (cross_origin && request.method == "OPTIONS") {
    AnswerPreflight(request, &answer);
  } else if (content_type.empty() && AnswerAsOther(request, &request_id, &answer)) {
    // Done.
  } else if (AsksForHealth(request)) {
    AnswerHealth(&answer);
  } else if (request.method != "POST" || (!request.body.empty() && content_type.empty())) {
    AnswerNotForTheApi(&answer);
  } else {
    answer.content_type = content_type.empty() ? kJson : content_type;
    AnswerApi(request, &request_id, &answer);
  }
  AddRequestId(std::move(request_id), &answer);
  return answer;
}

wire::HttpResponse Endpoint::Refuse(int status, std::string_view reason) {
  wire::HttpResponse answer;
  answer.status = status;
  answer.content_type = kContentTypes.front();
  answer.body = RenderError(RefusedByHttp(status, std::string(reason)));
  answer.crc32 = true;
  AddRequestId(NewRequestId(parts_.random), &answer);
  return answer;
}

bool Endpoint::AnswerAsOther(const wire::HttpRequest& request, std::string* request_id,
                             wire::HttpResponse* answer) {
  const std::string scope = auth::ClaimedService(request);
  std::optional<std::string> version;
  if (scope.empty()) version = query::Parameter(request, "Version");
  for (OtherService* const other : others_) {
    if (scope.empty() ? version != other->version() : scope != other->scope()) continue;
    *request_id = base::NewUuid(parts_.random);
    other->Handle(request, *request_id, answer);
    return true;
  }
  return false;
}

void Endpoint::AnswerApi(const wire::HttpRequest& request, std::string* request_id,
                         wire::HttpResponse* answer) {
  std::string several;  // several targets, joined, name no operation
  const std::optional<std::string_view> target = request.JoinedHeader("x-amz-target", &several);
  const Operation* operation = FindOperation(target.value_or(""));
  if (!operation && AnswerAsOther(request, request_id, answer)) return;

  answer->crc32 = true;
  const auto call = [&]() -> ApiResult<std::string> {
    if (request.undecodable) return InternalServerError();
    if (!operation) return target ? UnknownOperation() : WithoutTarget(request.body);
    return Call(*operation, request, *request_id);
  };
  ApiResult<std::string> result = call();
  if (!operation || request.undecodable) counters_.CountRefused(result.error().name);
  if (result) {
    answer->body = *std::move(result);
    answer->repeatable =
        operation && answer->body.size() >= kLargeAnswer && OnlyReads(operation->name);
  } else {
    answer->status = result.error().status;
    answer->body = RenderError(result.error());
  }
}

ApiResult<std::string> Endpoint::Call(const Operation& operation, const wire::HttpRequest& request,
                                      const std::string& request_id) {
  const auth::AuthResult identity = parts_.authenticator.Authenticate(request);
  if (!identity) {
    ApiError error = ToApiError(identity.error());
    counters_.CountRefused(error.name);
    return error;
  }
  RequestContext context{
      .catalog = parts_.catalog,
      .items = parts_.items,
      .transactions = parts_.transactions,
      .clock = parts_.clock,
      .random = parts_.random,
      .identity = *identity,
      .name_space = {.account = identity->account_id, .region = identity->region},
      .request_id = request_id,
      .operation = operation.name,
      .words = operation.words,
      .host = request.Header("host").value_or(""),
  };
  const auto index = static_cast<size_t>(&operation - dynamodb::Operations().data());
  const ReadsAtOnce::Turn turn(&reads_, answer_bytes_max_[index]);
  ApiResult<std::string> result = operation.call(context, request.body);
  counters_.Count(index, result ? std::string_view() : result.error().name);
  return result;
}

}  // namespace api
