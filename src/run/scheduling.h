// How the system is to share its processors among the threads of this process. Each is about the
// thread that calls, and what the system refuses is left as it is: nothing but time depends on it.
#pragma once

namespace run {

// Makes the thread, and those that it starts later, at least that nice (-20 to 19: each step costs
// it a fifth of its share against others), and takes back AskForShortSlices. An
// unprivileged one cannot become less nice again.
void LowerPriority(int nice);

// For threads that serve: event loops, and the threads that event loops wait for. A thread that
// wakes may have to wait until the thread that runs has used up its time slice, 1.4 ms on two
// processors, or until the system looks, 4 ms where that is each tick. A thread that asks for short
// slices goes first, as long as it has had no more than its share. Linux 6.12 and later; others
// ignore it. Threads that it starts later have the same.
void AskForShortSlices();

}  // namespace run
