// How the operating system shares processors among the threads of this process. Each function
// changes the calling thread. If the system refuses, the function does nothing: only speed depends
// on it.
#pragma once

namespace run {

// Raises the thread's nice value to `nice`, unless it is higher already, and takes back
// AskForShortSlices. (Nice values go from -20 to 19; each step costs the thread a fifth of its
// share of a busy processor.) Threads that this thread starts later inherit both. An unprivileged
// thread cannot lower its nice value again.
void LowerPriority(int nice);

// Lets the thread run soon after it wakes. For event loops, and for the threads that event loops
// wait for. Otherwise a thread that wakes may have to wait until the running thread has used up its
// time slice (1.4 ms on two processors), or until the system's next tick (4 ms). A thread that asks
// for short slices goes first, as long as it has had no more than its share. Threads that it starts
// later inherit this. Needs Linux 6.12; older versions ignore it.
void AskForShortSlices();

}  // namespace run
