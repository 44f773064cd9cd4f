#include "api/model/request_reader.h"

#include <cmath>

#include "base/bytes.h"
#include "wire/http_message.h"

namespace api {

base::Status SkipJson(simdjson::ondemand::value json, int depth) {
  run::LongLoop loop;
  if (depth > kIgnoredDepthMax) return value::MalformedJson();
  simdjson::ondemand::json_type type;
  if (json.type().get(type)) return value::MalformedJson();
  switch (type) {
    case simdjson::ondemand::json_type::array: {
      TRY_ASSIGN(simdjson::ondemand::array array, value::ReadJsonList(json));
      for (auto next : array) {
        simdjson::ondemand::value element;
        if (std::move(next).get(element)) return value::MalformedJson();
        TRY(SkipJson(element, depth + 1));
        loop.Next(kElementSteps);
      }
      return {};
    }
    case simdjson::ondemand::json_type::object: {
      TRY_ASSIGN(simdjson::ondemand::object object,
                 value::ReadJsonObject(json, value::JsonWanted::kStruct));
      for (auto next : object) {
        simdjson::ondemand::field field;
        if (std::move(next).get(field)) return value::MalformedJson();
        TRY(value::ReadJsonName(&field));
        TRY(SkipJson(field.value(), depth + 1));
        loop.Next(kElementSteps);
      }
      return {};
    }
    case simdjson::ondemand::json_type::string:
      TRY(value::ReadJsonString(json));
      return {};
    case simdjson::ondemand::json_type::number: {
      simdjson::ondemand::number number;
      return json.get_number().get(number) ? base::Status(value::MalformedJson()) : base::Status();
    }
    case simdjson::ondemand::json_type::boolean:
      TRY(value::ReadJsonBoolean(json));
      return {};
    case simdjson::ondemand::json_type::null:
      return value::IsJsonNull(json) ? base::Status() : base::Status(value::MalformedJson());
  }
  return {};
}

base::Status RequestReader::ReadString(Json json, std::string* out) {
  TRY_ASSIGN(const std::string_view text, value::ReadJsonString(json));
  out->assign(text);
  return {};
}

base::Status RequestReader::ReadInteger(Json json, JsonWanted wanted, int64_t min, int64_t max,
                                        int64_t* out) {
  simdjson::ondemand::number number;
  if (json.get_number().get(number)) return value::UnexpectedJson(json, wanted);
  if (number.is_int64()) {
    *out = number.get_int64();
  } else {
    // A fraction is cut off, and what is out of range becomes the nearest that is not, as the
    // service does.
    const double whole = number.is_uint64() ? static_cast<double>(number.get_uint64())
                                            : std::trunc(number.get_double());
    if (whole >= 0x1p63) {  // the greatest int64_t has no double of its own
      *out = max;
    } else {
      *out = whole < -0x1p63 ? min : static_cast<int64_t>(whole);
    }
  }
  *out = std::clamp(*out, min, max);
  return {};
}

base::Status RequestReader::ReadInteger(Json json, int64_t* out) {
  return ReadInteger(json, JsonWanted::kInteger, std::numeric_limits<int32_t>::min(),
                     std::numeric_limits<int32_t>::max(), out);
}

base::Status RequestReader::ReadLong(Json json, int64_t* out) {
  return ReadInteger(json, JsonWanted::kLong, kNoMinimum, kNoMaximum, out);
}

base::Status RequestReader::ReadDouble(Json json, double* out) {
  if (json.get_double().get(*out)) return value::UnexpectedJson(json, JsonWanted::kDouble);
  return {};
}

base::Status RequestReader::ReadTimestamp(Json json, base::WallTime* out) {
  double seconds = 0;
  TRY(ReadDouble(json, &seconds));
  constexpr double kSecondsMax = 1e12;  // far beyond what anybody asks for, within 64 bits of µs
  const auto micros = std::clamp(seconds, -kSecondsMax, kSecondsMax) * 1e6;
  *out = base::WallTime(std::chrono::microseconds(static_cast<int64_t>(micros)));
  return {};
}

base::Status RequestReader::ReadBoolean(Json json, bool* out) {
  TRY_ASSIGN(*out, value::ReadJsonBoolean(json));
  return {};
}

base::Status RequestReader::ReadStrings(Json json, std::vector<std::string>* out, size_t kept) {
  TRY(ReadList(
      json,
      [](RequestReader& reader, Json element, std::string* text) {
        return reader.ReadString(element, text);
      },
      out, kept));
  return {};
}

base::Status RequestReader::ReadStringMap(Json json,
                                          std::vector<std::pair<std::string, std::string>>* out) {
  return ReadMap(
      json, "java.lang.String",
      [](RequestReader& reader, Json entry, std::string* text) {
        return reader.ReadString(entry, text);
      },
      out);
}

base::Status RequestReader::ReadRow(Json json, value::Row* out) {
  TRY_ASSIGN(*out, value::ParseJsonRow(json, &invalid_value_, ValueWordsOf(words_)));
  return {};
}

base::Status RequestReader::ReadExpressionValues(Json json, value::Row* out) {
  TRY_ASSIGN(JsonObject object, value::ReadJsonObject(json, JsonWanted::kMap));
  struct Attribute {
    std::string_view name;
    size_t begin;  // of its encoding, with the name
    size_t end;
  };
  std::vector<Attribute> attributes;
  std::string encoded;
  bool sorted = true;
  run::LongLoop loop;
  for (auto next : object) {
    simdjson::ondemand::field field;
    if (std::move(next).get(field)) return value::MalformedJson();
    TRY_ASSIGN(const std::string_view key, value::ReadJsonName(&field));
    sorted = sorted && (attributes.empty() || attributes.back().name < key);
    const size_t begin = encoded.size();
    base::AppendLengthPrefixed(key, &encoded);
    std::optional<base::Error> invalid;
    TRY(value::ParseJsonValue(field.value(), &encoded, &invalid, ValueWordsOf(words_)));
    if (invalid && !invalid_expression_value_) {
      invalid_expression_value_ =
          IsNew(words_)
              ? *invalid
              : base::InvalidArgument("ExpressionAttributeValues contains invalid value: " +
                                      invalid->message + " for key " + std::string(key));
    }
    attributes.push_back({key, begin, encoded.size()});
    loop.Next(kElementSteps);
  }
  if (sorted) {
    *out = value::Row(attributes.size(), encoded);
    return {};
  }
  run::SortGivingWay(attributes.begin(), attributes.end(),
                     [](const Attribute& a, const Attribute& b) {
                       const int order = a.name.compare(b.name);
                       return order != 0 ? order < 0 : a.begin < b.begin;
                     });
  std::string in_order;
  in_order.reserve(encoded.size());
  size_t count = 0;
  for (size_t i = 0; i < attributes.size(); ++i) {
    const auto& [name, begin, end] = attributes[i];
    // Of those with one name the last counts.
    if (i + 1 < attributes.size() && attributes[i + 1].name == name) continue;
    in_order.append(encoded, begin, end - begin);
    ++count;
  }
  *out = value::Row(count, in_order);
  return {};
}

base::Status RequestReader::ReadRows(Json json, std::vector<value::Row>* out, size_t kept) {
  TRY(ReadList(
      json,
      [](RequestReader& reader, Json element, value::Row* row) {
        return reader.ReadRow(element, row);
      },
      out, kept));
  return {};
}

base::Status RequestReader::ReadAttributeValue(Json json, std::optional<value::Value>* out) {
  std::string encoded;
  TRY(value::ParseJsonValue(json, &encoded, &invalid_value_, ValueWordsOf(words_)));
  out->emplace(std::move(encoded));
  return {};
}

base::Status RequestReader::ReadAttributeValues(Json json, std::vector<value::Value>* out,
                                                size_t kept) {
  TRY_ASSIGN(simdjson::ondemand::array array, value::ReadJsonList(json));
  const Keeping keeping(*this, kept);
  std::string encoded;
  run::LongLoop loop;
  for (auto next : array) {
    Json element;
    if (std::move(next).get(element)) return value::MalformedJson();
    encoded.clear();
    TRY(value::ParseJsonValue(element, &encoded, &invalid_value_, ValueWordsOf(words_)));
    if (keeping.Keeps(out->size())) out->emplace_back(encoded);
    loop.Next(kElementSteps);
  }
  return {};
}

void RequestReader::CheckRange(int64_t number, const Bounds& bounds) {
  const auto text = [&] { return std::to_string(number); };
  if (number < bounds.min) {
    violations_.Add(path_, text, [&] { return AtLeast("value", bounds.min); });
  }
  if (number > bounds.max) {
    violations_.Add(path_, text, [&] { return AtMost("value", bounds.max); });
  }
}

void RequestReader::CheckString(const std::string& text, const StringConstraint& constraint) {
  const Bounds& length = constraint.length;
  const auto value = [&] { return std::string_view(text); };
  if (constraint.matches && !constraint.matches(text)) {
    violations_.Add(path_, value, [&] { return Matching(constraint.pattern); });
  }
  if (!LengthWithin(text, {.min = length.min})) {
    violations_.Add(path_, value, [&] { return AtLeast("length", length.min); });
  }
  if (!LengthWithin(text, {.max = length.max})) {
    violations_.Add(path_, value, [&] { return AtMost("length", length.max); });
  }
}

void RequestReader::CheckTableName(const std::string& text, const Bounds& bounds) {
  if (text.empty() && IsNew(words_)) {
    violations_.Add(
        path_, [&] { return std::string_view(text); },
        [&] { return AtLeast("length", bounds.min); }, Others::kNotTold);
  } else if (text.empty() || IsArn(text)) {
    CheckString(text, {.length = bounds});
  } else {
    CheckString(text, kTableNameConstraint);
  }
}

void RequestReader::CheckElements(const std::vector<std::string>& list,
                                  const StringConstraint& constraint) {
  const bool all = std::ranges::all_of(
      list, [&](const std::string& text) { return Satisfies(text, constraint); });
  if (!all) {
    violations_.Add(
        path_, [&] { return TextOf(list); },
        [&] { return "Member must satisfy constraint: [" + DescribeConstraint(constraint) + "]"; });
  }
}

void RequestReader::CheckRequired(const StructureInfo& info, uint64_t seen) {
  uint64_t required = info.required | info.required_parameters;
  if (!(seen & info.unless)) required |= info.required_unless;
  const uint64_t missing = required & ~seen;
  for (size_t i = 0; missing >> i != 0; ++i) {
    const uint64_t bit = uint64_t{1} << i;
    if (!(missing & bit)) continue;
    const MemberInfo& member = info.members[i];
    if (info.required_parameters & bit) {
      ParameterError("The parameter '" + std::string(member.name) +
                     "' is required but was not present in the request");
    } else {
      const Step step = At(member);
      if (IsNew(words_) && (info.absent_is_empty & bit)) {
        violations_.Add(
            path_, [] { return ""; }, [] { return AtLeast("length", 1); });
      } else {
        violations_.AddNull(path_);
      }
    }
  }
}

void RequestReader::ParameterError(std::string message) {
  if (!parameter_error_) parameter_error_ = std::move(message);
}

ApiResult<void> RequestReader::Result() const {
  if (parameter_error_) return Validation(*parameter_error_);
  if (!violations_.empty()) return Validation(violations_.Message());
  return {};
}

std::optional<base::Error> RequestReader::TakeInvalidValue() {
  if (!invalid_expression_value_ && !invalid_value_) return std::nullopt;
  has_invalid_value_ = true;
  std::optional<base::Error> taken =
      std::move(invalid_expression_value_ ? invalid_expression_value_ : invalid_value_);
  invalid_expression_value_.reset();
  invalid_value_.reset();
  return taken;
}

namespace {

// Buffers of a thread's parser above this are given back after the request that needed them.
constexpr size_t kParserCapacityKept = 1 << 20;

// For the next request of the thread; null while one is read.
thread_local std::unique_ptr<simdjson::ondemand::parser> spare_parser;

// Never inlined: a fiber must not keep the address of a thread-local across a switch.
[[gnu::noinline]] std::unique_ptr<simdjson::ondemand::parser> TakeParser() {
  if (spare_parser != nullptr) return std::move(spare_parser);
  return std::make_unique<simdjson::ondemand::parser>();
}

[[gnu::noinline]] void GiveBackParser(std::unique_ptr<simdjson::ondemand::parser> parser) {
  if (parser->capacity() <= kParserCapacityKept) spare_parser = std::move(parser);
}

}  // namespace

RequestJson::RequestJson(std::string_view body) : parser_(TakeParser()) {
  const simdjson::padded_string_view padded(body.data(), body.size(),
                                            body.size() + wire::kBodyPaddingBytes);
  parsed_ = !parser_->iterate(padded).get(document_);
}

RequestJson::~RequestJson() { GiveBackParser(std::move(parser_)); }

base::Result<simdjson::ondemand::object> RequestJson::Object() {
  if (!parsed_) return value::MalformedJson();
  simdjson::ondemand::object object;
  if (document_.get_object().get(object)) return value::MalformedJson();
  return object;
}

bool RequestJson::AtEnd() {
  const char* rest = nullptr;
  return document_.current_location().get(rest) == simdjson::OUT_OF_BOUNDS;
}

}  // namespace api
