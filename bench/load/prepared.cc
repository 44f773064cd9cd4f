#include "load/prepared.h"

#include <algorithm>
#include <charconv>

namespace load {
namespace {

// Of each, one after the other in the order in which their turns come: with weights 3 and 1, a a b
// a.
Operation Mingled(const std::vector<Share>& mix, std::vector<int64_t>* credits) {
  int64_t all = 0;
  for (size_t i = 0; i < mix.size(); ++i) {
    (*credits)[i] += static_cast<int64_t>(mix[i].weight);
    all += static_cast<int64_t>(mix[i].weight);
  }
  const auto richest = std::max_element(credits->begin(), credits->end());
  *richest -= all;
  return mix[richest - credits->begin()].operation;
}

}  // namespace

base::Result<std::vector<Share>> ParseMix(std::string_view text) {
  constexpr uint64_t kWeightMax = 1'000'000;
  const std::string_view whole = text;
  std::vector<Share> mix;
  while (!text.empty()) {
    const std::string_view part = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), part.size() + 1));
    const std::string_view name = part.substr(0, part.find(':'));
    const std::optional<Operation> operation = OperationNamed(name);
    if (!operation) {
      return base::InvalidArgument("no operation \"" + std::string(name) + "\"; there are " +
                                   OperationNames());
    }
    uint64_t weight = 1;
    if (name.size() < part.size()) {
      const char* const end = part.data() + part.size();
      const auto [stopped, failure] = std::from_chars(name.data() + name.size() + 1, end, weight);
      if (failure != std::errc() || stopped != end || weight == 0 || weight > kWeightMax) {
        return base::InvalidArgument("no weight: " + std::string(part));
      }
    }
    mix.push_back({*operation, weight});
  }
  if (mix.empty()) return base::InvalidArgument("no operation is named");
  const auto pages = [](const Share& share) { return TraitsOf(share.operation).pages; };
  if (mix.size() > 1 && std::any_of(mix.begin(), mix.end(), pages)) {
    return base::InvalidArgument("pages are followed alone: " + std::string(whole));
  }
  return mix;
}

Prepared::Prepared(const std::vector<Share>& mix, const DataSet& data, uint64_t count,
                   uint64_t seed, Signer& signer) {
  BodyMaker bodies(data, seed);
  std::vector<int64_t> credits(mix.size());
  requests_.reserve(count);
  for (uint64_t i = 0; i < count; ++i) {
    const Operation operation = Mingled(mix, &credits);
    only_once_ = only_once_ || TraitsOf(operation).only_once;
    requests_.push_back(
        {operation, signer.Request(TraitsOf(operation).api_name, bodies.Make(operation, i))});
  }
}

const Request* Prepared::Next(size_t /*connection*/) {
  if (requests_.empty() || (limit_ > 0 && taken_ == limit_)) return nullptr;
  if (only_once_ && taken_ == requests_.size()) return nullptr;
  return &requests_[taken_++ % requests_.size()];
}

}  // namespace load
