#include "base/random.h"

#include <sys/random.h>

#include "base/bytes.h"
#include "base/check.h"

namespace base {

uint64_t SystemRandom::Next() {
  // The kernel is asked for a block at a time: a call costs about as much as 500 bytes.
  thread_local uint64_t block[64];
  thread_local size_t left = 0;
  if (left == 0) {
    CHECK(getrandom(block, sizeof(block), 0) == static_cast<ssize_t>(sizeof(block)));
    left = std::size(block);
  }
  return block[--left];
}

std::string NewUuid(Random& random) {
  const uint64_t high = (random.Next() & ~uint64_t{0xf000}) | 0x4000;
  const uint64_t low = (random.Next() & ~(uint64_t{3} << 62)) | (uint64_t{2} << 62);
  std::string bytes;
  AppendBigEndian64(high, &bytes);
  AppendBigEndian64(low, &bytes);
  std::string uuid = ToHex(bytes);
  for (const size_t at : {8, 13, 18, 23}) uuid.insert(at, 1, '-');
  return uuid;
}

}  // namespace base
