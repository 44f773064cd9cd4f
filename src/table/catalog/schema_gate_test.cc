#include "table/catalog/schema_gate.h"

#include <gtest/gtest.h>

#include <atomic>
#include <optional>
#include <thread>

namespace table::catalog {
namespace {

TablePtr MakeDescription(const std::shared_ptr<SchemaGate>& gate, std::string id) {
  auto table = std::make_shared<TableDescription>();
  table->id = std::move(id);
  table->gate = gate;
  return table;
}

TEST(TableGateTest, AWriteGoesByTheNewestDescription) {
  const auto gate = std::make_shared<SchemaGate>();
  const TablePtr older = MakeDescription(gate, "older");
  const TablePtr newer = MakeDescription(gate, "newer");
  gate->Publish(older);
  EXPECT_EQ(SchemaGate::Pass(*older).table().id, "older");
  gate->Publish(newer);
  EXPECT_EQ(SchemaGate::Pass(*older).table().id, "newer");
}

TEST(TableGateTest, AWriteGoesByWhatItKnowsIfNothingIsPublished) {
  const auto gate = std::make_shared<SchemaGate>();
  const TablePtr known = MakeDescription(gate, "known");
  EXPECT_EQ(SchemaGate::Pass(*known).table().id, "known");
  gate->Publish(MakeDescription(gate, "gone at once"));
  EXPECT_EQ(SchemaGate::Pass(*known).table().id, "known");
  EXPECT_EQ(SchemaGate::Pass(*MakeDescription(nullptr, "without gate")).table().id, "without gate");
}

TEST(TableGateTest, WaitingForOlderWritesDoesNotWaitForNewerOnes) {
  const auto gate = std::make_shared<SchemaGate>();
  const TablePtr table = MakeDescription(gate, "a");
  gate->Publish(table);
  const SchemaGate::Pass newer(*table);
  gate->WaitForOlder();
}

TEST(TableGateTest, WaitsUntilTheLastOlderWriteIsDone) {
  const auto gate = std::make_shared<SchemaGate>();
  const TablePtr table = MakeDescription(gate, "a");
  gate->Publish(table);
  std::optional<SchemaGate::Pass> first(std::in_place, *table);
  std::optional<SchemaGate::Pass> second(std::in_place, *table);
  gate->Publish(table);
  std::atomic<bool> older_done = false;
  std::thread waiter([&] {
    gate->WaitForOlder();
    EXPECT_TRUE(older_done);
  });
  first.reset();
  older_done = true;
  second.reset();
  waiter.join();
}

}  // namespace
}  // namespace table::catalog
