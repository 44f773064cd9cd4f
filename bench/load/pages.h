// Walks a partition or a table page by page: each request begins where the last answer ended.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "load/signer.h"
#include "load/source.h"

namespace load {

// What a page says of itself. Looks at the ends of the body only, so that a page of a megabyte
// costs nothing: its members stand before and after Items, in any order.
struct Page {
  std::optional<uint64_t> count;
  std::string_view last_evaluated_key;  // as JSON; empty at the end
};
Page ParsePage(std::string_view body);

// kQueryPages: each connection walks the whole partition. kScanPages: each connection walks a
// segment of the table, and all of them together are one pass.
class Pages final : public Source {
 public:
  Pages(Operation operation, size_t connections, uint64_t passes, Signer& signer);

  const Request* Next(size_t connection) override;
  void Answered(size_t connection, const Answer& answer) override;

  // How many items the pages had so far.
  uint64_t items() const { return items_; }

 private:
  struct Walk {
    Request request;
    std::string start_key{};  // as JSON; empty: from the beginning
    uint64_t passes_done = 0;
  };

  const uint64_t passes_;
  Signer& signer_;
  uint64_t items_ = 0;
  std::vector<Walk> walks_;  // one a connection
};

}  // namespace load
