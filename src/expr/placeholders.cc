#include "expr/placeholders.h"

#include <algorithm>
#include <numeric>

#include "expr/lexer.h"
#include "run/give_way.h"

namespace expr {
namespace {

// Up to here, looking at each name costs less than keeping them in order.
constexpr size_t kUnorderedNamesMax = 8;

base::Error Unused(std::string_view parameter, const std::string& placeholders) {
  return base::InvalidArgument("Value provided in " + std::string(parameter) +
                               " unused in expressions: keys: {" + placeholders + "}");
}

void AppendToList(std::string_view placeholder, std::string* list) {
  if (!list->empty()) list->append(", ");
  list->append(placeholder);
}

base::Status CheckPlaceholder(std::string_view parameter, char mark, std::string_view placeholder) {
  const auto error = [&](std::string_view problem) {
    return base::InvalidArgument(std::string(parameter) +
                                 " contains invalid key: " + std::string(problem) + "; key: \"" +
                                 std::string(placeholder) + "\"");
  };
  if (!placeholder.starts_with(mark) || !IsPlaceholderName(placeholder.substr(1))) {
    return error("Syntax error");
  }
  if (placeholder.size() > kPlaceholderBytesMax) {
    return error("Key size has exceeded the maximum allowed size");
  }
  return {};
}

}  // namespace

Placeholders::Placeholders(const Names* names, const value::Row* values) : names_(names) {
  if (names != nullptr) {
    names_used_.resize(names->size());
    if (names->size() > kUnorderedNamesMax) {
      name_order_.resize(names->size());
      std::iota(name_order_.begin(), name_order_.end(), 0);
      run::SortGivingWay(name_order_.begin(), name_order_.end(), [names](uint32_t a, uint32_t b) {
        return (*names)[a].first < (*names)[b].first;
      });
    }
  }
  if (values != nullptr) {
    has_values_ = true;
    const value::RowView row = values->view();
    values_.reserve(row.count());
    for (const auto& [placeholder, value] : row.attributes()) {
      values_.push_back({.placeholder = placeholder, .value = value});
    }
  }
}

base::Status Placeholders::Check() const {
  TRY(CheckNames());
  return CheckValues();
}

base::Status Placeholders::CheckNames() const {
  constexpr std::string_view kParameter = "ExpressionAttributeNames";
  if (names_ == nullptr) return {};
  if (names_->empty()) return base::InvalidArgument(std::string(kParameter) + " must not be empty");
  for (const auto& [placeholder, name] : *names_) {
    TRY(CheckPlaceholder(kParameter, '#', placeholder));
  }
  for (const auto& [placeholder, name] : *names_) {
    if (name.empty()) {
      return base::InvalidArgument(std::string(kParameter) +
                                   " contains invalid value: Empty attribute name for key " +
                                   placeholder);
    }
  }
  return {};
}

base::Status Placeholders::CheckValues() const {
  constexpr std::string_view kParameter = "ExpressionAttributeValues";
  if (!has_values_) return {};
  if (values_.empty()) return base::InvalidArgument(std::string(kParameter) + " must not be empty");
  for (const Value& value : values_) TRY(CheckPlaceholder(kParameter, ':', value.placeholder));
  return {};
}

std::optional<size_t> Placeholders::FindName(std::string_view placeholder) const {
  if (names_ == nullptr) return std::nullopt;
  if (name_order_.empty()) {
    for (size_t i = 0; i < names_->size(); ++i) {
      if ((*names_)[i].first == placeholder) return i;
    }
    return std::nullopt;
  }
  const auto found = std::lower_bound(
      name_order_.begin(), name_order_.end(), placeholder,
      [this](uint32_t i, std::string_view wanted) { return (*names_)[i].first < wanted; });
  if (found == name_order_.end() || (*names_)[*found].first != placeholder) return std::nullopt;
  return *found;
}

std::optional<std::string_view> Placeholders::UseName(std::string_view placeholder) {
  const auto found = FindName(placeholder);
  if (!found) return std::nullopt;
  names_used_[*found] = true;
  return (*names_)[*found].second;
}

std::optional<value::ValueView> Placeholders::UseValue(std::string_view placeholder) {
  const auto found = std::lower_bound(
      values_.begin(), values_.end(), placeholder,
      [](const Value& value, std::string_view wanted) { return value.placeholder < wanted; });
  if (found == values_.end() || found->placeholder != placeholder) return std::nullopt;
  found->used = true;
  return found->value;
}

base::Status Placeholders::CheckAllUsed() const {
  std::string unused;
  for (size_t i = 0; i < names_used_.size(); ++i) {
    if (!names_used_[i]) AppendToList((*names_)[i].first, &unused);
  }
  if (!unused.empty()) return Unused("ExpressionAttributeNames", unused);
  for (const Value& value : values_) {
    if (!value.used) AppendToList(value.placeholder, &unused);
  }
  if (!unused.empty()) return Unused("ExpressionAttributeValues", unused);
  return {};
}

}  // namespace expr
