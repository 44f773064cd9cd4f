#include "http/crc32.h"

#include <zlib.h>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace http {
namespace {

// Continues the checksum `before` of the bytes that came before these; 0 if none did.
uint32_t Continue(uint32_t before, const void* bytes, size_t size) {
  return static_cast<uint32_t>(crc32_z(before, static_cast<const Bytef*>(bytes), size));
}

#if defined(__x86_64__)

// A message is a polynomial over bits, its CRC the remainder by P. Multiplying 128 of its bits by
// x^n mod P has the same remainder as leaving them n bits further ahead, so blocks can be folded
// onto later ones until 128 bits are left (Gopal et al., "Fast CRC Computation for Generic
// Polynomials Using PCLMULQDQ Instruction", Intel 2009). Both halves of a block are multiplied,
// each by its own distance; constants are bit-reversed, as CRC-32 reads bytes.
constexpr size_t kBlockBytes = 16;
constexpr size_t kStrideBytes = 4 * kBlockBytes;
constexpr int64_t kFold512Low = 0x154442bd4;   // x^(4*128+32) mod P
constexpr int64_t kFold512High = 0x1c6e41596;  // x^(4*128-32) mod P
constexpr int64_t kFold128Low = 0x1751997d0;   // x^(128+32) mod P
constexpr int64_t kFold128High = 0x0ccaa009e;  // x^(128-32) mod P

[[gnu::target("pclmul")]] __m128i Load(const char* at) {
  return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
}

// `block` moved ahead onto `onto`.
[[gnu::target("pclmul")]] __m128i Fold(__m128i block, __m128i distances, __m128i onto) {
  const __m128i low = _mm_clmulepi64_si128(block, distances, 0x00);
  const __m128i high = _mm_clmulepi64_si128(block, distances, 0x11);
  return _mm_xor_si128(_mm_xor_si128(low, high), onto);
}

// At least kStrideBytes.
[[gnu::target("pclmul")]] uint32_t FoldedCrc32(std::string_view bytes) {
  const char* at = bytes.data();
  const char* const end = at + bytes.size();
  // CRC-32 begins with all bits set, as if the first 32 bits of the message were inverted.
  __m128i a = _mm_xor_si128(Load(at), _mm_cvtsi32_si128(-1));
  __m128i b = Load(at + kBlockBytes);
  __m128i c = Load(at + 2 * kBlockBytes);
  __m128i d = Load(at + 3 * kBlockBytes);
  at += kStrideBytes;
  const __m128i by_512 = _mm_set_epi64x(kFold512High, kFold512Low);
  for (; end - at >= static_cast<ptrdiff_t>(kStrideBytes); at += kStrideBytes) {
    a = Fold(a, by_512, Load(at));
    b = Fold(b, by_512, Load(at + kBlockBytes));
    c = Fold(c, by_512, Load(at + 2 * kBlockBytes));
    d = Fold(d, by_512, Load(at + 3 * kBlockBytes));
  }
  const __m128i by_128 = _mm_set_epi64x(kFold128High, kFold128Low);
  d = Fold(Fold(Fold(a, by_128, b), by_128, c), by_128, d);
  for (; end - at >= static_cast<ptrdiff_t>(kBlockBytes); at += kBlockBytes) {
    d = Fold(d, by_128, Load(at));
  }
  // What is left is short enough for zlib. It inverts before and after; the inversion before was
  // done above.
  return Continue(Continue(0xffffffff, &d, sizeof(d)), at, end - at);
}

#endif

}  // namespace

uint32_t Crc32(std::string_view bytes) {
#if defined(__x86_64__)
  static const bool folds = __builtin_cpu_supports("pclmul");
  if (folds && bytes.size() >= kStrideBytes) return FoldedCrc32(bytes);
#endif
  return Continue(0, bytes.data(), bytes.size());
}

}  // namespace http
