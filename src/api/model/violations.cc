#include "api/model/violations.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace api {
namespace {

// Names of members begin with a letter of ASCII.
void LowerFirst(size_t at, std::string* text) {
  char& first = (*text)[at];
  if (first >= 'A' && first <= 'Z') first = static_cast<char>(first - 'A' + 'a');
}

}  // namespace

void RequestPath::Push(const Step& step) {
  CHECK(depth_ < kRequestDepthMax);
  steps_[depth_++] = step;
}

std::string RequestPath::Text(Words words) const {
  std::string text;
  for (size_t i = 0; i < depth_; ++i) {
    const Step& step = steps_[i];
    if (i > 0) text += '.';
    switch (step.kind) {
      case Kind::kMember:
        text += step.name;
        if (!IsNew(words)) LowerFirst(text.size() - step.name.size(), &text);
        break;
      case Kind::kElement:
        text += std::to_string(step.order + 1) + ".member";
        break;
      case Kind::kEntry:
        text += step.name;
        text += ".member";
        break;
    }
  }
  return text;
}

std::vector<uint32_t> RequestPath::Order() const {
  std::vector<uint32_t> order;
  order.reserve(depth_);
  for (size_t i = 0; i < depth_; ++i) order.push_back(steps_[i].order);
  return order;
}

bool RequestPath::IsBefore(const std::vector<uint32_t>& order) const {
  for (size_t i = 0; i < depth_ && i < order.size(); ++i) {
    if (steps_[i].order != order[i]) return steps_[i].order < order[i];
  }
  return depth_ < order.size();
}

std::string Violations::Quoted(std::string_view value) {
  return " '" + std::string(value.substr(0, kReportedValueBytesMax)) + "'";
}

std::string Violations::Place(const RequestPath& path, std::string_view value) const {
  return "Value" + std::string(value) + " at '" + path.Text(words_) +
         "' failed to satisfy constraint: ";
}

void Violations::AddNull(const RequestPath& path) {
  ++noted_;
  if (!Wanted(path)) return;
  Insert(path, Place(path, IsNew(words_) ? "" : " null") + "Member must not be null",
         Others::kTold);
}

void Violations::AddEnum(const RequestPath& path, std::string_view value, std::string_view told) {
  std::string constraint = "Member must satisfy enum value set: " + std::string(told);
  if (words_ != Words::kNewInEnvelope) {
    Add(
        path, [&] { return value; }, [&] { return constraint; });
    return;
  }
  ++noted_;
  if (Wanted(path)) Insert(path, "Failed to satisfy constraint: " + constraint, Others::kTold);
}

void Violations::Forget(const RequestPath& path) {
  if (entries_.empty()) return;
  const std::vector<uint32_t> prefix = path.Order();
  std::erase_if(entries_, [&](const Entry& entry) {
    return entry.order.size() >= prefix.size() &&
           std::equal(prefix.begin(), prefix.end(), entry.order.begin());
  });
}

bool Violations::Wanted(const RequestPath& path) const {
  return entries_.size() < kViolationsReportedMax || path.IsBefore(entries_.back().order);
}

void Violations::Insert(const RequestPath& path, std::string text, Others others) {
  std::vector<uint32_t> order = path.Order();
  const auto behind = std::upper_bound(
      entries_.begin(), entries_.end(), order,
      [](const std::vector<uint32_t>& wanted, const Entry& entry) { return wanted < entry.order; });
  entries_.insert(behind, {std::move(order), std::move(text), others});
  if (entries_.size() > kViolationsReportedMax) entries_.pop_back();
}

std::string Violations::Message() const {
  std::string told;
  size_t count = 0;
  for (const Entry& entry : entries_) {
    if (entry.others == Others::kNotTold) {
      told.clear();
      count = 0;
    }
    if (count++ > 0) told += "; ";
    told += entry.text;
    if (entry.others != Others::kTold) break;
  }
  return std::to_string(count) + " validation error" + (count == 1 ? "" : "s") +
         " detected: " + told;
}

}  // namespace api
