// Requests that were made and signed before the run, so that making them costs nothing in it.
#pragma once

#include <vector>

#include "load/signer.h"
#include "load/source.h"

namespace load {

// An operation and how many parts of the mix it has.
struct Share {
  Operation operation;
  uint64_t weight;
};

// "get" or "get:60,put:20". What follows pages is alone. Errors: kInvalidArgument.
base::Result<std::vector<Share>> ParseMix(std::string_view text);

class Prepared final : public Source {
 public:
  // `count` requests, of `mix` in its shares, evenly mingled.
  Prepared(const std::vector<Share>& mix, const DataSet& data, uint64_t count, uint64_t seed,
           Signer& signer);

  // The first `count` (0: no end) of them, beginning anew after the last, unless one of the
  // operations may be sent once only.
  void Limit(uint64_t count) { limit_ = count; }
  const Request* Next(size_t connection) override;

 private:
  std::vector<Request> requests_;
  bool only_once_ = false;
  uint64_t limit_ = 0;
  uint64_t taken_ = 0;
};

}  // namespace load
