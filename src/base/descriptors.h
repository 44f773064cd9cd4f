// The limit of open files (ulimit -n), and its division. It is divided here, and nowhere else, so
// that the parts fit together for any limit.
//
//   spare         an eighth, and some more: the log, manifests, files that are being written, and
//                 standard streams, which must always find a free descriptor
//   tables        a quarter of the rest: open SST files of the store. A store may have more SST
//                 files, which are then opened again and again
//   connections   three quarters of the rest: sockets, and the descriptors of event loops
#pragma once

#include <cstddef>

namespace base {

// Raises the limit to what the system allows, and returns it.
size_t RaiseDescriptorLimit();
// The present limit.
size_t DescriptorLimit();

struct DescriptorShares {
  size_t tables = 0;
  size_t connections = 0;
};
// Divides a limit. Both shares are 0 if the limit is too low for any.
DescriptorShares SplitDescriptors(size_t limit);

// The lowest limit with which the share of connections is at least `connections`.
size_t DescriptorLimitFor(size_t connections);

}  // namespace base
