#include "load/cpu_time.h"

#include <unistd.h>

#include <ctime>
#include <fstream>
#include <sstream>
#include <string>

namespace load {

std::chrono::nanoseconds OwnCpuTime() {
  timespec time{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

// proc(5): "PID (name) state" and numbers, of which utime and stime are fields 14 and 15. The name
// may hold anything, parentheses too.
base::Result<std::chrono::nanoseconds> CpuTimeOf(pid_t process) {
  const std::string path = "/proc/" + std::to_string(process) + "/stat";
  std::ifstream file(path);
  std::string line;
  if (!std::getline(file, line) || line.rfind(')') == std::string::npos) {
    return base::NotFound("no process " + std::to_string(process));
  }
  std::istringstream fields(line.substr(line.rfind(')') + 1));
  std::string skipped;
  for (int field = 3; field < 14; ++field) fields >> skipped;
  int64_t user = 0;
  int64_t kernel = 0;
  if (!(fields >> user >> kernel)) return base::Internal(path + " has changed its form");
  return std::chrono::nanoseconds((user + kernel) * (1'000'000'000 / sysconf(_SC_CLK_TCK)));
}

}  // namespace load
