#include "value/json_parser.h"

#include <algorithm>
#include <cstring>
#include <functional>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "run/give_way.h"
#include "value/base64.h"
#include "value/encoding.h"
#include "value/json_shape.h"
#include "value/set_duplicates.h"

namespace value {
namespace {

namespace json = simdjson::ondemand;

// Most items fit without growing again.
constexpr size_t kRowBytesReserved = 1024;
constexpr size_t kAttributesReserved = 16;

constexpr std::string_view kEmptyValue =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
constexpr std::string_view kTooManyTypes =
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
    "supported datatypes";
constexpr std::string_view kInvalidParameters = "One or more parameter values were invalid: ";

constexpr std::string_view kNotNumeric = "The parameter cannot be converted to a numeric value";

// What reading an element takes, about.
constexpr size_t kElementSteps = 50;

// Reads one value or row, giving way now and then. Values nest no deeper than kNestingLevelsMax, so
// neither does the stack.
class Reader {
 public:
  Reader(std::optional<base::Error>* invalid, ValueWords words)
      : invalid_(invalid), words_(words) {}

  // Appends an encoded value, also in place of one that is invalid, so that what is around it stays
  // well-formed. `level` is that of the value.
  base::Status AttributeValue(json::value value, int level, std::string* out);
  base::Result<Row> ReadRow(json::object object);

 private:
  struct Attribute {
    std::string_view name;
    size_t begin;  // of its encoding, with the name
    size_t end;
  };
  // Attributes that were appended to a string: those of attributes_ from `first` on.
  struct Appended {
    size_t first;
    bool sorted;  // by name, each once
  };

  void Invalid(std::string message) {
    if (!invalid_->has_value()) *invalid_ = base::InvalidArgument(std::move(message));
  }
  void InvalidParameter(std::string_view message) {
    Invalid(std::string(kInvalidParameters) + std::string(message));
  }

  void NotNumeric(std::string_view text, base::Error error) {
    // The new words have their colon and the space behind it though nothing follows.
    if (text.empty() && words_ == ValueWords::kNew) error.message = std::string(kNotNumeric) + ": ";
    Invalid(std::move(error.message));
  }

  void Null(std::string* out) {
    AppendNull(out);
    item_bytes_ += 1;
  }

  // Appends (varint size, name, value)… as they come.
  base::Result<Appended> Attributes(json::object object, int level, std::string* out);
  // Sorts what was appended to `*in` by name; of those with one name the last stays.
  void Sort(size_t first, const std::string& in);
  // The same as AttributeValue, for what stands within a list or object, and may be left unread.
  base::Status ElementValue(json::value value, int level, std::string* out);
  bool PlainValue(const char* json, std::string* out);

  // Each appends the value, or nothing if it is invalid.
  base::Status Member(Type type, json::value value, int level, std::string* out);
  void StringText(std::string_view text, std::string* out);
  void NumberText(std::string_view text, std::string* out);
  base::Status ListMember(json::value value, int level, std::string* out);
  base::Status MapMember(json::value value, int level, std::string* out);
  base::Status SetMember(Type type, json::value value, std::string* out);

  base::Result<std::vector<std::string_view>> SetTexts(Type type, json::value value);
  // Encodes the elements of a set one after another into `*bytes`; false if one is invalid.
  base::Result<bool> EncodeElements(Type type, const std::vector<std::string_view>& texts,
                                    std::vector<size_t>* ends, std::string* bytes);

