#include "kv/rocksdb/engine/resumer.h"

#include <rocksdb/convenience.h>

#include <atomic>

namespace kv::rocks::engine {
namespace {

constexpr std::chrono::milliseconds kLookEvery{1};

}  // namespace

Resumer::Resumer(rocksdb::DB& db, ErrorWatch& errors, FlushGate& gate,
                 std::chrono::milliseconds retry_after)
    : db_(db), errors_(errors), gate_(gate), retry_after_(retry_after), failed_(errors.stopped()) {
  gate_.SetOpener([this] {
    {
      base::MutexLock lock(mutex_);
      // An attempt is due already. The thread is not woken, so its pause is not cut short.
      if (failed_) return;
      failed_ = true;
    }
    changed_.NotifyOne();
  });
  thread_ = std::thread([this] {
    Work();
    ended_ = true;
  });
}

Resumer::~Resumer() {
  {
    base::MutexLock lock(mutex_);
    stopping_ = true;
  }
  changed_.NotifyOne();
  // From now on errors must not hold back flushes, because closing waits for them.
  gate_.RemoveOpener();
  while (!ended_) {
    // The thread may be resuming RocksDB, which waits for flushes: cancelling them ends that.
    if (errors_.stopped()) rocksdb::CancelAllBackgroundWork(&db_, /*wait=*/false);
    std::this_thread::sleep_for(kLookEvery);
  }
  thread_.join();
}

void Resumer::Work() {
  for (;;) {
    {
      base::MutexLock lock(mutex_);
      while (!failed_ && !stopping_) changed_.Wait(mutex_);
      // The pause comes before the first attempt, too: the disk has just failed.
      if (!stopping_) changed_.WaitFor(mutex_, retry_after_);
      if (stopping_) return;
      failed_ = false;
    }
    if (errors_.wal() == ErrorWatch::Wal::kBroken) {
      gate_.Open();
    } else if (Resume().ok()) {
      gate_.Open();
      errors_.NoteResumed();
    } else {
      gate_.Close();  // calls the opener, which asks for the next attempt
    }
  }
}

// The gate must open as soon as RocksDB is being resumed. A second thread finds that out by calling
// Resume, too: RocksDB answers that it is busy or, after some errors, that there is nothing to do.
rocksdb::Status Resumer::Resume() {
  std::atomic<bool> trying{true};
  std::atomic<bool> watching{true};
  std::thread watch([&] {
    while (trying) {
      if (const rocksdb::Status tried = db_.Resume(); tried.ok() || tried.IsBusy()) gate_.Open();
      std::this_thread::sleep_for(kLookEvery);
    }
    watching = false;
  });
  rocksdb::Status resumed = db_.Resume();
  while (resumed.IsBusy()) {
    gate_.Open();
    std::this_thread::sleep_for(kLookEvery);
    resumed = db_.Resume();
  }
  trying = false;
  while (watching) {  // the other thread's call may have begun to resume RocksDB
    gate_.Open();
    std::this_thread::sleep_for(kLookEvery);
  }
  watch.join();
  return resumed;
}

}  // namespace kv::rocks::engine
