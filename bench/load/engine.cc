#include "load/engine.h"

#include <sys/epoll.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <deque>
#include <vector>

#include "load/cpu_time.h"
#include "load/schedule.h"

namespace load {
namespace {

using std::chrono::nanoseconds;

constexpr size_t kEventsAtOnce = 128;
constexpr std::chrono::seconds kLateMax{10};
constexpr size_t kErrorShownBytes = 500;

SteadyTime Now() { return std::chrono::steady_clock::now(); }

timespec ToTimespec(nanoseconds duration) {
  const nanoseconds::rep count = std::max<nanoseconds::rep>(duration.count(), 0);
  return {.tv_sec = count / 1'000'000'000, .tv_nsec = count % 1'000'000'000};
}

class Engine {
 public:
  Engine(const RunOptions& options, Source& source) : options_(options), source_(source) {}
  ~Engine() {
    if (epoll_ >= 0) close(epoll_);
  }
  Engine(const Engine&) = delete;
  Engine& operator=(const Engine&) = delete;

  base::Result<Figures> Run();

 private:
  // A connection, and the request that is on its way on it.
  struct Lane {
    Connection connection;
    const Request* request = nullptr;
    SteadyTime since{};  // when it was sent, or was to be sent
  };
  struct CpuTimes {
    nanoseconds own{0};
    nanoseconds server{0};
  };

  base::Status Connect();
  base::Status Watch(size_t lane, int how);
  bool SourceEnded() const { return ended_ == lanes_.size(); }
  // Whether requests are still to be sent at `now`, or later.
  bool Sending(SteadyTime now) const;
  bool Busy() const { return idle_.size() + ended_ < lanes_.size(); }
  base::Status SendOnIdle(SteadyTime now);
  base::Status Send(size_t lane, SteadyTime since);
  base::Status Wait(SteadyTime now);
  base::Status ReceiveOn(size_t lane);
  void Record(const Lane& lane, const Answer& answer, Verdict verdict, SteadyTime now);
  base::Result<CpuTimes> ReadCpuTimes() const;
  base::Status PassMilestones(SteadyTime now);

