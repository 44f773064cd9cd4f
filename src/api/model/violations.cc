#include "api/model/violations.h"

#include <algorithm>
#include <utility>

#include "base/check.h"

namespace api {

void RequestPath::Push(const Step& step) {
  CHECK(depth_ < kRequestDepthMax);
  steps_[depth_++] = step;
}

std::string RequestPath::Text() const {
  std::string text;
  for (size_t i = 0; i < depth_; ++i) {
    const Step& step = steps_[i];
    if (i > 0) text += '.';
    switch (step.kind) {
      case Kind::kMember:
        text += step.name;
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
  for (size_t i = 0; i < depth_; ++i) order.push_back(steps_[i].order);
  return order;
}

bool RequestPath::IsBefore(const std::vector<uint32_t>& order) const {
  for (size_t i = 0; i < depth_ && i < order.size(); ++i) {
    if (steps_[i].order != order[i]) return steps_[i].order < order[i];
  }
  return depth_ < order.size();
}

void Violations::Add(const RequestPath& path, std::string_view value, std::string_view constraint) {
  ++noted_;
  if (!Wanted(path)) return;
  std::string text = "Value '";
  text += value.substr(0, kReportedValueBytesMax);
  text += "' at '" + path.Text() + "' failed to satisfy constraint: ";
  text += constraint;
  Insert(path.Order(), std::move(text));
}

void Violations::AddNull(const RequestPath& path) {
  ++noted_;
  if (!Wanted(path)) return;
  Insert(path.Order(), "Value null at '" + path.Text() +
                           "' failed to satisfy constraint: Member must not be null");
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

void Violations::Insert(std::vector<uint32_t> order, std::string text) {
  const auto behind = std::upper_bound(
      entries_.begin(), entries_.end(), order,
      [](const std::vector<uint32_t>& wanted, const Entry& entry) { return wanted < entry.order; });
  entries_.insert(behind, {std::move(order), std::move(text)});
  if (entries_.size() > kViolationsReportedMax) entries_.pop_back();
}

std::string Violations::Message() const {
  std::string message = std::to_string(entries_.size()) + " validation error" +
                        (entries_.size() == 1 ? "" : "s") + " detected: ";
  for (size_t i = 0; i < entries_.size(); ++i) {
    if (i > 0) message += "; ";
    message += entries_[i].text;
  }
  return message;
}

}  // namespace api