  std::optional<base::Error>* const invalid_;
  const ValueWords words_;
  size_t item_bytes_ = 0;              // of all that was appended
  std::vector<Attribute> attributes_;  // of all the maps that are being read, the innermost last
  run::LongLoop loop_;
};

// The type that a member of an attribute value names; nullopt for any other member. Most are one
// letter, so the bytes are looked at before they are made a string.
base::Result<std::optional<Type>> TypeOfMember(json::field* field) {
  const char* key = field->key().raw();
  if (key[0] != '\\' && key[1] == '"') {
    switch (key[0]) {
      case 'S':
        return Type::kS;
      case 'N':
        return Type::kN;
      case 'B':
        return Type::kB;
      case 'M':
        return Type::kM;
      case 'L':
        return Type::kL;
      default:
        return std::nullopt;
    }
  }
  TRY_ASSIGN(const std::string_view name, ReadJsonName(field));
  return TypeFromName(name);
}

base::Status Reader::AttributeValue(json::value value, int level, std::string* out) {
  if (level > kNestingLevelsMax) {
    Invalid(std::string(kNestedTooDeep));
    Null(out);
    return {};
  }
  if (IsJsonNull(value)) {
    Invalid(std::string(kEmptyValue));
    Null(out);
    return {};
  }
  TRY_ASSIGN(json::object object, ReadJsonObject(value, JsonWanted::kStructElement));
  const size_t start = out->size();
  const size_t start_item_bytes = item_bytes_;
  uint32_t types_seen = 0;
  for (auto next : object) {
    json::field field;
    if (std::move(next).get(field)) return MalformedJson();
    TRY_ASSIGN(const std::optional<Type> type, TypeOfMember(&field));
    if (!type || IsJsonNull(field.value())) continue;
    out->resize(start);  // of a member given twice the last counts
    item_bytes_ = start_item_bytes;
    TRY(Member(*type, field.value(), level, out));
    types_seen |= 1u << static_cast<unsigned>(*type);
  }
  if (types_seen == 0) Invalid(std::string(kEmptyValue));
  if ((types_seen & (types_seen - 1)) != 0) Invalid(std::string(kTooManyTypes));
  if (out->size() == start) Null(out);
  return {};
}

base::Status Reader::ElementValue(json::value value, int level, std::string* out) {
  if (level <= kNestingLevelsMax && PlainValue(value.raw_json_token().data(), out)) return {};
  return AttributeValue(value, level, out);
}

// A string or number written as every SDK does, {"S":"text"} without escapes: most values are, and
// going through it by simdjson takes three times as long. `json`: a value that simdjson has found;
// so what is a string has its end, and is UTF-8.
bool Reader::PlainValue(const char* json, std::string* out) {
  constexpr std::string_view kString = R"({"S":")";
  const char type = std::memcmp(json, kString.data(), 2) == 0 ? json[2] : '\0';
  if ((type != 'S' && type != 'N') ||
      std::memcmp(json + 3, kString.data() + 3, kString.size() - 3) != 0) {
    return false;
  }
  const char* const begin = json + kString.size();
  const char* const end = static_cast<const char*>(rawmemchr(begin, '"'));
  const std::string_view text(begin, static_cast<size_t>(end - begin));
  if (end[1] != '}' || std::memchr(text.data(), '\\', text.size()) != nullptr) return false;
  if (type == 'S') {
    StringText(text, out);
  } else {
    const size_t start = out->size();
    NumberText(text, out);
    if (out->size() == start) Null(out);
  }
  return true;
}

base::Status Reader::Member(Type type, json::value value, int level, std::string* out) {
  switch (type) {
    case Type::kS: {
      TRY_ASSIGN(const std::string_view text, ReadJsonString(value));
      StringText(text, out);
      return {};
    }
    case Type::kN: {
      TRY_ASSIGN(const std::string_view text, ReadJsonString(value));
      NumberText(text, out);
      return {};
    }
    case Type::kB: {
      TRY_ASSIGN(const std::string_view text, ReadJsonString(value, JsonWanted::kBlob));
      std::string bytes;
      TRY(DecodeBase64(text, &bytes));
      AppendBinary(bytes, out);
      item_bytes_ += bytes.size();
      return {};
    }
    case Type::kBool: {
      TRY_ASSIGN(const bool truth, ReadJsonBoolean(value));
      AppendBool(truth, out);
      item_bytes_ += 1;
      return {};
    }
    case Type::kNull: {
      TRY_ASSIGN(const bool is_null, ReadJsonBoolean(value));
      if (!is_null) InvalidParameter("Null attribute value types must have the value of true");
      Null(out);
      return {};
    }
    case Type::kM:
      return MapMember(value, level, out);
    case Type::kL:
      return ListMember(value, level, out);
    case Type::kSS:
    case Type::kNS:
    case Type::kBS:
      return SetMember(type, value, out);
  }
  return {};
}

void Reader::StringText(std::string_view text, std::string* out) {
  AppendString(text, out);
  item_bytes_ += text.size();
}

void Reader::NumberText(std::string_view text, std::string* out) {
  auto number = Number::Parse(text);
  if (number.ok()) {
    AppendNumber(*number, out);
    item_bytes_ += number->ItemBytes();
  } else {
    NotNumeric(text, std::move(number).error());
  }
}

base::Status Reader::ListMember(json::value value, int level, std::string* out) {
  TRY_ASSIGN(json::array array, ReadJsonList(value));
  const size_t start = out->size();
  size_t count = 0;
  for (auto next : array) {
    json::value element;
    if (std::move(next).get(element)) return MalformedJson();
    TRY(ElementValue(element, level + 1, out));
    ++count;
    loop_.Next(kElementSteps);
  }
  WrapList(start, count, out);
  item_bytes_ += kContainerItemBytes + count * kElementItemBytes;
  return {};
}

base::Status Reader::MapMember(json::value value, int level, std::string* out) {
  TRY_ASSIGN(json::object object, ReadJsonObject(value, JsonWanted::kMap));
  const size_t start = out->size();
  TRY_ASSIGN(const Appended appended, Attributes(object, level + 1, out));
  if (!appended.sorted) {
    const std::string as_they_came = out->substr(start);
    Sort(appended.first, *out);
    out->resize(start);
    for (size_t i = appended.first; i < attributes_.size(); ++i) {
      const Attribute& attribute = attributes_[i];
      out->append(as_they_came, attribute.begin - start, attribute.end - attribute.begin);
    }
  }
  const size_t count = attributes_.size() - appended.first;
  attributes_.resize(appended.first);
  WrapMap(start, count, out);
  item_bytes_ += kContainerItemBytes + count * kElementItemBytes;
  return {};
}

base::Result<Row> Reader::ReadRow(json::object object) {
  std::string attributes;
  attributes.reserve(kRowBytesReserved);
  attributes_.reserve(kAttributesReserved);
  TRY_ASSIGN(const Appended appended, Attributes(object, 1, &attributes));
  if (!appended.sorted) Sort(appended.first, attributes);
  std::string row = RowHead(item_bytes_, attributes_.size());
  row.reserve(row.size() + attributes.size());
  for (const auto& [name, begin, end] : attributes_) row.append(attributes, begin, end - begin);
  return Row(std::move(row));
}

base::Result<Reader::Appended> Reader::Attributes(json::object object, int level,
                                                  std::string* out) {
  Appended appended{.first = attributes_.size(), .sorted = true};
  for (auto next : object) {
    json::field field;
    if (std::move(next).get(field)) return MalformedJson();
    TRY_ASSIGN(const std::string_view name, ReadJsonName(&field));
    if (name.empty()) Invalid("Empty attribute name");
    if (name.size() > kAttributeNameBytesMax) {
      Invalid("Attribute name is too large, must be less than 65536 bytes");
    }
    if (attributes_.size() > appended.first && name <= attributes_.back().name) {
      appended.sorted = false;
    }
    const size_t begin = out->size();
    base::AppendLengthPrefixed(name, out);
    item_bytes_ += name.size();
    TRY(ElementValue(field.value(), level, out));
    attributes_.push_back({name, begin, out->size()});
    loop_.Next(kElementSteps);
  }
  return appended;
}

void Reader::Sort(size_t first, const std::string& in) {
  const auto begin = attributes_.begin() + static_cast<ptrdiff_t>(first);
  run::SortGivingWay(begin, attributes_.end(), [](const Attribute& a, const Attribute& b) {
    const int order = a.name.compare(b.name);
    return order != 0 ? order < 0 : a.begin < b.begin;
  });
  size_t left = first;
  for (size_t i = first; i < attributes_.size(); ++i) {
    const Attribute& attribute = attributes_[i];
    if (i + 1 < attributes_.size() && attribute.name == attributes_[i + 1].name) {
      const std::string_view dropped(in.data() + attribute.begin, attribute.end - attribute.begin);
      item_bytes_ -= MapView(1, dropped).ItemBytes();
    } else {
      attributes_[left++] = attribute;
    }
  }
  attributes_.resize(left);
}

base::Result<std::vector<std::string_view>> Reader::SetTexts(Type type, json::value value) {
  const JsonWanted wanted = type == Type::kBS ? JsonWanted::kBlob : JsonWanted::kString;
  TRY_ASSIGN(json::array array, ReadJsonList(value));
  std::vector<std::string_view> texts;
  for (auto next : array) {
    json::value element;
    if (std::move(next).get(element)) return MalformedJson();
    if (IsJsonNull(element)) {
      if (type == Type::kSS) {
        InvalidParameter("An string set may not have a empty string as a member");
      } else if (type == Type::kBS) {
        InvalidParameter("Binary sets may not contain null or empty values");
      } else {
        NotNumeric("", base::InvalidArgument(std::string(kNotNumeric)));
      }
      continue;
    }
    TRY_ASSIGN(const std::string_view text, ReadJsonString(element, wanted));
    texts.push_back(text);
    loop_.Next(kElementSteps);
  }
  return texts;
}

base::Result<bool> Reader::EncodeElements(Type type, const std::vector<std::string_view>& texts,
                                          std::vector<size_t>* ends, std::string* bytes) {
  ends->reserve(texts.size());
  for (const std::string_view text : texts) {
    if (type == Type::kNS) {
      auto number = Number::Parse(text);
      if (!number.ok()) {
        NotNumeric(text, std::move(number).error());
        return false;
      }
      number->AppendEncoded(bytes);
    } else {
      TRY(DecodeBase64(text, bytes));
    }
    ends->push_back(bytes->size());
    loop_.Next(kElementSteps);
  }
  return true;
}

base::Status Reader::SetMember(Type type, json::value value, std::string* out) {
  TRY_ASSIGN(const std::vector<std::string_view> texts, SetTexts(type, value));
  std::vector<std::string_view> elements;
  std::string bytes;
  if (type == Type::kSS) {
    elements = texts;
  } else {
    std::vector<size_t> ends;
    TRY_ASSIGN(const bool valid, EncodeElements(type, texts, &ends, &bytes));
    if (!valid) return {};
    size_t begin = 0;
    for (const size_t end : ends) {
      elements.push_back(std::string_view(bytes).substr(begin, end - begin));
      begin = end;
    }
  }
  // The wording of each of these is the service's.
  if (elements.empty()) {
    InvalidParameter(type == Type::kSS   ? "An string set  may not be empty"
                     : type == Type::kNS ? "An number set  may not be empty"
                                         : "Binary sets should not be empty");
    return {};
  }
  run::SortGivingWay(elements.begin(), elements.end(), std::less<>());
  if (std::adjacent_find(elements.begin(), elements.end()) != elements.end()) {
    if (type == Type::kNS) {
      Invalid("Input collection contains duplicates");
    } else {
      InvalidParameter(DuplicatesMessage(type, words_, texts, elements));
    }
    return {};
  }
  for (const std::string_view element : elements) {
    item_bytes_ += type == Type::kNS ? Number::EncodedItemBytes(element) : element.size();
  }
  AppendSet(type, std::move(elements), out);
  return {};
}

}  // namespace

base::Status ParseJsonValue(json::value value, std::string* out,
                            std::optional<base::Error>* invalid, ValueWords words) {
  // What is no part of an item may have a level more: the item's.
  return Reader(invalid, words).AttributeValue(value, 0, out);
}

base::Result<Row> ParseJsonRow(json::value value, std::optional<base::Error>* invalid,
                               ValueWords words) {
  TRY_ASSIGN(json::object object, ReadJsonObject(value, JsonWanted::kMap));
  return Reader(invalid, words).ReadRow(object);
}

}  // namespace value
