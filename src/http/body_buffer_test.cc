#include "http/body_buffer.h"

#include <gtest/gtest.h>

#include "http/limits.h"

namespace http {
namespace {

constexpr size_t kMiB = 1024 * 1024;

TEST(BodyBuffer, DoesNotCountWhatIsSmall) {
  net::RequestMemory memory(12 * kMiB);
  net::RequestMemory::Share all(&memory), share(&memory);
  all.SetClient("a");
  share.SetClient("b");
  ASSERT_TRUE(all.Take(12 * kMiB));
  BodyBuffer body(&share);
  EXPECT_TRUE(body.Reserve(kReceiveBytes));
  EXPECT_FALSE(body.Reserve(kReceiveBytes + 1));
  EXPECT_EQ(memory.held(), 12 * kMiB);
}

TEST(BodyBuffer, CountsBothBuffersWhileOneIsMoved) {
  net::RequestMemory memory(12 * kMiB);
  net::RequestMemory::Share share(&memory);
  share.SetClient("a");
  BodyBuffer body(&share);
  ASSERT_TRUE(body.Reserve(3 * kMiB));
  EXPECT_TRUE(body.Reserve(4 * kMiB));
  EXPECT_EQ(share.bytes(), 4 * kMiB);
  EXPECT_FALSE(body.Reserve(5 * kMiB));  // 9 MiB for a moment, of 12
  EXPECT_EQ(share.bytes(), 4 * kMiB);
  body.Reset();
  EXPECT_EQ(memory.held(), 0);
}

}  // namespace
}  // namespace http
