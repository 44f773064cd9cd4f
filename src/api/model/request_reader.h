// Reads requests from JSON; used by the generated reader. Includes simdjson: for .cc files of this
// folder only.
//
// A request is read in one pass; its members may have any order. A member of the wrong JSON type
// ends the pass, and the error is returned (kInvalidArgument; a SerializationException to the
// client). Violations of constraints are collected, and reported after the whole request was read.
//
// Elements beyond the permitted length of a list or map are read but not stored. So the memory for
// a request is proportional to its bytes, however large the structures of the elements are. Reading
// gives way to the thread's other requests now and then.
#pragma once

#include <simdjson.h>

#include <algorithm>
#include <cstdint>
#include <limits>
#include <memory>
#include <numeric>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/api_error.h"
#include "api/json_answer.h"
#include "api/model/constraints.h"
#include "api/model/value_text.h"
#include "api/model/violations.h"
#include "api/words.h"
#include "base/clock.h"
#include "base/result.h"
#include "run/give_way.h"
#include "value/json_parser.h"
#include "value/json_shape.h"
#include "value/row.h"

namespace api {

// For the parameter `kept` below: all elements are stored.
constexpr size_t kKeepAll = std::numeric_limits<size_t>::max();
// The number of elements that are stored of an invalid list or map: those that a message may show.
constexpr size_t kElementsShownMax = 4096;
// The cost of reading an element, in steps (run/give_way.h).
constexpr size_t kElementSteps = 50;

// One for each request. Not thread-safe. For each structure T the generated code has, in T's
// namespace:
//   const StructureInfo& InfoOf(const T*);
//   int MemberIndex(const T*, std::string_view name);     // −1: no such member
//   base::Status ReadMember(RequestReader&, int member, json::value, T*);
class RequestReader {
 public:
  explicit RequestReader(Words words = Words::kOld) : words_(words), violations_(words) {}

  using Json = simdjson::ondemand::value;
  using JsonObject = simdjson::ondemand::object;
  using JsonWanted = value::JsonWanted;

  template <typename T>
  base::Status ReadStructure(Json json, JsonWanted wanted, T* out);
  template <typename T>
  base::Status ReadMembers(JsonObject object, T* out);

  // Reads a list and returns the number of its elements, without null elements, which are left out.
  // Elements beyond the first `kept` are read but not stored.
  template <typename T, typename ReadElement>
  base::Result<size_t> ReadList(Json json, ReadElement read, std::vector<T>* out,
                                size_t kept = kKeepAll);
  // Reads a map, in the order of the JSON. Of entries with the same name only the last is stored.
  // If there are more than `kept` names, more than `kept` are stored, but perhaps not all.
  template <typename T, typename ReadEntry>
  base::Status ReadMap(Json json, std::string_view value_class, ReadEntry read,
                       std::vector<std::pair<std::string, T>>* out, size_t kept = kKeepAll);

  base::Status ReadString(Json json, std::string* out);
  base::Status ReadInteger(Json json, int64_t* out);  // 32 bits
  base::Status ReadLong(Json json, int64_t* out);
  base::Status ReadDouble(Json json, double* out);
  // Reads seconds since the epoch. A time that base::WallTime cannot express becomes the nearest
  // one.
  base::Status ReadTimestamp(Json json, base::WallTime* out);
  base::Status ReadBoolean(Json json, bool* out);
  base::Status ReadStrings(Json json, std::vector<std::string>* out, size_t kept = kKeepAll);
  base::Status ReadStringMap(Json json, std::vector<std::pair<std::string, std::string>>* out);
  template <typename Enum>
  base::Status ReadEnum(Json json, const EnumValues& values, Enum* out);

  base::Status ReadRow(Json json, value::Row* out);
  // Reads ExpressionAttributeValues. Errors name the key.
  base::Status ReadExpressionValues(Json json, value::Row* out);
  base::Status ReadRows(Json json, std::vector<value::Row>* out, size_t kept = kKeepAll);
  base::Status ReadAttributeValue(Json json, std::optional<value::Value>* out);
  base::Status ReadAttributeValues(Json json, std::vector<value::Value>* out,
                                   size_t kept = kKeepAll);