  const RunOptions& options_;
  Source& source_;
  int epoll_ = -1;
  std::vector<Lane> lanes_;
  // Of the lanes. In turns: a server closes connections that are idle for long.
  std::deque<size_t> idle_;
  size_t ended_ = 0;  // how many lanes have no more to send
  std::optional<Schedule> schedule_;
  uint64_t sent_ = 0;
  SteadyTime measured_from_{};
  SteadyTime ends_{};
  std::optional<CpuTimes> cpu_before_;
  std::optional<CpuTimes> cpu_after_;
  Figures figures_;
};

base::Status Engine::Watch(size_t lane, int how) {
  epoll_event event{};
  event.events = EPOLLIN;
  event.data.u64 = lane;
  if (epoll_ctl(epoll_, how, lanes_[lane].connection.socket(), &event) == 0) return {};
  return base::Internal(std::string("epoll: ") + std::strerror(errno));
}

base::Status Engine::Connect() {
  epoll_ = epoll_create1(EPOLL_CLOEXEC);
  for (size_t i = 0; i < options_.connections; ++i) {
    TRY_ASSIGN(Connection connection, Connection::Open(options_.address));
    lanes_.push_back({std::move(connection)});
    idle_.push_back(i);
    TRY(Watch(i, EPOLL_CTL_ADD));
  }
  return {};
}

base::Status Engine::Send(size_t index, SteadyTime since) {
  Lane& lane = lanes_[index];
  lane.since = since;
  return lane.connection.Send(lane.request->text);
}

// What an open loop was to send in its time it sends, if later: leaving it out would leave out the
// latest. Up to kLateMax, since a server that is slower than the rate never catches up.
bool Engine::Sending(SteadyTime now) const {
  if (SourceEnded()) return false;
  if (now < ends_) return true;
  return schedule_ && sent_ < schedule_->CountDue(ends_) && now < ends_ + kLateMax;
}

base::Status Engine::SendOnIdle(SteadyTime now) {
  const uint64_t due = schedule_ ? schedule_->CountDue(std::min(now, ends_)) : 0;
  while (!idle_.empty() && Sending(now) && (!schedule_ || sent_ < due)) {
    const size_t lane = idle_.front();
    idle_.pop_front();
    lanes_[lane].request = source_.Next(lane);
    if (lanes_[lane].request == nullptr) {
      ++ended_;
      continue;
    }
    TRY(Send(lane, schedule_ ? schedule_->Due(sent_) : now));
    ++sent_;
  }
  return {};
}

void Engine::Record(const Lane& lane, const Answer& answer, Verdict verdict, SteadyTime now) {
  const SteadyTime counted_at = schedule_ ? lane.since : now;
  if (verdict == Verdict::kWrong && figures_.first_error.empty()) {
    figures_.first_error = std::string(TraitsOf(lane.request->operation).api_name) + ": " +
                           std::to_string(answer.status) + " " +
                           std::string(answer.body.substr(0, kErrorShownBytes));
  }
  figures_.errors += verdict == Verdict::kWrong ? 1 : 0;  // during the warm-up, too
  if (counted_at < measured_from_ || counted_at >= ends_) return;
  figures_.latencies[lane.request->operation].Add(now - lane.since);
  figures_.conflicts += verdict == Verdict::kConflict ? 1 : 0;
  figures_.sent_bytes += lane.request->text.size();
  figures_.received_bytes += answer.bytes;
}

base::Status Engine::ReceiveOn(size_t index) {
  Lane& lane = lanes_[index];
  TRY_ASSIGN(const std::optional<Answer> answer, lane.connection.Receive());
  if (!answer) return {};
  const SteadyTime now = Now();
  const Verdict verdict = Judge(lane.request->operation, *answer, options_.whole_answers);
  if (verdict != Verdict::kAgain) Record(lane, *answer, verdict, now);
  if (answer->closes) {
    TRY_ASSIGN(lane.connection, Connection::Open(options_.address));
    TRY(Watch(index, EPOLL_CTL_ADD));
  }
  if (verdict == Verdict::kAgain) {
    ++figures_.sent_again;
    return Send(index, lane.since);
  }
  source_.Answered(index, *answer);
  lane.request = nullptr;
  idle_.push_back(index);
  return SendOnIdle(now);
}

// Until something is answered, due, or to be noted.
base::Status Engine::Wait(SteadyTime now) {
  SteadyTime until = now + kSilenceMax;
  if (!cpu_before_) until = std::min(until, measured_from_);
  if (!cpu_after_) until = std::min(until, ends_);
  if (schedule_ && !idle_.empty() && Sending(now)) until = std::min(until, schedule_->Due(sent_));
  std::array<epoll_event, kEventsAtOnce> events;
  const timespec timeout = ToTimespec(until - now);
  const int count = epoll_pwait2(epoll_, events.data(), events.size(), &timeout, nullptr);
  if (count < 0 && errno != EINTR) return base::Internal(std::strerror(errno));
  if (count == 0 && Busy() && Now() >= now + kSilenceMax) {
    return base::Error{base::ErrorCode::kTimeout, "the server is silent"};
  }
  for (int i = 0; i < count; ++i) TRY(ReceiveOn(events[i].data.u64));
  return {};
}

base::Result<Engine::CpuTimes> Engine::ReadCpuTimes() const {
  CpuTimes times{.own = OwnCpuTime()};
  if (options_.server != 0) {
    TRY_ASSIGN(times.server, CpuTimeOf(options_.server));
  }
  return times;
}

base::Status Engine::PassMilestones(SteadyTime now) {
  const bool finished = SourceEnded() && !Busy();
  if (!cpu_before_ && (now >= measured_from_ || finished)) {
    TRY_ASSIGN(cpu_before_, ReadCpuTimes());
    // An open loop counts by when requests were due, be this late or not.
    if (!schedule_) {
      measured_from_ = now;
      if (options_.measured.count() > 0) ends_ = now + options_.measured;
    }
  }
  if (cpu_before_ && !cpu_after_ && (now >= ends_ || finished)) {
    TRY_ASSIGN(cpu_after_, ReadCpuTimes());
    figures_.elapsed = now - measured_from_;
  }
  return {};
}

base::Result<Figures> Engine::Run() {
  // A timer may be late by 50 µs else, to wake up less often; an open loop wants it exact.
  prctl(PR_SET_TIMERSLACK, 1UL);
  TRY(Connect());
  const SteadyTime start = Now();
  measured_from_ = start + options_.warm_up;
  ends_ = options_.measured.count() > 0 ? measured_from_ + options_.measured : SteadyTime::max();
  if (options_.per_second) schedule_.emplace(start, *options_.per_second);
  while (true) {
    const SteadyTime now = Now();
    TRY(PassMilestones(now));
    if (cpu_after_ && !Busy() && !Sending(now)) break;
    TRY(SendOnIdle(now));
    if (Busy() || Sending(now)) TRY(Wait(now));
  }
  if (cpu_before_ && cpu_after_) {
    figures_.own_cpu = cpu_after_->own - cpu_before_->own;
    figures_.server_cpu = cpu_after_->server - cpu_before_->server;
  }
  if (schedule_ && !SourceEnded()) {
    const uint64_t due = schedule_->CountDue(ends_);
    figures_.unsent = due - std::min(due, sent_);
  }
  return std::move(figures_);
}

}  // namespace

base::Result<Figures> Run(const RunOptions& options, Source& source) {
  return Engine(options, source).Run();
}

}  // namespace load
