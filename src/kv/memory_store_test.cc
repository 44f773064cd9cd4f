#include "kv/testing/memory_store.h"

#include <gtest/gtest.h>

#include "kv/testing/store_contract.h"

namespace kv {
namespace {

class MemoryHome final : public ContractHome {
 public:
  base::Result<std::unique_ptr<Store>> Open(const base::Clock& clock) override {
    return std::unique_ptr<Store>(std::make_unique<MemoryStore>(clock));
  }
  bool durable() const override { return false; }
};

INSTANTIATE_TEST_SUITE_P(Memory, StoreContract,
                         testing::Values(ContractParam{
                             "Memory", [] { return std::make_unique<MemoryHome>(); }}),
                         ContractParamName);

TEST(MemoryStore, AValueOutlivesItsReplacement) {
  const base::ManualClock clock;
  MemoryStore store(clock);
  const KeyView key{Family::kItem, "k"};
  ASSERT_TRUE(store.CreateShard(ShardId{1}).ok());
  Batch put;
  put.Put(ShardId{1}, key, "before");
  ASSERT_TRUE(store.Commit(std::move(put)).ok());
  const auto found = store.Get(ShardId{1}, key, Consistency::kConsistent);
  ASSERT_TRUE(found.ok());
  Batch replace;
  replace.Delete(ShardId{1}, key);
  ASSERT_TRUE(store.Commit(std::move(replace)).ok());
  EXPECT_EQ(found->value->bytes(), "before");
}

}  // namespace
}  // namespace kv
