// Collects violations of the model's constraints, and writes the service's message about them.
//
//   2 validation errors detected: Value 'x' at 'returnValues' failed to satisfy constraint: Member
//   must satisfy enum value set: […]; Value null at 'key' failed to …
//
// The service has an order of violations of its own, independent of the order in the JSON.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/words.h"

namespace api {

// The most violations that the service reports in one answer.
constexpr size_t kViolationsReportedMax = 10;

// The service shows whole values. Here longer values are cut off, so that the answer to a request
// of many megabytes is not even larger.
constexpr size_t kReportedValueBytesMax = 1 << 20;

// The most levels of members, elements and map entries in a request; an attribute value counts as
// one level. The model needs about half as many.
constexpr size_t kRequestDepthMax = 16;

// The path from the top of a request to the member that is being read.
class RequestPath {
 public:
  // `order`: the member's position among its siblings in the service's order.
  void PushMember(std::string_view name, uint32_t order) { Push({Kind::kMember, name, order}); }
  void PushElement(uint32_t index) { Push({Kind::kElement, {}, index}); }  // from 0
  void PushEntry(std::string_view key, uint32_t index) { Push({Kind::kEntry, key, index}); }
  void Pop() { --depth_; }

  // "keySchema.1.member.attributeName". In the new wording, members keep their capital letter.
  std::string Text(Words words) const;
  // A key that sorts paths in the service's order. A path's key is a prefix of those below it.
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

// The effect of a violation on the report of the others.
enum class Others : uint8_t {
  kTold,        // all others are reported, too
  kToldBefore,  // only those before it in the service's order
  kNotTold,     // none
};

// Keeps the first kViolationsReportedMax violations in the service's order.
class Violations {
 public:
  explicit Violations(Words words) : words_(words) {}

  // Adds a violation. `value` makes the text of the value, which the new wording leaves out.
  // `constraint` makes "Member must have …". Both are called only if needed.
  template <typename MakeValue, typename MakeConstraint>
  void Add(const RequestPath& path, const MakeValue& value, const MakeConstraint& constraint,
           Others others = Others::kTold) {
    ++noted_;
    if (!Wanted(path)) return;
    Insert(path, Place(path, IsNew(words_) ? "" : Quoted(value())) + std::string(constraint()),
           others);
  }
  // The same, but the value is shown in both wordings.
  template <typename MakeValue, typename MakeConstraint>
  void AddShown(const RequestPath& path, const MakeValue& value, const MakeConstraint& constraint,
                Others others) {
    ++noted_;
    if (Wanted(path)) {
      Insert(path, Place(path, Quoted(value())) + std::string(constraint()), others);
    }
  }
  void AddNull(const RequestPath& path);
  // For a text that is not in an enumeration. `told`: "[A, B]", in the wording of the operation.
  void AddEnum(const RequestPath& path, std::string_view value, std::string_view told);
  // Removes the violations at or below `path`: a member that is given again replaces the first one.
  void Forget(const RequestPath& path);

  // Whether a violation at this path would be reported.
  bool Wanted(const RequestPath& path) const;

  // The number of all violations that were added, even if not reported or removed.
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
  std::vector<Entry> entries_;  // sorted by order; those of one path in the order of their addition
  size_t noted_ = 0;
};

}  // namespace api
