// Learns how many commits a group should wait for.
#pragma once

#include <algorithm>
#include <cstddef>

namespace kv::rocks::commit {

// The more commits share a sync, the cheaper each of them is. But a group that waits for the
// commits of all clients leaves the processor nothing to do while the group is synced. So a group
// starts when it has nearly all of them: enough(). The number of all commits depends on the
// clients, and on how many of their requests wait for one another. It is measured: once in kRound
// groups, a group waits until no more commits come (Committer), whatever enough() was before.
//
// Not thread-safe.
class GroupSize {
 public:
  // Of at most so many commits, three quarters are enough: so few requests do not keep the
  // processor busy during a sync anyway.
  static constexpr size_t kMin = 8;
  static constexpr size_t kMax = 128;
  // So many requests take at least as long to handle as a group takes to sync.
  static constexpr size_t kMeanwhile = 16;
  // Of so many groups, the last measures.
  static constexpr int kRound = 64;

  // The number of commits with which a group starts without waiting for more.
  size_t enough() const { return enough_; }

  // To be called when a group of `commits` commits starts.
  void Note(size_t commits) {
    if (--left_ > 0) return;
    if (left_ == 0) {
      enough_ = kMax;
      return;
    }
    left_ = kRound - 1;
    // The greater of the last two measurements: one may have been taken in a moment of silence.
    const size_t all = std::max(commits, last_);
    last_ = commits;
    enough_ =
        all <= kMin ? all - all / 4 : std::clamp(all - std::min(all / 2, kMeanwhile), kMin, kMax);
  }

 private:
  size_t enough_ = kMax;
  size_t last_ = 0;
  int left_ = 0;  // groups until the one that measures; zero: the next group does
};

}  // namespace kv::rocks::commit
