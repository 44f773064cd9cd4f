// How the system is to share its processors among the threads of this process. Each is about the
// thread that calls, and what the system refuses is left as it is: nothing but time depends on it.
#pragma once

namespace base {

// Makes the thread, and those that it starts later, at least that nice (-20 to 19: each step costs
// it a fifth of its share against others), and takes back that it asked for short times. An
// unprivileged one cannot become less nice again.
void GiveWay(int nice);

// For threads that serve: event loops, and whom they wait for. A thread that wakes may have to wait
// until whoever runs has had his time, 1.4 ms on two processors, or until the system looks, 4 ms
// where that is each tick. One that asks for short times of its own goes first, as long as it has
// had no more than its share. Linux 6.12 and later; others know nothing of it. Threads that it
// starts later have the same.
void AskForShortTimes();

}  // namespace base
