// The limit of open files (ulimit -n), and how it is divided. One place, so that the parts fit
// together whatever the limit is.
//
//   spare         the log, manifests, files that are being written, standard streams: an eighth and
//                 some, so that there is always one for what must go on
//   tables        a quarter of the rest: the store's open tables. More tables than that can be had,
//                 at the price of opening them again and again; more connections cannot
//   connections   three quarters: sockets, and what each thread that serves has open
#pragma once

#include <cstddef>

namespace base {

// Raises the limit to what the system allows, and returns it.
size_t RaiseDescriptorLimit();
// As it is.
size_t DescriptorLimit();

struct DescriptorShares {
  size_t tables = 0;
  size_t connections = 0;
};
// Both are 0 if the limit is too low for anything.
DescriptorShares SplitDescriptors(size_t limit);

// The lowest limit that gives connections so many.
size_t DescriptorLimitFor(size_t connections);

}  // namespace base