  // Check the constraints of the value that was just read. Violations are collected.
  void CheckRange(int64_t number, const Bounds& bounds);
  void CheckString(const std::string& text, const StringConstraint& constraint);
  // For a member that takes a table's name or ARN. `bounds` are the model's, which are for ARNs.
  void CheckTableName(const std::string& text, const Bounds& bounds);
  template <typename Collection>
  void CheckSize(const Collection& collection, const Bounds& bounds);
  // For a list of `count` elements, some of which may not be stored.
  template <typename T>
  void CheckSize(const std::vector<T>& list, size_t count, const Bounds& bounds);
  // Check the texts in a list, and the keys or the values of a map. A violation is reported for the
  // whole collection.
  void CheckElements(const std::vector<std::string>& list, const StringConstraint& constraint);
  template <typename Map>
  void CheckKeys(const Map& map, const StringConstraint& constraint);
  template <typename Map>
  void CheckMapValues(const Map& map, const Bounds& bounds);

  // The error of the request, if it has one. To be called when all of it was read. An error that
  // has a message of its own (a missing or malformed parameter) comes before violations.
  ApiResult<void> Result() const;

  // Returns the error of the first invalid attribute value, and removes it. Values in expressions
  // come before others.
  std::optional<base::Error> TakeInvalidValue();

 private:
  // Keeps path_ up to date while a member is read.
  class Step {
   public:
    explicit Step(RequestPath& path) : path_(path) {}
    ~Step() { path_.Pop(); }
    Step(const Step&) = delete;
    Step& operator=(const Step&) = delete;

   private:
    RequestPath& path_;
  };
  [[nodiscard]] Step At(const MemberInfo& member) {
    path_.PushMember(member.name, member.order);
    return Step(path_);
  }
  [[nodiscard]] Step AtElement(size_t index) {
    path_.PushElement(static_cast<uint32_t>(index));
    return Step(path_);
  }
  [[nodiscard]] Step AtEntry(std::string_view key, size_t index) {
    path_.PushEntry(key, static_cast<uint32_t>(index));
    return Step(path_);
  }

  // Decides for one list or map whether another element is stored. Of an invalid list or map, which
  // will not be used, only the elements that a message may show are stored.
  class Keeping {
   public:
    Keeping(const RequestReader& reader, size_t kept)
        : reader_(reader), kept_(kept), noted_before_(reader.violations_.noted()) {}
    bool Keeps(size_t so_far) const {
      if (so_far < kElementsShownMax) return so_far < kept_;
      return so_far < kept_ && !reader_.invalid_value_ && !reader_.has_invalid_value_ &&
             reader_.violations_.noted() == noted_before_;
    }

   private:
    const RequestReader& reader_;
    const size_t kept_;
    const size_t noted_before_;
  };

  base::Status ReadInteger(Json json, JsonWanted wanted, int64_t min, int64_t max, int64_t* out);
  template <typename MakeText>
  void CheckSize(size_t count, const Bounds& bounds, const MakeText& text);
  void CheckRequired(const StructureInfo& info, uint64_t seen);
  void ParameterError(std::string message);

