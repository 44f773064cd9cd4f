// How many commits are enough for a group.
#pragma once

#include <algorithm>
#include <cstddef>

namespace kv::rocks::commit {

// The more commits share a sync, the cheaper each of them is. But those that wait for all that
// would come leave the processor nothing to do while they are synced. So a group goes when nearly
// all are there. How many all are depends on the clients, and on how many of their requests wait
// for one another: now and then a group goes only when no more come within a rest (Committer), to
// see that. Not for several threads.
class GroupSize {
 public:
  // With fewer, nothing is to be done meanwhile: most of them are waited for.
  static constexpr size_t kMin = 8;
  static constexpr size_t kMax = 128;
  // So many requests take as long to handle as a group to sync, or longer.
  static constexpr size_t kMeanwhile = 16;
  // Groups of which one waits for all.
  static constexpr int kRound = 64;

  size_t enough() const { return enough_; }

  // A group went, when there were enough or no more came.
  void Note(size_t commits) {
    if (--left_ > 0) return;
    if (left_ == 0) {
      enough_ = kMax;
      return;
    }
    left_ = kRound - 1;
    // The last two of these: one may have come in a moment of silence.
    const size_t all = std::max(commits, last_);
    last_ = commits;
    enough_ =
        all <= kMin ? all - all / 4 : std::clamp(all - std::min(all / 2, kMeanwhile), kMin, kMax);
  }

 private:
  size_t enough_ = kMax;
  size_t last_ = 0;
  int left_ = 0;  // until the group that waits; negative with it
};

}  // namespace kv::rocks::commit
