#include "value/json_parser.h"

#include <algorithm>
#include <bit>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "value/base64.h"
#include "value/encoding.h"
#include "value/json_shape.h"

namespace value {
namespace {

namespace json = simdjson::ondemand;

// Most items fit without growing again.
constexpr size_t kRowBytesReserved = 256;

constexpr std::string_view kEmptyValue =
    "Supplied AttributeValue is empty, must contain exactly one of the supported datatypes";
constexpr std::string_view kTooManyTypes =
    "Supplied AttributeValue has more than one datatypes set, must contain exactly one of the "
    "supported datatypes";
constexpr std::string_view kInvalidParameters = "One or more parameter values were invalid: ";

// A set as the message about duplicates shows it: [a, a]
std::string Listed(const std::vector<std::string_view>& texts) {
  std::string listed = "[";
  for (size_t i = 0; i < texts.size(); ++i) {
    if (i > 0) listed.append(", ");
    listed.append(texts[i]);
  }
  return listed + "]";
}

// Reads one value or row. Values nest no deeper than kNestingLevelsMax, so neither does the stack.
class Reader {
 public:
  explicit Reader(std::optional<base::Error>* invalid) : invalid_(invalid) {}

  // Appends an encoded value, also in place of one that is invalid, so that what is around it stays
  // well-formed. `level` is that of the value.
  base::Status AttributeValue(json::value value, int level, std::string* out);
  // Appends (varint size, name, value)…, sorted by name, each once; returns how many.
  base::Result<size_t> Attributes(json::object object, int level, std::string* out);
  // What all that was appended has in item bytes.
  size_t item_bytes() const { return item_bytes_; }

 private:
  struct Attribute {
    std::string_view name;
    std::string_view encoded;  // with the name
  };

  void Invalid(std::string message) {
    if (!invalid_->has_value()) *invalid_ = base::InvalidArgument(std::move(message));
  }
  void InvalidParameter(std::string_view message) {
    Invalid(std::string(kInvalidParameters) + std::string(message));
  }

  void Null(std::string* out) {
    AppendNull(out);
    item_bytes_ += 1;
  }

  // Each appends the value, or nothing if it is invalid.
  base::Status Member(Type type, json::value value, int level, std::string* out);
  base::Status NumberMember(json::value value, std::string* out);
  base::Status ListMember(json::value value, int level, std::string* out);
  base::Status MapMember(json::value value, int level, std::string* out);
  base::Status SetMember(Type type, json::value value, std::string* out);

  base::Result<std::vector<std::string_view>> SetTexts(Type type, json::value value);
  // Encodes the elements of a set one after another into `*bytes`; false if one is invalid.
  base::Result<bool> EncodeElements(Type type, const std::vector<std::string_view>& texts,
                                    std::vector<size_t>* ends, std::string* bytes);

  size_t Sort(size_t start, std::string* out);

