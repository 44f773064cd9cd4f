// Reads that wait for the disk, beside the threads that serve.
#pragma once

#include <rocksdb/status.h>

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <utility>

#include "base/runner.h"
#include "kv/rocksdb/table_file.h"

namespace kv::rocks {

// A thread of an event loop has many requests to serve: what it reads is in memory mostly, and must
// be read at once, without a change of threads; when it is not, waiting for the disk would hold up
// all others. So such a thread tries without waiting (table_file.h), and only what would wait is
// read by one of some threads kept for that, while the request sleeps. The kernel has begun to
// fetch what was tried, so that a few threads keep many reads of the disk going.
//
// Safe from any thread; outlives its calls.
class WaitingReads {
 public:
  // The threads are started when the first is needed.
  explicit WaitingReads(size_t threads) : threads_(threads) {}

  // Reads as `read` does, which is called, here or elsewhere, until its status is another than
  // IsTryAgain(): once or twice, each time from the beginning.
  template <typename Read>
  rocksdb::Status Run(const Read& read) {
    if (!MayHandOver()) return read();
    rocksdb::Status status = Try(read);
    if (!status.IsTryAgain()) return status;
    struct Job final : Handed {
      explicit Job(const Read& asked) : read(asked) {}
      void Do() override { status = read(); }
      const Read& read;
      rocksdb::Status status;
    };
    Job job(read);
    HandOver(&job);
    return std::move(job.status);
  }

  // How many had to wait.
  uint64_t count() const { return count_.load(std::memory_order_relaxed); }

 private:
  struct Handed {
    virtual ~Handed() = default;
    virtual void Do() = 0;
  };

  // Whether the caller is one of many requests of its thread.
  static bool MayHandOver();
  // Calls it on another thread, and waits for that.
  void HandOver(Handed* what);

  template <typename Read>
  static rocksdb::Status Try(const Read& read) {
    const WithoutWaiting without_waiting;
    return read();
  }

  const size_t threads_;
  std::once_flag started_;
  std::unique_ptr<base::Runner> runner_;
  std::atomic<uint64_t> count_{0};
};

}  // namespace kv::rocks
