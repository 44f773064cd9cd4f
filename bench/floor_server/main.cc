// The least that a server of DynamoDB's API can cost: one thread and plain library calls for what
// no request can do without. HTTP by epoll, one read and one send a request; Signature Version 4;
// simdjson over the body; RocksDB, where the writes that have arrived together share a batch and
// a sync; the answer. It knows the requests that bench/load sends. bench/README.md says what it is
// for.
//
//   floor_server PORT DATA        (of 127.0.0.1; DATA is made; ends with the process)
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "floor_server/operations.h"
#include "floor_server/refusal.h"
#include "floor_server/signature.h"
#include "listen.h"

namespace floor_server {
namespace {

constexpr size_t kReceiveBytes = size_t{64} << 10;
// An item of 400 KB is twice to four times as long in JSON. The store has room for it (store.cc).
constexpr size_t kRequestBytesMax = size_t{2} << 20;
constexpr int kEventsAtOnce = 128;
// Before writes that wait are committed although more requests come: reads could go on for ever.
constexpr int kTurnsMax = 64;
// Before answers are sent although the turn goes on: they shall stay in the processor's cache.
constexpr size_t kAnswersBytesMax = size_t{256} << 10;

struct Connection {
  int socket;
  std::string received;               // of a request that is not whole yet
  std::string_view once_committed{};  // the body that it waits for
};

class Server {
 public:
  Server(uint16_t port, const std::string& data)
      : store_(data), listener_(Listen(port)), epoll_(epoll_create1(0)) {
    Watch(listener_, nullptr);
  }

  [[noreturn]] void Run() {
    std::array<epoll_event, kEventsAtOnce> events;
    for (int turns = 0;; ++turns) {
      const bool waits = !waiting_.empty();
      const int count =
          turns < kTurnsMax ? epoll_wait(epoll_, events.data(), events.size(), waits ? 0 : -1) : 0;
      clock_.Look();
      if (count == 0 || !waits) turns = 0;
      if (count == 0 && waits) Commit();
      for (int i = 0; i < count; ++i) {
        auto* const connection = static_cast<Connection*>(events[i].data.ptr);
        if (connection == nullptr) {
          Accept();
        } else if (!Receive(*connection)) {
          close(connection->socket);
          delete connection;
        }
        if (answers_.bytes() > kAnswersBytesMax) SendAll();
      }
      SendAll();
    }
  }

 private:
  void Watch(int socket, Connection* connection) const {
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.ptr = connection;
    epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event);
  }

  void Accept() const {
    const int socket = accept(listener_, nullptr, nullptr);
    if (socket < 0) return;
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
    Watch(socket, new Connection{socket, {}});
  }

  // Reads, and answers once a request is whole. False if the client has gone.
  bool Receive(Connection& connection) {
    if (!connection.once_committed.empty()) Commit();  // it has gone, or does not wait for answers
    const ssize_t bytes = read(connection.socket, buffer_.data(), kReceiveBytes);
    if (bytes <= 0) return false;
    std::span<char> received(buffer_.data(), bytes);
    size_t room_bytes = buffer_.size();
    if (!connection.received.empty()) {
      connection.received.append(received.data(), received.size());
      connection.received.reserve(connection.received.size() + simdjson::SIMDJSON_PADDING);
      received = connection.received;
      room_bytes = connection.received.capacity();
    }
    switch (ParseRequest(received, &request_)) {
      case Progress::kWrong:
        return false;
      case Progress::kPartial:
        if (connection.received.empty()) connection.received.assign(received.data(), bytes);
        return received.size() < kRequestBytesMax;
      case Progress::kWhole:
        break;
    }
    const size_t body_at = request_.body.data() - received.data();
    Serve(connection, room_bytes - body_at);
    connection.received.clear();
    return true;
  }

  void Serve(Connection& connection, size_t body_room_bytes) {
    if (!store_.HasRoom(Operations::StoreRoom(request_.body.size()))) Commit();
    answers_.Begin();
    if (request_.method == "GET") {
      AppendMetrics();
      return Finish(connection, 200);
    }
    try {
      signatures_.Check(request_, clock_);
      const auto once_committed = operations_.Do(request_, body_room_bytes, &answers_);
      if (!once_committed) return Finish(connection, 200);
      connection.once_committed = *once_committed;
      waiting_.push_back(&connection);
    } catch (const Refusal& refusal) {
      Refuse(connection, refusal);
    } catch (const simdjson::simdjson_error&) {
      Refuse(connection, {"SerializationException", "a body that cannot be read"});
    }
  }

  void Refuse(const Connection& connection, const Refusal& refusal) {
    answers_.Begin();
    answers_.Append("{\"__type\":\"com.amazonaws.dynamodb.v20120810#");
    answers_.Append(refusal.type);
    answers_.Append("\",\"message\":\"");
    answers_.Append(refusal.message);
    answers_.Append("\"}");
    Finish(connection, 400);
  }

  void Commit() {
    store_.Commit();
    commits_ += waiting_.size();
    for (Connection* const connection : waiting_) {
      answers_.Begin();
      answers_.Append(connection->once_committed);
      connection->once_committed = {};
      Finish(*connection, 200);
    }
    waiting_.clear();
    SendAll();
  }

  void Finish(const Connection& connection, int status) {
    finished_.push_back({connection.socket, answers_.Finish(status, clock_)});
  }

  // One after the other at the end of a turn, so that the client wakes once for many. That a client
  // has gone, the next read says.
  void SendAll() {
    for (const auto& [socket, place] : finished_) {
      const std::string_view bytes = answers_.Get(place);
      send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    }
    finished_.clear();
    answers_.Clear();
  }

  // By the names of the server's metrics (bench/client_view/load.py).
  void AppendMetrics() {
    answers_.Append("stator_commits_total " + std::to_string(commits_) +
                    "\nstator_wal_syncs_total " + std::to_string(store_.syncs()) + "\n");
  }

  Store store_;
  Operations operations_{store_};
  Signatures signatures_{"loadAccessKeyId", "loadSecretAccessKey"};  // bench/load/signer.h
  const int listener_;
  const int epoll_;
  Clock clock_;
  std::vector<char> buffer_ = std::vector<char>(kReceiveBytes + simdjson::SIMDJSON_PADDING);
  Request request_;
  Answers answers_;
  struct Finished {
    int socket;
    Answers::Place place;
  };
  std::vector<Finished> finished_;
  std::vector<Connection*> waiting_;
  uint64_t commits_ = 0;  // writing requests
};

}  // namespace
}  // namespace floor_server

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "floor_server PORT DATA\n");
    return 2;
  }
  floor_server::Server(static_cast<uint16_t>(std::strtoul(argv[1], nullptr, 10)), argv[2]).Run();
}
