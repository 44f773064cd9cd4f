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

namespace api {

// The service reports no more in one answer.
constexpr size_t kViolationsReportedMax = 10;

// Longer values are cut off in messages.
constexpr size_t kReportedValueBytesMax = 4096;

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

  // "keySchema.1.member.attributeName"
  std::string Text() const;
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

// The first kViolationsReportedMax in the service's order, of however many there are.
class Violations {
 public:
  // `value`: as text; null is given by AddNull. `constraint`: "Member must not be null".
  void Add(const RequestPath& path, std::string_view value, std::string_view constraint);
  // The same, of texts that cost something: they are made only if they are wanted.
  template <typename MakeValue, typename MakeConstraint>
  void AddMade(const RequestPath& path, const MakeValue& value, const MakeConstraint& constraint) {
    if (Wanted(path)) {
      Add(path, value(), constraint());
    } else {
      ++noted_;
    }
  }
  void AddNull(const RequestPath& path);
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
  };
  void Insert(std::vector<uint32_t> order, std::string text);

  std::vector<Entry> entries_;  // sorted by order, those of one path as they came
  size_t noted_ = 0;
};

}  // namespace api
