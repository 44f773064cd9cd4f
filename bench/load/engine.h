// One thread that keeps connections busy and looks at the clock.
//
// Closed loop: each connection sends its next request once the last one is answered. Open loop:
// requests are due at a given rate (schedule.h), and wait for a connection if none is free.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "load/connection.h"
#include "load/histogram.h"
#include "load/source.h"

namespace load {

struct RunOptions {
  Address address{};
  size_t connections = 1;
  std::chrono::nanoseconds warm_up{0};   // not measured
  std::chrono::nanoseconds measured{0};  // zero: until the source ends
  std::optional<double> per_second{};    // of an open loop
  pid_t server = 0;                      // whose time on the processors to tell; 0: nobody's
  bool whole_answers = true;             // see Judge
};

struct Figures {
  // Closed loop: of what was answered in the measured time. Open loop: of what was due in it.
  std::map<Operation, Histogram> latencies{};
  uint64_t conflicts = 0;  // Of these and errors there are latencies, too.
  uint64_t errors = 0;
  uint64_t unsent =
      0;  // due, and not sent for long after the end: the server is slower than the rate
  uint64_t sent_again = 0;
  // On the wire, of what there are latencies of: requests and answers with their heads.
  uint64_t sent_bytes = 0;
  uint64_t received_bytes = 0;
  std::string first_error{};
  std::chrono::nanoseconds elapsed{0};
  std::chrono::nanoseconds own_cpu{0};
  std::chrono::nanoseconds server_cpu{0};
};

// Errors: kUnavailable (a connection failed), kTimeout (kSilenceMax), kInvalidArgument (what
// answers is no HTTP server), kNotFound (no such server process).
base::Result<Figures> Run(const RunOptions& options, Source& source);

}  // namespace load
