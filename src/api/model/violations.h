// Constraint violations: where a request breaks the model's constraints, as the service tells it.
//
//   2 validation errors detected: Value 'x' at 'returnValues' failed to satisfy constraint: Member
//   must satisfy enum value set: […]; Value null at 'key' failed to …
//
// They are told in an order of the service's own, whatever the order of the JSON.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/words.h"

namespace api {

// The service reports no more in one answer.
constexpr size_t kViolationsReportedMax = 10;

// The service shows values whole. Longer ones than this are cut off here: a request of many
// megabytes is not answered with many more.
constexpr size_t kReportedValueBytesMax = 1 << 20;

// Levels of members, elements and map entries in a request; attribute values count as one. The
// deepest of the model has about half as many.
constexpr size_t kRequestDepthMax = 16;

// Where in the request its reader is: the way to a member from the top.
class RequestPath {
 public:
  // `order`: where the member stands among its siblings in the service's order.
  void PushMember(std::string_view name, uint32_t order) { Push({Kind::kMember, name, order}); }
  void PushElement(uint32_t index) { Push({Kind::kElement, {}, index}); }  // from 0
  void PushEntry(std::string_view key, uint32_t index) { Push({Kind::kEntry, key, index}); }
  void Pop() { --depth_; }

  // "keySchema.1.member.attributeName"; in the new words members keep their own spelling.
  std::string Text(Words words) const;
  // Compares in the service's order; a path is the prefix of those below it.
  std::vector<uint32_t> Order() const;
  bool IsBefore(const std::vector<uint32_t>& order) const;

 private:
  enum class Kind { kMember, kElement, kEntry };
  struct Step {
    Kind kind = Kind::kMember;
    std::string_view name;
    uint32_t order = 0;
  };
  void Push(const Step& step);

  std::array<Step, kRequestDepthMax> steps_;
  size_t depth_ = 0;
};

// What becomes of a request's other violations beside one.
enum class Others : uint8_t {
  kTold,
  kToldBefore,  // those behind it, in the service's order, are not told
  kNotTold,
};

// The first kViolationsReportedMax in the service's order, of however many there are.
class Violations {
 public:
  explicit Violations(Words words) : words_(words) {}

  // Both texts are made only if they are wanted. `value`: as text, which the new words leave out.
  // `constraint`: "Member must have …".
  template <typename MakeValue, typename MakeConstraint>
  void Add(const RequestPath& path, const MakeValue& value, const MakeConstraint& constraint,
           Others others = Others::kTold) {
    ++noted_;
    if (!Wanted(path)) return;
    Insert(path, Place(path, IsNew(words_) ? "" : Quoted(value())) + std::string(constraint()),
           others);
  }
  // The same with the value in all words.
  template <typename MakeValue, typename MakeConstraint>
  void AddShown(const RequestPath& path, const MakeValue& value, const MakeConstraint& constraint,
                Others others) {
    ++noted_;
    if (Wanted(path)) {
      Insert(path, Place(path, Quoted(value())) + std::string(constraint()), others);
    }
  }
  void AddNull(const RequestPath& path);
  // Of a text that is none of an enumeration's. `told`: "[A, B]", as the words want it.
  void AddEnum(const RequestPath& path, std::string_view value, std::string_view told);
  // Forgets what is at or below `path`: a member given again replaces what was given before.
  void Forget(const RequestPath& path);

  // Whether a violation here would be among those reported.
  bool Wanted(const RequestPath& path) const;

  // Those added so far, reported or not, forgotten or not.
  size_t noted() const { return noted_; }
  bool empty() const { return entries_.empty(); }
  std::string Message() const;

 private:
  struct Entry {
    std::vector<uint32_t> order;
    std::string text;
    Others others;
  };
  // " 'value'", cut off if it is too long.
  static std::string Quoted(std::string_view value);
  // "Value 'x' at 'member' failed to satisfy constraint: "; `value`: as Quoted makes it, or empty.
  std::string Place(const RequestPath& path, std::string_view value) const;
  void Insert(const RequestPath& path, std::string text, Others others);

  const Words words_;
  std::vector<Entry> entries_;  // sorted by order, those of one path as they came
  size_t noted_ = 0;
};

}  // namespace api
