// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vector instructions: what this processor's instructions give is what the portable forms give, in every lane, for
// operands at the edges and for many that are not; and a v128 means the same to the host, to lanes and to memory.
//
// CMake builds this file several times, with the flags of other processors and with the portable forms chosen
// (test/CMakeLists.txt), because each is other code. The specification's suite decides what is right.
#include <gtest/gtest.h>

#include "trap_of.hpp"

#include <wasm2cpp/guest/simd.hpp>
#include <wasm2cpp/wasm2cpp.hpp>

#include <bit>
#include <cstring>
#include <vector>

namespace wasm2cpp::guest {
namespace {

// ---- operands

constexpr u32 edges[] = {0,          1,          0x7f,       0x80,       0xff,       0x7fff,     0x8000,     0xffff,
                         0x10000,    0x7fffffff, 0x80000000, 0xffffffff, 0x01010101, 0x80808080, 0x7f807f80, 0x80008000,
                         0x0fff8001, 0xfffe7fff, 0x3f800000, 0xbf800000, 0x7f800000, 0xff800000, 0x7fc00000, 0xffc00000,
                         0x7fa00001, 0xffa00001, 0x00800000, 0x4effffff, 0x4f000000, 0x4f7fffff, 0x4f800000, 0xcf000000,
                         0xcf000001, 0x3f000000, 0xbf000000, 0x3fc00000, 0x4b000000, 0x4b000001, 0x4affffff, 0xcb000001,
                         0x43300000, 0x41dfffff, 0x41e00000, 0x41efffff, 0xc1e00000, 0x7ff00000, 0x7ff40000, 0xfff80000,
                         0x3ff00000, 0x3fe00000, 0xbfe00000, 0x43400000, 0x4330ffff, 0xc3300001};

/// Vectors that hold each edge in each lane, among others of a fixed pseudo-random sequence.
const std::vector<v128>& operands() {
  static const std::vector<v128> all = [] {
    std::vector<v128> made;
    u64 seed = 1;
    const auto any = [&] {
      seed = seed * 6364136223846793005u + 1442695040888963407u;
      const u32 bits = u32(seed >> 32);
      return bits % 3 == 0 ? edges[bits / 3 % std::size(edges)] : bits;
    };
    for (const u32 edge : edges) {
      made.push_back(v128_const(edge, any(), edge, edge));
      made.push_back(v128_const(any(), edge, any(), any()));
      made.push_back(v128_const(0, edge, edge, 0));
    }
    for (int i = 0; i < 100; ++i) made.push_back(v128_const(any(), any(), any(), any()));
    return made;
  }();
  return all;
}

using Bits = std::array<u32, 4>;
Bits bits_of(v128 a) { return wasm2cpp::v128(a).lanes<u32>(); }
Bits bits_of(u32 a) { return {a}; }

template <class Here, class Portable>
void expect_same(Here here, Portable portable) {
  for (const v128 a : operands())
    EXPECT_EQ(bits_of(here(a)), bits_of(portable(a))) << ::testing::PrintToString(bits_of(a));
}
template <class Here, class Portable>
void expect_same2(Here here, Portable portable) {
  for (const v128 a : operands())
    for (const v128 b : operands())
      ASSERT_EQ(bits_of(here(a, b)), bits_of(portable(a, b)))
          << ::testing::PrintToString(bits_of(a)) << ::testing::PrintToString(bits_of(b));
}

/// Equal, or both NaN by lanes of this type: which NaN a processor gives is its own affair, but it is quiet.
template <class Float, class Integer>
bool is_same_number(v128 x, v128 y) {
  const auto a = wasm2cpp::v128(x), b = wasm2cpp::v128(y);
  constexpr Integer quiet = Integer(1) << (sizeof(Float) == 4 ? 22 : 51);
  for (std::size_t i = 0; i < 16 / sizeof(Float); ++i) {
    const bool both_nan = a.lane<Float>(i) != a.lane<Float>(i) && b.lane<Float>(i) != b.lane<Float>(i);
    const bool both_quiet = (a.lane<Integer>(i) & quiet) && (b.lane<Integer>(i) & quiet);
    if (both_nan ? !both_quiet : a.lane<Integer>(i) != b.lane<Integer>(i)) return false;
  }
  return true;
}

#define SAME(name)                                                                         \
  {                                                                                        \
    SCOPED_TRACE(#name);                                                                   \
    expect_same([](v128 a) { return name(a); }, [](v128 a) { return portable::name(a); }); \
  }
#define SAME2(name)                                                                                               \
  {                                                                                                               \
    SCOPED_TRACE(#name);                                                                                          \
    expect_same2([](v128 a, v128 b) { return name(a, b); }, [](v128 a, v128 b) { return portable::name(a, b); }); \
  }
#define SAME_SHIFT(name)                                                                           \
  for (const u32 n : {0u, 1u, 7u, 8u, 15u, 16u, 31u, 33u, 63u, 64u, 127u, ~0u}) {                  \
    SCOPED_TRACE(#name);                                                                           \
    expect_same([n](v128 a) { return name(a, n); }, [n](v128 a) { return portable::name(a, n); }); \
  }
#define SAME_NUMBERS(name, Float, Integer)                                    \
  for (const v128 a : operands())                                             \
    EXPECT_TRUE((is_same_number<Float, Integer>(name(a), portable::name(a)))) \
        << #name << ::testing::PrintToString(bits_of(a));
#define SAME_NUMBERS2(name, Float, Integer) \
  for (const v128 a : operands())           \
    for (const v128 b : operands())         \
      ASSERT_TRUE((is_same_number<Float, Integer>(name(a, b), portable::name(a, b)))) << #name;

TEST(Vectors, LanesMoveAsInThePortableForm) {
  SAME2(i8x16_swizzle)
  SAME(v128_any_true) SAME(i8x16_all_true) SAME(i16x8_all_true) SAME(i32x4_all_true) SAME(i64x2_all_true)
      SAME(i8x16_bitmask) SAME(i16x8_bitmask) SAME(i32x4_bitmask) SAME(i64x2_bitmask)
}

template <int... Source>
void expect_shuffled() {
  constexpr int sources[] = {Source...};
  for (const v128 a : operands()) {
    const v128 b = operands()[(bits_of(a)[0] ^ bits_of(a)[3]) % operands().size()];
    const auto first = wasm2cpp::v128(a), second = wasm2cpp::v128(b);
    const auto shuffled = wasm2cpp::v128(i8x16_shuffle<Source...>(a, b));
    for (std::size_t i = 0; i < 16; ++i) {
      const auto source = static_cast<std::size_t>(sources[i]);
      ASSERT_EQ(shuffled.lane<u8>(i), source < 16 ? first.lane<u8>(source) : second.lane<u8>(source - 16)) << i;
    }
  }
}

// Each takes another way where the processor has no instruction for all shuffles.
TEST(Vectors, ShufflesTakeTheBytesThatTheyName) {
  expect_shuffled<15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0>();
  expect_shuffled<5, 20, 1, 17, 2, 18, 31, 19, 4, 0, 5, 21, 6, 30, 7, 23>();
  expect_shuffled<3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18>();
  expect_shuffled<0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15>();
  expect_shuffled<16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31>();
  expect_shuffled<4, 5, 6, 7, 28, 29, 30, 31, 0, 1, 2, 3, 16, 17, 18, 19>();
  expect_shuffled<24, 8, 25, 9, 26, 10, 27, 11, 28, 12, 29, 13, 30, 14, 31, 15>();
  expect_shuffled<0, 1, 16, 17, 2, 3, 18, 19, 4, 5, 20, 21, 6, 7, 22, 23>();
  expect_shuffled<0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7>();
  expect_shuffled<2, 3, 0, 1, 6, 7, 4, 5, 10, 11, 8, 9, 14, 15, 12, 13>();
}

TEST(Vectors, IntegersAreAsInThePortableForm){
    SAME(i8x16_abs) SAME(i16x8_abs) SAME(i32x4_abs) SAME(i64x2_abs) SAME(i8x16_popcnt) SAME2(i8x16_add_sat_s)
        SAME2(i8x16_add_sat_u) SAME2(i8x16_sub_sat_s) SAME2(i8x16_sub_sat_u) SAME2(i16x8_add_sat_s)
            SAME2(i16x8_add_sat_u) SAME2(i16x8_sub_sat_s) SAME2(i16x8_sub_sat_u) SAME2(i8x16_avgr_u) SAME2(i16x8_avgr_u)
                SAME2(i32x4_dot_i16x8_s) SAME2(i16x8_q15mulr_sat_s) SAME2(i64x2_eq) SAME2(i64x2_ne) SAME2(i64x2_gt_s)}

TEST(Vectors, ShiftsTakeTheCountModuloTheWidth) {
  SAME_SHIFT(i16x8_shl)
  SAME_SHIFT(i16x8_shr_s)
  SAME_SHIFT(i16x8_shr_u) SAME_SHIFT(i32x4_shl) SAME_SHIFT(i32x4_shr_s) SAME_SHIFT(i32x4_shr_u) SAME_SHIFT(i64x2_shl)
      SAME_SHIFT(i64x2_shr_u) for (const v128 a : operands()) {
    for (const u32 n : {0u, 1u, 7u, 9u, 63u, 65u}) {
      const auto lanes = wasm2cpp::v128(a);
      EXPECT_EQ(i8x16_extract_lane_u<3>(i8x16_shl(a, n)), u8(lanes.lane<u8>(3) << (n & 7)));
      EXPECT_EQ(i8x16_extract_lane_u<3>(i8x16_shr_u(a, n)), u8(lanes.lane<u8>(3) >> (n & 7)));
      EXPECT_EQ(i8x16_extract_lane_s<3>(i8x16_shr_s(a, n)), u32(lanes.lane<i8>(3) >> (n & 7)));
      EXPECT_EQ(i64x2_extract_lane<1>(i64x2_shr_s(a, n)), u64(lanes.lane<i64>(1) >> (n & 63)));
    }
  }
}

TEST(Vectors, ConversionsAreAsInThePortableForm){
    SAME(i16x8_extend_low_i8x16_s) SAME(i16x8_extend_low_i8x16_u) SAME(i32x4_extend_low_i16x8_s)
        SAME(i32x4_extend_low_i16x8_u) SAME(i64x2_extend_low_i32x4_s) SAME(i64x2_extend_low_i32x4_u)
            SAME2(i8x16_narrow_i16x8_s) SAME2(i8x16_narrow_i16x8_u) SAME2(i16x8_narrow_i32x4_s)
                SAME2(i16x8_narrow_i32x4_u) SAME(i16x8_extadd_pairwise_i8x16_s) SAME(i16x8_extadd_pairwise_i8x16_u)
                    SAME(i32x4_extadd_pairwise_i16x8_s) SAME(i32x4_extadd_pairwise_i16x8_u)
                        SAME2(i32x4_extmul_low_i16x8_s) SAME2(i32x4_extmul_high_i16x8_s) SAME2(i32x4_extmul_low_i16x8_u)
                            SAME2(i32x4_extmul_high_i16x8_u) SAME2(i64x2_extmul_low_i32x4_s)
                                SAME2(i64x2_extmul_high_i32x4_s) SAME2(i64x2_extmul_low_i32x4_u)
                                    SAME2(i64x2_extmul_high_i32x4_u) SAME(i32x4_trunc_sat_f32x4_s)
                                        SAME(i32x4_trunc_sat_f32x4_u) SAME(i32x4_trunc_sat_f64x2_s_zero)
                                            SAME(i32x4_trunc_sat_f64x2_u_zero) SAME(f64x2_convert_low_i32x4_s)
                                                SAME_NUMBERS(f64x2_promote_low_f32x4, f64, u64)
                                                    SAME_NUMBERS(f32x4_demote_f64x2_zero, f32, u32)}

TEST(Vectors, IntegersBecomeFloatsLaneByLane) {
  for (const v128 a : operands()) {
    const auto lanes = wasm2cpp::v128(a);
    EXPECT_EQ(f32x4_extract_lane<2>(f32x4_convert_i32x4_s(a)), f32(lanes.lane<i32>(2)));
    EXPECT_EQ(f32x4_extract_lane<2>(f32x4_convert_i32x4_u(a)), f32(lanes.lane<u32>(2)));
    EXPECT_EQ(f64x2_extract_lane<1>(f64x2_convert_low_i32x4_u(a)), f64(lanes.lane<u32>(1)));
  }
}

TEST(Vectors, FloatsAreAsInThePortableForm){
    SAME_NUMBERS(f32x4_ceil, f32, u32) SAME_NUMBERS(f32x4_floor, f32, u32) SAME_NUMBERS(f32x4_trunc, f32, u32)
        SAME_NUMBERS(f32x4_nearest, f32, u32) SAME_NUMBERS(f64x2_ceil, f64, u64) SAME_NUMBERS(f64x2_floor, f64, u64)
            SAME_NUMBERS(f64x2_trunc, f64, u64) SAME_NUMBERS(f64x2_nearest, f64, u64) SAME_NUMBERS(f32x4_sqrt, f32, u32)
                SAME_NUMBERS(f64x2_sqrt, f64, u64) SAME_NUMBERS2(f32x4_min, f32, u32) SAME_NUMBERS2(f32x4_max, f32, u32)
                    SAME_NUMBERS2(f64x2_min, f64, u64) SAME_NUMBERS2(f64x2_max, f64, u64) SAME2(f32x4_pmin)
                        SAME2(f32x4_pmax) SAME2(f64x2_pmin) SAME2(f64x2_pmax)}

TEST(Vectors, RoundingIsThatOfTheScalarInstruction) {
  for (const v128 a : operands()) {
    const f32 x = f32x4_extract_lane<1>(a);
    const auto same = [&](v128 rounded, f32 expected) {
      return is_same_number<f32, u32>(f32x4_splat(f32x4_extract_lane<1>(rounded)), f32x4_splat(expected));
    };
    EXPECT_TRUE(same(f32x4_ceil(a), f32_ceil(x))) << x;
    EXPECT_TRUE(same(f32x4_floor(a), f32_floor(x))) << x;
    EXPECT_TRUE(same(f32x4_trunc(a), f32_trunc(x))) << x;
    EXPECT_TRUE(same(f32x4_nearest(a), f32_nearest(x))) << x;
  }
}

// Relaxed instructions may differ where their operands are out of range; elsewhere they are the strict ones.
TEST(RelaxedVectors, AreTheStrictOnesInRange) {
  const v128 a = v128_const(0x01027f7f, 0x80ff7f01, 0x12345678, 0x9abcdef0);
  const v128 small = v128_const(0x7f7f7f7f, 0x00010203, 0x0f0e0d0c, 0x05060708);
  const v128 floats = v128(f32x4{1.5f, -2.5f, 3.75f, -1e9f}), others = v128(f32x4{1.25f, -2.75f, 4.0f, 7.0f});
  EXPECT_EQ(bits_of(i8x16_relaxed_swizzle(a, small & i8x16_splat(15))),
            bits_of(i8x16_swizzle(a, small & i8x16_splat(15))));
  EXPECT_EQ(bits_of(i32x4_relaxed_trunc_f32x4_s(floats)), bits_of(i32x4_trunc_sat_f32x4_s(floats)));
  EXPECT_EQ(bits_of(f32x4_relaxed_min(floats, others)), bits_of(f32x4_min(floats, others)));
  EXPECT_EQ(bits_of(f32x4_relaxed_max(floats, others)), bits_of(f32x4_max(floats, others)));
  EXPECT_EQ(bits_of(f32x4_relaxed_madd(floats, others, others)),
            bits_of(portable::f32x4_relaxed_madd(floats, others, others)));
  EXPECT_EQ(bits_of(f32x4_relaxed_nmadd(floats, others, others)),
            bits_of(portable::f32x4_relaxed_nmadd(floats, others, others)));
  EXPECT_EQ(bits_of(i16x8_relaxed_dot_i8x16_i7x16_s(small, small)),
            bits_of(portable::i16x8_relaxed_dot_i8x16_i7x16_s(small, small)));
  for (const v128 mask : {i32x4_splat(0), i32x4_splat(~0u), i64x2_eq(a, a)})
    EXPECT_EQ(bits_of(i32x4_relaxed_laneselect(a, small, mask)), bits_of(v128_bitselect(a, small, mask)));
}

// ---- NaNs. What a compiler sees here is what it sees in emitted code.

constexpr u32 signalling = 0x7fa00001;
bool is_quiet(v128 a) { return bits_of(a)[0] == (signalling | 0x00400000); }

TEST(Vectors, SignallingNansBecomeQuietWhereACompilerWouldFold) {
  const v128 x = i32x4_splat(unknown(signalling));
  EXPECT_TRUE(is_quiet(f32x4_mul(x, v128_opaque_const(0x3f800000, 0x3f800000, 0x3f800000, 0x3f800000))));
  EXPECT_TRUE(is_quiet(f32x4_div(x, v128_opaque_const(0x3f800000, 0x40000000, 0x40000000, 0x40000000))));
  EXPECT_TRUE(is_quiet(f32x4_sub(x, v128_zero())));
  EXPECT_TRUE(is_quiet(f32x4_mul(x, f32x4_splat(f32_constant<0x3f800000>()))));
  EXPECT_TRUE(is_quiet(f32x4_mul(x, i32x4_splat(hidden(0x3f800000u)))));
  EXPECT_TRUE(is_quiet(f32x4_mul(x, f32x4_convert_i32x4_s(v128_const(1, 1, 1, 1)))));
  EXPECT_TRUE(is_quiet(f32x4_mul(x, f32x4_convert_i32x4_u(i32x4_splat(1)))));
  EXPECT_TRUE(is_quiet(f32x4_demote_f64x2_zero(f64x2_promote_low_f32x4(x))));
  EXPECT_TRUE(is_quiet(f32x4_floor(x)));
}

TEST(Vectors, MovesKeepSignallingNans) {
  const v128 x = i32x4_splat(unknown(signalling));
  EXPECT_EQ(bits_of(f32x4_neg(x))[0], signalling | 0x80000000);
  EXPECT_EQ(bits_of(f32x4_abs(f32x4_neg(x)))[0], signalling);
  EXPECT_EQ(bits_of(f32x4_pmin(x, v128_zero()))[0], signalling);
  EXPECT_EQ(bits_of(f32x4_pmax(x, v128_zero()))[0], signalling);
  EXPECT_EQ(bits_of(f32x4_replace_lane<1>(v128_zero(), f32x4_extract_lane<0>(x)))[1], signalling);
}

// ---- the host's v128

TEST(HostVector, HasItsLanesInTheOrderOfTheSpecification) {
  const auto a = wasm2cpp::v128::of<std::uint32_t>(0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c);
  for (u8 i = 0; i < 16; ++i) EXPECT_EQ(a.lane<u8>(i), i);
  EXPECT_EQ(a.lane<u64>(1), 0x0f0e0d0c0b0a0908u);
  EXPECT_EQ(i16x8_extract_lane_u<5>(a), 0x0b0au);
  EXPECT_EQ(wasm2cpp::v128(v128_const(0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c)), a);
}

TEST(HostVector, IsMadeAndChangedByLanes) {
  auto a = wasm2cpp::v128::of<float>(1, 2, 3, 4);
  a.set_lane<float>(3, 5);
  EXPECT_EQ(a, wasm2cpp::v128::of(std::array<float, 4>{1, 2, 3, 5}));
  EXPECT_EQ(wasm2cpp::v128::splat<std::int16_t>(-1), wasm2cpp::v128::of<std::int64_t>(-1, -1));
  EXPECT_EQ(wasm2cpp::v128(), wasm2cpp::v128::splat<double>(0));
  EXPECT_THROW(a.lane<double>(2), access_error);
  EXPECT_THROW(a.set_lane<u8>(16, 0), access_error);
}

TEST(HostVector, IsAnElementOfMemory) {
  const memory mem{{.min = 1}};
  const auto a = wasm2cpp::v128::of<std::uint64_t>(0x0706050403020100, 0x0f0e0d0c0b0a0908);
  mem.write(3, a);
  for (u8 i = 0; i < 16; ++i) EXPECT_EQ(mem.read<u8>(3u + i), i);
  EXPECT_EQ(mem.read<wasm2cpp::v128>(3), a);
  EXPECT_EQ(mem.view<wasm2cpp::v128>(3, 2).at(0), a);
  EXPECT_THROW(mem.read<wasm2cpp::v128>(65536 - 15), access_error);
}

TEST(HostVector, GoesThroughGlobalsValuesAndHostFunctions) {
  const auto a = wasm2cpp::v128::of<float>(1, 2, 3, 4);
  const global<wasm2cpp::v128> g{a, {.is_mutable = true}};
  EXPECT_EQ(g.get(), a);
  EXPECT_EQ(value(a).get<wasm2cpp::v128>(), a);
  EXPECT_THROW(value(a).get<float>(), access_error);
  const wasm2cpp::store home;
  const auto swapped = home.make_function<std::tuple<wasm2cpp::v128, std::uint32_t>(std::uint32_t, wasm2cpp::v128)>(
      [](std::uint32_t n, wasm2cpp::v128 v) { return std::tuple(v, n); });
  const auto [vector, number] = swapped(7, a);
  EXPECT_EQ(vector, a);
  EXPECT_EQ(number, 7u);
}

}  // namespace
}  // namespace wasm2cpp::guest

#undef SAME
#undef SAME2
#undef SAME_SHIFT
#undef SAME_NUMBERS
#undef SAME_NUMBERS2

// Flags of this build that the processor at hand does not have: then there is nothing to run.
int main(int argc, char** argv) {
  ::testing::InitGoogleTest(&argc, argv);
#if defined(__AVX2__)
  if (!__builtin_cpu_supports("avx2") || !__builtin_cpu_supports("fma")) return std::puts("SKIPPED: no AVX2"), 0;
#elif defined(__SSE4_1__)
  if (!__builtin_cpu_supports("sse4.1")) return std::puts("SKIPPED: no SSE4.1"), 0;
#endif
  return RUN_ALL_TESTS();
}
