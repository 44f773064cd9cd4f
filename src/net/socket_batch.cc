#include "net/socket_batch.h"

#include <liburing.h>
#include <sys/socket.h>

#include <cerrno>

#include "base/check.h"

namespace net {

SocketBatch::SocketBatch(bool rings) {
  if (!rings) return;
  auto ring = std::make_unique<io_uring>();
  ring_refused_ = -io_uring_queue_init(kSocketCallsTogether, ring.get(), 0);
  if (ring_refused_ == 0) ring_.reset(ring.release());
}

SocketBatch::~SocketBatch() = default;

void SocketBatch::CloseRing::operator()(io_uring* ring) const {
  io_uring_queue_exit(ring);
  delete ring;
}

void SocketBatch::Receive(int socket, std::span<char> into, ssize_t* result) {
  Add({socket, false, into.data(), into.size(), result});
}

void SocketBatch::Send(int socket, std::string_view bytes, ssize_t* result) {
  Add({socket, true, const_cast<char*>(bytes.data()), bytes.size(), result});
}

void SocketBatch::Add(const Call& call) {
  *call.result = kPending;
  calls_[count_++] = call;
  if (count_ == calls_.size()) Run();
}

void SocketBatch::Run() {
  if (ring_ != nullptr && count_ > 1) RunInRing();
  for (const Call& call : std::span(calls_.data(), count_)) {
    if (*call.result == kPending) RunAlone(call);
  }
  count_ = 0;
}

// None of the calls may wait (MSG_DONTWAIT), so each is complete when it is submitted. A ring that
// does not take them all (the kernel has no memory) is given up, and they are made alone: a call
// that was taken has its result by then.
void SocketBatch::RunInRing() {
  for (Call& call : std::span(calls_.data(), count_)) {
    io_uring_sqe* const entry = io_uring_get_sqe(ring_.get());
    CHECK(entry != nullptr);
    if (call.sends) {
      io_uring_prep_send(entry, call.socket, call.data, call.size, MSG_NOSIGNAL | MSG_DONTWAIT);
    } else {
      io_uring_prep_recv(entry, call.socket, call.data, call.size, MSG_DONTWAIT);
    }
    io_uring_sqe_set_data(entry, &call);
  }
  size_t completed = 0;
  bool taken = true;
  while (completed < count_ && taken) {
    const int submitted =
        io_uring_submit_and_wait(ring_.get(), static_cast<unsigned>(count_ - completed));
    taken = submitted >= 0 || submitted == -EINTR;
    unsigned head;
    unsigned seen = 0;
    const io_uring_cqe* completion;
    io_uring_for_each_cqe(ring_.get(), head, completion) {
      *static_cast<Call*>(io_uring_cqe_get_data(completion))->result = completion->res;
      ++seen;
    }
    io_uring_cq_advance(ring_.get(), seen);
    completed += seen;
  }
  if (!taken) ring_.reset();
}

void SocketBatch::RunAlone(const Call& call) {
  const ssize_t bytes = call.sends
                            ? send(call.socket, call.data, call.size, MSG_NOSIGNAL | MSG_DONTWAIT)
                            : recv(call.socket, call.data, call.size, MSG_DONTWAIT);
  *call.result = bytes >= 0 ? bytes : -errno;
}

}  // namespace net
