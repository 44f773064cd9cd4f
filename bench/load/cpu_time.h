// What processes have used of the processors so far: in the kernel and out of it, all threads.
#pragma once

#include <sys/types.h>

#include <chrono>

#include "base/result.h"

namespace load {

std::chrono::nanoseconds OwnCpuTime();

// In ticks of the kernel (10 ms). Errors: kNotFound.
base::Result<std::chrono::nanoseconds> CpuTimeOf(pid_t process);

}  // namespace load
