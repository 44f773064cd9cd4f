#include "base/descriptors.h"

#include <sys/resource.h>

#include <algorithm>

namespace base {
namespace {

// A server without a table or a connection has about 25 open, of which its threads' are counted
// with the connections.
constexpr size_t kSpareAtLeast = 20;
constexpr size_t kSparePart = 8;
constexpr size_t kTablesPart = 4;
// 64 MiB tables: six terabytes. What they leave is for connections.
constexpr size_t kTablesMax = 100'000;

size_t Spare(size_t limit) { return kSpareAtLeast + limit / kSparePart; }

}  // namespace

size_t DescriptorLimit() {
  rlimit limit{};
  return getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

size_t RaiseDescriptorLimit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < limit.rlim_max) {
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
  }
  return DescriptorLimit();
}

DescriptorShares SplitDescriptors(size_t limit) {
  const size_t left = limit - std::min(limit, Spare(limit));
  const size_t tables = std::min(left / kTablesPart, kTablesMax);
  return {.tables = tables, .connections = left - tables};
}

size_t DescriptorLimitFor(size_t connections) {
  size_t limit = connections;
  while (SplitDescriptors(limit).connections < connections) ++limit;
  return limit;
}

}  // namespace base