  const Words words_;
  RequestPath path_;
  Violations violations_;
  std::optional<std::string> parameter_error_;  // the first one
  // The first invalid value in an expression, and the first one elsewhere.
  std::optional<base::Error> invalid_expression_value_;
  std::optional<base::Error> invalid_value_;
  bool has_invalid_value_ = false;  // TakeInvalidValue has returned one
};

// The most levels of a member that is ignored. More than attribute values need: two levels of JSON
// for each of their 32.
constexpr int kIgnoredDepthMax = 100;

// Skips a value. An error if it is not well-formed JSON.
base::Status SkipJson(simdjson::ondemand::value json, int depth = 1);

// Removes all but the last of the entries with the same key. Sorts instead of hashing, because a
// client could choose keys that collide in a hash table.
template <typename T>
void KeepLastOfEachKey(std::vector<std::pair<std::string, T>>* entries) {
  std::vector<uint32_t> order(entries->size());
  std::iota(order.begin(), order.end(), 0);
  run::SortGivingWay(order.begin(), order.end(), [entries](uint32_t a, uint32_t b) {
    const int compared = (*entries)[a].first.compare((*entries)[b].first);
    return compared != 0 ? compared < 0 : a < b;
  });
  std::vector<bool> keep(entries->size(), true);
  size_t count = entries->size();
  for (size_t i = 1; i < order.size(); ++i) {
    if ((*entries)[order[i - 1]].first != (*entries)[order[i]].first) continue;
    keep[order[i - 1]] = false;
    --count;
  }
  if (count == entries->size()) return;
  std::vector<std::pair<std::string, T>> kept;
  kept.reserve(count);
  for (size_t i = 0; i < entries->size(); ++i) {
    if (keep[i]) kept.push_back(std::move((*entries)[i]));
  }
  *entries = std::move(kept);
}

template <typename T>
base::Status RequestReader::ReadStructure(Json json, JsonWanted wanted, T* out) {
  const StructureInfo& info = InfoOf(out);
  TRY_ASSIGN(const JsonObject object, value::ReadJsonObject(json, wanted, info.class_name));
  TRY(ReadMembers(object, out));
  // What is wrong with its values is told when its turn comes.
  if constexpr (requires { out->invalid_value; }) out->invalid_value = TakeInvalidValue();
  return {};
}

template <typename T>
base::Status RequestReader::ReadMembers(JsonObject object, T* out) {
  const StructureInfo& info = InfoOf(out);
  uint64_t seen = 0;
  for (auto next : object) {
    simdjson::ondemand::field field;
    if (std::move(next).get(field)) return value::MalformedJson();
    TRY_ASSIGN(const std::string_view name, value::ReadJsonName(&field));
    const int index = MemberIndex(out, name);
    if (index < 0) {
      TRY(SkipJson(field.value()));
      continue;
    }
    if (value::IsJsonNull(field.value())) continue;
    const uint64_t bit = uint64_t{1} << index;
    const Step step = At(info.members[static_cast<size_t>(index)]);
    if (seen & bit) violations_.Forget(path_);
    seen |= bit;
    TRY(ReadMember(*this, index, field.value(), out));
  }
  CheckRequired(info, seen);
  // A statement's own.
  if constexpr (requires { out->invalid_parameter; }) {
    out->invalid_parameter = std::exchange(invalid_value_, std::nullopt);
  }
  return {};
}

template <typename T, typename ReadElement>
base::Result<size_t> RequestReader::ReadList(Json json, ReadElement read, std::vector<T>* out,
                                             size_t kept) {
  TRY_ASSIGN(simdjson::ondemand::array array, value::ReadJsonList(json));
  const Keeping keeping(*this, kept);
  std::optional<T> beyond;
  size_t count = 0;
  run::LongLoop loop;
  for (auto next : array) {
    Json element;
    if (std::move(next).get(element)) return value::MalformedJson();
    if (value::IsJsonNull(element)) continue;
    const Step step = AtElement(count++);
    T* const to = keeping.Keeps(out->size()) ? &out->emplace_back() : &beyond.emplace();
    TRY(read(*this, element, to));
    loop.Next(kElementSteps);
  }
  return count;
}

template <typename T, typename ReadEntry>
base::Status RequestReader::ReadMap(Json json, std::string_view value_class, ReadEntry read,
                                    std::vector<std::pair<std::string, T>>* out, size_t kept) {
  TRY_ASSIGN(JsonObject object, value::ReadJsonObject(json, JsonWanted::kMap, value_class));
  const Keeping keeping(*this, kKeepAll);
  std::optional<T> beyond;
  size_t count = 0;
  bool too_many = false;
  run::LongLoop loop;
  for (auto next : object) {
    simdjson::ondemand::field field;
    if (std::move(next).get(field)) return value::MalformedJson();
    TRY_ASSIGN(const std::string_view key, value::ReadJsonName(&field));
    if (value::IsJsonNull(field.value())) continue;
    const Step step = AtEntry(key, count++);
    if (!too_many && out->size() / 2 >= kept) {
      KeepLastOfEachKey(out);  // they may be fewer names than that
      too_many = out->size() > kept;
    }
    const bool keep = !too_many && keeping.Keeps(out->size());
    T* const to = keep ? &out->emplace_back(key, T()).second : &beyond.emplace();
    TRY(read(*this, field.value(), to));
    loop.Next(kElementSteps);
  }
  if (out->size() > 1) KeepLastOfEachKey(out);
  return {};
}

template <typename Enum>
base::Status RequestReader::ReadEnum(Json json, const EnumValues& values, Enum* out) {
  TRY_ASSIGN(const std::string_view text, value::ReadJsonString(json));
  const auto found = std::ranges::find(values.texts, text);
  if (found == values.texts.end()) {
    violations_.AddEnum(path_, text, IsNew(words_) ? values.told_new : values.told);
    return {};
  }
  *out = static_cast<Enum>(found - values.texts.begin());
  return {};
}

template <typename MakeText>
void RequestReader::CheckSize(size_t count, const Bounds& bounds, const MakeText& text) {
  const auto size = static_cast<int64_t>(count);
  if (size < bounds.min) {
    violations_.Add(path_, text, [&] { return AtLeast("length", bounds.min); });
  }
  if (size > bounds.max) {
    violations_.Add(path_, text, [&] { return AtMost("length", bounds.max); });
  }
}

template <typename Collection>
void RequestReader::CheckSize(const Collection& collection, const Bounds& bounds) {
  CheckSize(collection.size(), bounds, [&] { return TextOf(collection); });
}

template <typename T>
void RequestReader::CheckSize(const std::vector<T>& list, size_t count, const Bounds& bounds) {
  CheckSize(count, bounds, [&] { return TextOfList(list, count); });
}

// Whether a map's values can be shown as JSON: structures that are answered too, and lists of them.
template <typename T>
inline constexpr bool kHasJson = requires(const T& value, std::string* out) {
  InfoOf(&value);
  Render(value, out);
};
template <typename T>
inline constexpr bool kHasJson<std::vector<T>> = kHasJson<T>;

template <typename Map>
void RequestReader::CheckKeys(const Map& map, const StringConstraint& constraint) {
  const bool all = std::ranges::all_of(
      map, [&](const auto& entry) { return Satisfies(entry.first, constraint); });
  if (all) return;
  const auto described = [&] {
    return "Map keys must satisfy constraint: [" + DescribeConstraint(constraint) + "]";
  };
  const auto text = [&] {
    if constexpr (kHasJson<typename Map::value_type::second_type>) {
      if (IsNew(words_)) {
        std::string json;
        Render(map, &json);
        return json;
      }
    }
    return TextOf(map);
  };
  violations_.AddShown(path_, text, described, Others::kToldBefore);
}

template <typename Map>
void RequestReader::CheckMapValues(const Map& map, const Bounds& bounds) {
  const bool all = std::ranges::all_of(map, [&](const auto& entry) {
    using Value = std::remove_cvref_t<decltype(entry.second)>;
    if constexpr (std::is_same_v<Value, std::string>) {
      return LengthWithin(entry.second, bounds);
    } else {
      const auto size = static_cast<int64_t>(entry.second.size());
      return size >= bounds.min && size <= bounds.max;
    }
  });
  if (!all) {
    violations_.Add(
        path_, [&] { return TextOf(map); },
        [&] {
          return "Map value must satisfy constraint: [" + DescribeConstraint({.length = bounds}) +
                 "]";
        });
  }
}

// A request's body, being read. Safe to read several at a time on a thread, by turns: each has a
// parser of its own while it is read.
class RequestJson {
 public:
  explicit RequestJson(std::string_view body);
  ~RequestJson();
  RequestJson(const RequestJson&) = delete;
  RequestJson& operator=(const RequestJson&) = delete;

  // The object that is the request. Errors: kInvalidArgument.
  base::Result<simdjson::ondemand::object> Object();
  // Whether nothing follows it. Ask after it was read.
  bool AtEnd();

 private:
  std::unique_ptr<simdjson::ondemand::parser> parser_;
  simdjson::ondemand::document document_;
  bool parsed_ = false;
};

template <typename Input>
ApiResult<Input> ParseRequest(std::string_view body, Words words) {
  RequestJson json(body);
  RequestReader reader(words);
  Input input;
  const auto read = [&]() -> base::Status {
    TRY_ASSIGN(const simdjson::ondemand::object object, json.Object());
    TRY(reader.ReadMembers(object, &input));
    if (!json.AtEnd()) return value::MalformedJson();
    return {};
  };
  if (base::Status status = read(); !status.ok()) {
    return Serialization(std::move(status).error().message);
  }
  TRY(reader.Result());
  std::optional<base::Error> invalid_value = reader.TakeInvalidValue();
  if constexpr (requires { input.invalid_value; }) {
    // Some checks of the operation come first.
    input.invalid_value = std::move(invalid_value);
  } else if (invalid_value) {
    return *invalid_value;
  }
  return input;
}

}  // namespace api
