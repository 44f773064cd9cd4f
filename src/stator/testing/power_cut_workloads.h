// For power_cut_test.cc: what clients do while the power may go, what they were promised, and
// whether it was kept.
//
// A workload's calls end at its first answer of 5xx: of that call alone it is unknown whether it
// happened. Everything else that was answered is a promise.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "stator/testing/test_service.h"

namespace stator {

constexpr std::string_view kItems = "Items";
constexpr std::string_view kTwins = "Twins";

class Workload {
 public:
  virtual ~Workload() = default;
  virtual std::string name() const = 0;
  virtual int threads() const { return 1; }
  // A few calls, by the thread of this number. False once the server fails.
  virtual bool Step(TestService& service, int thread) = 0;
  // After a restart: fails if a promise was broken; goes on from what is there. Nothing else runs.
  virtual void Examine(TestService& service) = 0;

 protected:
  // Whether the call succeeded; an answer of 4xx fails the test.
  static bool Succeeds(const wire::HttpResponse& answer) {
    EXPECT_TRUE(answer.status == 200 || answer.status >= 500) << answer.body;
    return answer.status == 200;
  }
};

// What one client, the only one who changes it, knows of a thing in states of type State.
template <typename State>
class Knowledge {
 public:
  const State& state() const { return state_; }
  void Changed(State to) { state_ = std::move(to); }
  void MayHaveChanged(State to) { in_doubt_ = std::move(to); }
  // Whether it can be in this state; it is from now on.
  bool TurnsOut(const State& state) {
    const bool possible = state == state_ || (in_doubt_ && state == *in_doubt_);
    state_ = state;
    in_doubt_.reset();
    return possible;
  }

 private:
  State state_{};
  std::optional<State> in_doubt_;
};

using MaybeNumber = std::optional<int64_t>;  // of the item there; nullopt: no item

// PutItem and DeleteItem of a client's own items; sizes vary from commit to commit.
class OwnItems final : public Workload {
 public:
  explicit OwnItems(std::string name) : name_(std::move(name)) {}
  std::string name() const override { return name_; }

  bool Step(TestService& service, int) override {
    const int64_t number = ++last_number_;
    const size_t i = static_cast<size_t>(number) % kCount;
    const bool deletes = number % kDeletesEvery == 0;
    const MaybeNumber wanted = deletes ? MaybeNumber() : MaybeNumber(number);
    const wire::HttpResponse answer =
        deletes ? service.Call("DeleteItem", DeleteItemBody(kItems, KeyOf(i)))
                : service.Call("PutItem", PutItemBody(kItems, ItemJson(KeyOf(i), number)));
    if (!Succeeds(answer)) {
      items_[i].MayHaveChanged(wanted);
      return false;
    }
    items_[i].Changed(wanted);
    return true;
  }

  void Examine(TestService& service) override {
    for (size_t i = 0; i < kCount; ++i) {
      const wire::HttpResponse answer = service.Call("GetItem", GetItemBody(kItems, KeyOf(i)));
      ASSERT_EQ(answer.status, 200) << answer.body;
      MaybeNumber there;
      if (answer.body != kFoundNothing) {
        there = NumberIn(answer.body);
        ASSERT_EQ(answer.body, Found(ItemJson(KeyOf(i), *there))) << "a torn item";
      }
      const MaybeNumber promised = items_[i].state();
      ASSERT_TRUE(items_[i].TurnsOut(there))
          << KeyOf(i) << " has " << there.value_or(-1) << " instead of " << promised.value_or(-1);
    }
  }

 private:
  static constexpr size_t kCount = 8;
  static constexpr int64_t kDeletesEvery = 5;  // so that in time every item is deleted
  std::string KeyOf(size_t i) const { return name_ + "-" + std::to_string(i); }

  const std::string name_;
  int64_t last_number_ = 0;
  std::array<Knowledge<MaybeNumber>, kCount> items_;
};

// BatchWriteItem of two items, one in each of two tables: one commit here, so both or neither.
class TwinItems final : public Workload {
 public:
  std::string name() const override { return "twins"; }

  bool Step(TestService& service, int) override {
    const int64_t number = ++last_number_;
    const size_t i = static_cast<size_t>(number) % kCount;
    const bool deletes = number % kDeletesEvery == 0;
    const MaybeNumber wanted = deletes ? MaybeNumber() : MaybeNumber(number);
    const std::string request =
        deletes ? R"([{"DeleteRequest":{"Key":)" + KeyJson(KeyOf(i)) + "}}]"
                : R"([{"PutRequest":{"Item":)" + ItemJson(KeyOf(i), number) + "}}]";
    std::string body = R"({"RequestItems":{)";
    body.append("\"").append(kItems).append("\":").append(request).append(",");
    body.append("\"").append(kTwins).append("\":").append(request).append("}}");
    if (!Succeeds(service.Call("BatchWriteItem", body))) {
      pairs_[i].MayHaveChanged(wanted);
      return false;
    }
    pairs_[i].Changed(wanted);
    return true;
  }

