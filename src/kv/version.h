// What a read found under a key, in a few bytes.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace kv {

// When something was read, as its store counts time. For stores alone; zero says nothing.
struct ReadMark {
  uint64_t value = 0;
};

// What was found under a key, for Batch::Check to compare with what is there when the batch is
// committed. A check never carries the value itself, which may have 400 KB. Opaque: good for checks
// of the same key in the store that it was read from, by the same process; not to be stored or
// sent.
//
// It is the read's mark, by which a store may know at once that nothing was written since, and a
// digest of 128 bits that depends on a secret of the process: no two values that anybody comes upon
// or makes up have the same.
class Version {
 public:
  // Nothing is there; from no read.
  Version() = default;

  // For stores: what a read with this mark found, nullopt: nothing. Reads all of the bytes.
  Version(std::optional<std::string_view> bytes, ReadMark mark);

  // For stores: whether that is what was found. Reads all of the bytes.
  bool IsOf(std::optional<std::string_view> bytes) const;
  ReadMark mark() const { return mark_; }

 private:
  struct Digest {
    uint64_t low = 0;
    uint64_t high = 0;
    friend bool operator==(const Digest&, const Digest&) = default;
  };
  static Digest DigestOf(std::string_view bytes);

  ReadMark mark_;
  std::optional<Digest> digest_;  // nullopt: nothing is there
};

}  // namespace kv