  std::optional<base::Error>* const invalid_;
  size_t item_bytes_ = 0;
  std::vector<Attribute> attributes_;  // kept for their capacity
  std::string sorted_;
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
    Invalid(
        "Nesting Levels have exceeded supported limits: Attributes in the item have nested levels "
        "beyond supported limit");
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
  if (std::popcount(types_seen) > 1) Invalid(std::string(kTooManyTypes));
  if (out->size() == start) Null(out);
  return {};
}

base::Status Reader::Member(Type type, json::value value, int level, std::string* out) {
  switch (type) {
    case Type::kS: {
      TRY_ASSIGN(const std::string_view text, ReadJsonString(value));
      AppendString(text, out);
      item_bytes_ += text.size();
      return {};
    }
    case Type::kN:
      return NumberMember(value, out);
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

base::Status Reader::NumberMember(json::value value, std::string* out) {
  TRY_ASSIGN(const std::string_view text, ReadJsonString(value));
  auto number = Number::Parse(text);
  if (number.ok()) {
    AppendNumber(*number, out);
    item_bytes_ += number->ItemBytes();
  } else {
    Invalid(std::move(number).error().message);
  }
  return {};
}

base::Status Reader::ListMember(json::value value, int level, std::string* out) {
  TRY_ASSIGN(json::array array, ReadJsonList(value));
  const size_t start = out->size();
  size_t count = 0;
  for (auto next : array) {
    json::value element;
    if (std::move(next).get(element)) return MalformedJson();
    TRY(AttributeValue(element, level + 1, out));
    ++count;
  }
  WrapList(start, count, out);
  item_bytes_ += kContainerItemBytes + count * kElementItemBytes;
  return {};
}

base::Status Reader::MapMember(json::value value, int level, std::string* out) {
  TRY_ASSIGN(json::object object, ReadJsonObject(value, JsonWanted::kMap));
  const size_t start = out->size();
  TRY_ASSIGN(const size_t count, Attributes(object, level + 1, out));
  WrapMap(start, count, out);
  item_bytes_ += kContainerItemBytes + count * kElementItemBytes;
  return {};
}

base::Result<size_t> Reader::Attributes(json::object object, int level, std::string* out) {
  const size_t start = out->size();
  const size_t start_item_bytes = item_bytes_;
  size_t count = 0;
  bool in_order = true;
  std::string_view previous;
  for (auto next : object) {
    json::field field;
    if (std::move(next).get(field)) return MalformedJson();
    TRY_ASSIGN(const std::string_view name, ReadJsonName(&field));
    if (name.empty()) Invalid("Empty attribute name");
    if (name.size() > kAttributeNameBytesMax) {
      Invalid("Attribute name is too large, must be less than 65536 bytes");
    }
    if (count > 0 && name <= previous) in_order = false;
    previous = name;
    base::AppendLengthPrefixed(name, out);
    item_bytes_ += name.size();
    TRY(AttributeValue(field.value(), level, out));
    ++count;
  }
  if (in_order) return count;
  const size_t left = Sort(start, out);
  if (left < count) {
    const std::string_view attributes = std::string_view(*out).substr(start);
    item_bytes_ = start_item_bytes + MapView(left, attributes).ItemBytes();
  }
  return left;
}

// Sorts the attributes that stand in `*out` from `start` on; of those with one name the last stays.
// Returns how many are left.
size_t Reader::Sort(size_t start, std::string* out) {
  attributes_.clear();
  std::string_view rest = std::string_view(*out).substr(start);
  while (!rest.empty()) {
    const std::string_view from = rest;
    const auto name = base::TakeLengthPrefixed(&rest);
    CHECK(name && TakeValue(&rest));
    attributes_.push_back({*name, from.substr(0, from.size() - rest.size())});
  }
  std::sort(attributes_.begin(), attributes_.end(), [](const Attribute& a, const Attribute& b) {
    const int order = a.name.compare(b.name);
    return order != 0 ? order < 0 : a.encoded.data() < b.encoded.data();
  });
  sorted_.clear();
  size_t count = 0;
  for (size_t i = 0; i < attributes_.size(); ++i) {
    if (i + 1 < attributes_.size() && attributes_[i].name == attributes_[i + 1].name) continue;
    sorted_.append(attributes_[i].encoded);
    ++count;
  }
  out->resize(start);
  out->append(sorted_);
  return count;
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
        Invalid("The parameter cannot be converted to a numeric value");
      }
      continue;
    }
    TRY_ASSIGN(const std::string_view text, ReadJsonString(element, wanted));
    texts.push_back(text);
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
        Invalid(std::move(number).error().message);
        return false;
      }
      number->AppendEncoded(bytes);
    } else {
      TRY(DecodeBase64(text, bytes));
    }
    ends->push_back(bytes->size());
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
  std::sort(elements.begin(), elements.end());
  if (std::adjacent_find(elements.begin(), elements.end()) != elements.end()) {
    if (type == Type::kNS) {
      Invalid("Input collection contains duplicates");
    } else {
      InvalidParameter(
          "Input collection " + Listed(texts) +
          (type == Type::kSS ? " contains duplicates." : "of type BS contains duplicates."));
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
                            std::optional<base::Error>* invalid) {
  // What is no part of an item may have a level more: the item's.
  return Reader(invalid).AttributeValue(value, 0, out);
}

base::Result<Row> ParseJsonRow(json::value value, std::optional<base::Error>* invalid) {
  TRY_ASSIGN(json::object object, ReadJsonObject(value, JsonWanted::kMap));
  std::string bytes;
  bytes.reserve(kRowBytesReserved);
  Reader reader(invalid);
  TRY_ASSIGN(const size_t count, reader.Attributes(object, 1, &bytes));
  bytes.insert(0, RowHead(reader.item_bytes(), count));
  return Row(std::move(bytes));
}

}  // namespace value