  void Examine(TestService& service) override {
    for (size_t i = 0; i < kCount; ++i) {
      const wire::HttpResponse one = service.Call("GetItem", GetItemBody(kItems, KeyOf(i)));
      const wire::HttpResponse other = service.Call("GetItem", GetItemBody(kTwins, KeyOf(i)));
      ASSERT_EQ(one.status, 200) << one.body;
      ASSERT_EQ(other.status, 200) << other.body;
      ASSERT_EQ(one.body, other.body) << "half a batch";
      const MaybeNumber there =
          one.body == kFoundNothing ? MaybeNumber() : MaybeNumber(NumberIn(one.body));
      ASSERT_TRUE(pairs_[i].TurnsOut(there)) << KeyOf(i) << " has " << there.value_or(-1);
    }
  }

 private:
  static constexpr size_t kCount = 4;
  static constexpr int64_t kDeletesEvery = 3;
  static std::string KeyOf(size_t i) { return "twin-" + std::to_string(i); }

  int64_t last_number_ = 0;
  std::array<Knowledge<MaybeNumber>, kCount> pairs_;
};

// UpdateItem "ADD n :one" of several clients on the same few items.
class Counters final : public Workload {
 public:
  std::string name() const override { return "counters"; }
  int threads() const override { return 3; }

  bool Step(TestService& service, int thread) override {
    Counter& counter = counters_[steps_.fetch_add(1) % kCount];
    const std::string key = KeyOf(counter);
    const wire::HttpResponse answer = service.Call("UpdateItem", AddOneBody(kItems, key));
    if (!Succeeds(answer)) {
      ++counter.in_doubt;
      return false;
    }
    ++counter.acknowledged;
    Raise(&counter.seen, NumberIn(answer.body));
    if (thread != 0) return true;
    // No read returns what a crash could take back, whoever wrote it.
    const wire::HttpResponse read = service.Call("GetItem", GetItemBody(kItems, key));
    if (!Succeeds(read)) return false;
    Raise(&counter.seen, NumberIn(read.body));
    return true;
  }

  void Examine(TestService& service) override {
    for (Counter& counter : counters_) {
      const wire::HttpResponse answer =
          service.Call("GetItem", GetItemBody(kItems, KeyOf(counter)));
      ASSERT_EQ(answer.status, 200) << answer.body;
      const int64_t there = NumberIn(answer.body);
      ASSERT_GE(there, counter.acknowledged) << KeyOf(counter);
      ASSERT_LE(there, counter.acknowledged + counter.in_doubt) << KeyOf(counter);
      ASSERT_GE(there, counter.seen) << KeyOf(counter) << ": what was read is lost";
      counter.acknowledged = there;
      counter.in_doubt = 0;
    }
  }

 private:
  static constexpr size_t kCount = 3;
  struct Counter {
    std::atomic<int64_t> acknowledged{0};
    std::atomic<int64_t> in_doubt{0};
    std::atomic<int64_t> seen{0};
  };
  std::string KeyOf(const Counter& counter) const {
    return "counter-" + std::to_string(&counter - counters_.data());
  }
  static void Raise(std::atomic<int64_t>* number, int64_t to) {
    int64_t now = number->load();
    while (now < to && !number->compare_exchange_weak(now, to)) {
    }
  }

  std::atomic<size_t> steps_{0};
  std::array<Counter, kCount> counters_;
};

// PutItem with attribute_not_exists: clients that race for the same keys.
class Creators final : public Workload {
 public:
  std::string name() const override { return "creators"; }
  int threads() const override { return kThreads; }

  bool Step(TestService& service, int thread) override {
    std::vector<Try>& mine = tries_[static_cast<size_t>(thread)];
    const std::string key = KeyOf(created_ + mine.size());
    const wire::HttpResponse answer =
        service.Call("PutItem", PutNewItemBody(kItems, ItemJson(key, WriterOf(thread))));
    if (answer.status >= 500) {
      mine.push_back(Try::kInDoubt);
      return false;
    }
    const bool refused = answer.body.find("#ConditionalCheckFailedException") != std::string::npos;
    EXPECT_TRUE(answer.status == 200 || refused) << answer.body;
    mine.push_back(refused ? Try::kRefused : Try::kSucceeded);
    return true;
  }

  void Examine(TestService& service) override {
    const size_t keys = std::max(tries_[0].size(), tries_[1].size());
    for (size_t i = 0; i < keys; ++i) {
      ASSERT_NO_FATAL_FAILURE(ExamineKey(service, created_ + i, TryOf(0, i), TryOf(1, i)));
    }
    created_ += keys;
    for (auto& tries : tries_) tries.clear();
  }

  // Whatever was created in all the time: nobody deletes it.
  void ExamineAll(TestService& service) {
    for (const auto& [key, item] : winners_) {
      ASSERT_EQ(service.Call("GetItem", GetItemBody(kItems, key)).body, Found(item));
    }
  }

 private:
  enum class Try { kNone, kSucceeded, kRefused, kInDoubt };
  static constexpr int kThreads = 2;

  static std::string KeyOf(size_t i) { return "created-" + std::to_string(i); }
  static int64_t WriterOf(int thread) { return thread + 1; }
  Try TryOf(size_t thread, size_t i) const {
    return i < tries_[thread].size() ? tries_[thread][i] : Try::kNone;
  }

  void ExamineKey(TestService& service, size_t i, Try first, Try second) {
    const std::string key = KeyOf(i);
    ASSERT_FALSE(first == Try::kSucceeded && second == Try::kSucceeded) << key;
    const wire::HttpResponse answer = service.Call("GetItem", GetItemBody(kItems, key));
    ASSERT_EQ(answer.status, 200) << answer.body;
    const int64_t writer = NumberIn(answer.body);  // 0: nobody's
    const std::array<Try, 2> tries = {first, second};
    for (int thread = 0; thread < kThreads; ++thread) {
      const Try mine = tries[static_cast<size_t>(thread)];
      const bool is_mine = writer == WriterOf(thread);
      if (mine != Try::kInDoubt) {
        ASSERT_EQ(is_mine, mine == Try::kSucceeded) << key << " is of " << writer;
      }
      if (mine == Try::kRefused) {
        ASSERT_NE(writer, 0) << key << ": whoever was refused saw that it is there";
      }
    }
    if (writer != 0) winners_[key] = ItemJson(key, writer);
  }

  size_t created_ = 0;  // keys of earlier rounds
  std::array<std::vector<Try>, kThreads> tries_;
  std::map<std::string, std::string> winners_;  // key, item
};

// CreateTable, a PutItem to it, DeleteTable, and again under the same name.
class Tables final : public Workload {
 public:
  std::string name() const override { return "tables"; }

  bool Step(TestService& service, int) override {
    const size_t i = step_++ % kCount;
    const std::string table = NameOf(i);
    const State now = tables_[i].state();
    const State next = now == State::kAbsent  ? State::kEmpty
                       : now == State::kEmpty ? State::kFilled
                                              : State::kAbsent;
    wire::HttpResponse answer;
    switch (now) {
      case State::kAbsent:
        answer = service.Call("CreateTable", CreateTableBody(table));
        break;
      case State::kEmpty:
        answer = service.Call("PutItem", PutItemBody(table, ItemJson("k", 1)));
        break;
      case State::kFilled:
        answer = service.Call("DeleteTable", OfTable(table));
        break;
    }
    if (!Succeeds(answer)) {
      tables_[i].MayHaveChanged(next);
      return false;
    }
    tables_[i].Changed(next);
    return true;
  }

  void Examine(TestService& service) override {
    for (size_t i = 0; i < kCount; ++i) {
      const State promised = tables_[i].state();
      State there = State::kAbsent;
      ASSERT_NO_FATAL_FAILURE(Look(service, NameOf(i), &there));
      ASSERT_TRUE(tables_[i].TurnsOut(there))
          << NameOf(i) << " is in state " << static_cast<int>(there) << " instead of "
          << static_cast<int>(promised);
    }
  }

 private:
  enum class State { kAbsent, kEmpty, kFilled };
  static constexpr size_t kCount = 2;
  static std::string NameOf(size_t i) { return "Made-" + std::to_string(i); }

  static void Look(TestService& service, const std::string& table, State* there) {
    const wire::HttpResponse described = service.Call("DescribeTable", OfTable(table));
    const wire::HttpResponse item = service.Call("GetItem", GetItemBody(table, "k"));
    if (described.status == 200) {
      ASSERT_NE(described.body.find(R"("TableStatus":"ACTIVE")"), std::string::npos)
          << described.body;
      ASSERT_EQ(item.status, 200) << item.body;
      *there = item.body == kFoundNothing ? State::kEmpty : State::kFilled;
    } else {
      ASSERT_NE(described.body.find("#ResourceNotFoundException"), std::string::npos)
          << described.body;
      ASSERT_NE(item.body.find("#ResourceNotFoundException"), std::string::npos) << item.body;
    }
  }

  size_t step_ = 0;
  std::array<Knowledge<State>, kCount> tables_;
};

}  // namespace stator
