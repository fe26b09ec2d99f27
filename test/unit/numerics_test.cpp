// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Numeric instructions at their edges: where C++ leaves undefined what Wasm defines, where a compiler may fold what a
// NaN forbids, and where a conversion is one unit away from a trap. The specification's suite walks the rest.
//
// Operations are out of line and take bits, so that nothing on the way quietens a NaN, and so that the compiler sees
// the instruction's own constants but not the operands.
#include <gtest/gtest.h>

#include "trap_of.hpp"

#include <bit>
#include <cmath>
#include <cstdint>
#include <limits>
#include <utility>

namespace wasm2cpp::guest {
namespace {

constexpr u32 least32 = 0x80000000;
constexpr u64 least64 = 0x8000000000000000;
constexpr u32 signalling32 = 0x7fa00001;
constexpr u32 quiet32 = 0x7fe00001;
constexpr u64 signalling64 = 0x7ff4000000000001;
constexpr u64 quiet64 = 0x7ffc000000000001;
constexpr u32 sign32 = 0x80000000;
constexpr u64 sign64 = 0x8000000000000000;

// ---- integers

TEST(IntegerDivision, TrapsOnZeroAndOverflow) {
  const u32 zero = unknown<u32>(0), minus_one = unknown<u32>(~0u);
  const u64 zero64 = unknown<u64>(0), minus_one64 = unknown(~u64(0));
  EXPECT_EQ(trap_of([&] { unknown(i32_div_s(1, zero)); }), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(trap_of([&] { unknown(i32_div_u(1, zero)); }), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(trap_of([&] { unknown(i32_rem_s(1, zero)); }), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(trap_of([&] { unknown(i32_rem_u(1, zero)); }), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(trap_of([&] { unknown(i64_div_s(1, zero64)); }), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(trap_of([&] { unknown(i64_rem_u(1, zero64)); }), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(trap_of([&] { unknown(i32_div_s(least32, minus_one)); }), trap_kind::integer_overflow);
  EXPECT_EQ(trap_of([&] { unknown(i64_div_s(least64, minus_one64)); }), trap_kind::integer_overflow);
}

TEST(IntegerDivision, RemainderOfLeastByMinusOneIsZero) {
  EXPECT_EQ(i32_rem_s(least32, unknown<u32>(~0u)), 0u);
  EXPECT_EQ(i64_rem_s(least64, unknown<u64>(~0ull)), 0u);
}

TEST(IntegerDivision, TruncatesTowardZero) {
  EXPECT_EQ(i32_div_s(u32(-7), unknown<u32>(2)), u32(-3));
  EXPECT_EQ(i32_rem_s(u32(-7), unknown<u32>(2)), u32(-1));
  EXPECT_EQ(i64_div_s(u64(-7), unknown<u64>(2)), u64(-3));
  EXPECT_EQ(i32_div_u(u32(-7), unknown<u32>(2)), 0x7ffffffcu);
}

TEST(IntegerShifts, TakeTheCountModuloTheWidth) {
  EXPECT_EQ(i32_shl(1, unknown<u32>(33)), 2u);
  EXPECT_EQ(i32_shr_s(least32, unknown<u32>(63)), ~0u);
  EXPECT_EQ(i32_shr_u(least32, unknown<u32>(32)), least32);
  EXPECT_EQ(i64_shl(1, unknown<u64>(65)), 2u);
  EXPECT_EQ(i64_shr_s(least64, unknown<u64>(127)), ~0ull);
  EXPECT_EQ(i64_shr_u(least64, unknown<u64>(64)), least64);
}

TEST(IntegerRotations, ByZeroAndByTheWidthChangeNothing) {
  for (const u32 n : {0u, 32u, 64u}) {
    EXPECT_EQ(i32_rotl(0x80000001, unknown(n)), 0x80000001u);
    EXPECT_EQ(i32_rotr(0x80000001, unknown(n)), 0x80000001u);
  }
  EXPECT_EQ(i32_rotl(0x80000001, unknown<u32>(1)), 3u);
  EXPECT_EQ(i64_rotr(1, unknown<u64>(65)), least64);
  EXPECT_EQ(i64_rotl(1, unknown<u64>(64)), 1u);
}

TEST(Integers, HaveSignedMinimaAndMaxima) {
  EXPECT_EQ(i32_min_s(unknown<u32>(1), unknown(0xffffffffu)), 0xffffffffu);
  EXPECT_EQ(i32_max_s(unknown<u32>(1), unknown(0xffffffffu)), 1u);
  EXPECT_EQ(i32_min_s(unknown(0x7fffffffu), unknown(0x80000000u)), 0x80000000u);
  EXPECT_EQ(i64_max_s(unknown<u64>(0x8000000000000000), unknown<u64>(5)), 5u);
  EXPECT_EQ(i64_min_s(unknown<u64>(0x8000000000000000), unknown<u64>(5)), 0x8000000000000000u);
}

TEST(IntegerBitCounts, AreDefinedForZero) {
  EXPECT_EQ(i32_clz(unknown<u32>(0)), 32u);
  EXPECT_EQ(i32_ctz(unknown<u32>(0)), 32u);
  EXPECT_EQ(i64_clz(unknown<u64>(0)), 64u);
  EXPECT_EQ(i64_ctz(unknown<u64>(0)), 64u);
  EXPECT_EQ(i64_popcnt(unknown(~u64(0))), 64u);
}

TEST(IntegerExtension, ReadsTheLowBitsAsSigned) {
  EXPECT_EQ(i32_extend8_s(0x180), 0xffffff80u);
  EXPECT_EQ(i32_extend16_s(0x18000), 0xffff8000u);
  EXPECT_EQ(i64_extend32_s(0x1'80000000), 0xffffffff'80000000u);
  EXPECT_EQ(i64_extend_i32_s(0x80000000), 0xffffffff'80000000u);
  EXPECT_EQ(i64_extend_i32_u(0x80000000), 0x80000000u);
}

// ---- wide arithmetic

using Halves = std::pair<u64, u64>;

Halves halves_of(const wide& value) { return {get<0>(value), get<1>(value)}; }

constexpr u64 wide_edges[] = {0, 1, 2, 0xffff'ffff, 0x1'0000'0000, least64 - 1, least64, least64 + 1, ~u64(1), ~u64(0)};

TEST(WideArithmetic, CarriesAndBorrows) {
  EXPECT_EQ(halves_of(i64_add128(unknown(~u64(0)), 0, 1, 0)), Halves(0, 1));
  EXPECT_EQ(halves_of(i64_add128(unknown(~u64(0)), ~u64(0), 1, 0)), Halves(0, 0));
  EXPECT_EQ(halves_of(i64_sub128(unknown(u64(0)), 1, 1, 0)), Halves(~u64(0), 0));
  EXPECT_EQ(halves_of(i64_sub128(unknown(u64(0)), 0, 1, 0)), Halves(~u64(0), ~u64(0)));
}

TEST(WideArithmetic, MultipliesWithAndWithoutSign) {
  EXPECT_EQ(halves_of(i64_mul_wide_u(unknown(~u64(0)), ~u64(0))), Halves(1, ~u64(1)));
  EXPECT_EQ(halves_of(i64_mul_wide_s(unknown(~u64(0)), ~u64(0))), Halves(1, 0));
  EXPECT_EQ(halves_of(i64_mul_wide_s(unknown(least64), least64)), Halves(0, u64(1) << 62));
  EXPECT_EQ(halves_of(i64_mul_wide_s(unknown(least64), 1)), Halves(least64, ~u64(0)));
}

TEST(WideArithmetic, IsTheSameWithoutIntegersOf128Bits) {
  for (const u64 a : wide_edges) {
    for (const u64 b : wide_edges) {
      EXPECT_EQ(halves_of(portable::mul_wide_u(a, b)), halves_of(i64_mul_wide_u(a, b))) << a << " " << b;
      EXPECT_EQ(halves_of(portable::mul_wide_s(a, b)), halves_of(i64_mul_wide_s(a, b))) << a << " " << b;
      for (const u64 high : {u64(0), ~u64(0)}) {
        EXPECT_EQ(halves_of(portable::add128(a, high, b, 5)), halves_of(i64_add128(a, high, b, 5))) << a << " " << b;
        EXPECT_EQ(halves_of(portable::sub128(a, high, b, 5)), halves_of(i64_sub128(a, high, b, 5))) << a << " " << b;
      }
    }
  }
}

// ---- NaNs

#define OPERATION32(name, expression)            \
  __attribute__((noinline)) u32 name(u32 bits) { \
    const f32 x = std::bit_cast<f32>(bits);      \
    return std::bit_cast<u32>(expression);       \
  }
#define OPERATION64(name, expression)            \
  __attribute__((noinline)) u64 name(u64 bits) { \
    const f64 x = std::bit_cast<f64>(bits);      \
    return std::bit_cast<u64>(expression);       \
  }

// Identities that a compiler knows, with their constants as the emitter writes them.
OPERATION32(times_one32, x* f32_constant<0x3f800000>())
OPERATION32(times_minus_one32, x* f32_constant<0xbf800000>())
OPERATION32(over_one32, x / f32_constant<0x3f800000>())
OPERATION32(over_minus_one32, x / f32_constant<0xbf800000>())
OPERATION32(plus_minus_zero32, x + f32_constant<0x80000000>())
OPERATION32(plus_zero32, x + f32_constant<0>())
OPERATION32(minus_zero32, x - f32_constant<0>())
OPERATION32(minus_zero_minus32, f32_constant<0x80000000>() - x)
OPERATION32(through_f64, f32_demote_f64(f64_promote_f32(x)))
OPERATION32(ceil32, f32_ceil(x))
OPERATION32(floor32, f32_floor(x))
OPERATION32(trunc32, f32_trunc(x))
OPERATION32(nearest32, f32_nearest(x))
OPERATION32(sqrt32, f32_sqrt(x))
OPERATION32(min32, f32_min(x, 1.5f))
OPERATION32(max32, f32_max(x, 1.5f))
OPERATION32(min_right32, f32_min(1.5f, x))
OPERATION32(max_right32, f32_max(1.5f, x))
OPERATION64(times_one64, x* f64_constant<0x3ff0000000000000>())
OPERATION64(times_minus_one64, x* f64_constant<0xbff0000000000000>())
OPERATION64(over_one64, x / f64_constant<0x3ff0000000000000>())
OPERATION64(over_minus_one64, x / f64_constant<0xbff0000000000000>())
OPERATION64(plus_minus_zero64, x + f64_constant<0x8000000000000000>())
OPERATION64(minus_zero64, x - f64_constant<0>())
OPERATION64(minus_zero_minus64, f64_constant<0x8000000000000000>() - x)
OPERATION64(ceil64, f64_ceil(x))
OPERATION64(floor64, f64_floor(x))
OPERATION64(trunc64, f64_trunc(x))
OPERATION64(nearest64, f64_nearest(x))
OPERATION64(sqrt64, f64_sqrt(x))
OPERATION64(min64, f64_min(x, 1.5))
OPERATION64(max64, f64_max(x, 1.5))
OPERATION64(min_right64, f64_min(1.5, x))
OPERATION64(max_right64, f64_max(1.5, x))

// The constant takes a way through locals, control flow, a conversion or a reinterpretation.
__attribute__((noinline)) u32 times_a_local(u32 bits, u32 n) {
  f32 x = std::bit_cast<f32>(bits), factor = f32_constant<0x3f800000>(), term = f32_constant<0>();
  for (u32 i = 0; i != n; ++i) factor = factor * f32_constant<0x3f800000>();
  term = f32_neg(term);
  x = x * factor;
  return std::bit_cast<u32>(x - f32_neg(term));
}
OPERATION32(times_converted, x* f32_convert_i32_s(1))
OPERATION32(times_reinterpreted, x* f32_reinterpret_i32(0x3f800000))
OPERATION32(times_promoted, f32_demote_f64(f64_promote_f32(x) * f64_promote_f32(f32_constant<0x3f800000>())))
OPERATION32(minus_difference, x - (f32_constant<0x3f800000>() - f32_constant<0x3f800000>()))
OPERATION64(times_converted64, x* f64_convert_i64_u(1))
OPERATION64(times_rounded64, x* f64_floor(f64_constant<0x3ff0000000000000>()))
OPERATION64(times_negated64, x* f64_neg(f64_constant<0xbff0000000000000>()))

// Wasm leaves a NaN's sign and, but for the quiet bit, its payload open.
bool is_quiet(u32 bits) { return (bits & 0x7fc00000) == 0x7fc00000; }
bool is_quiet(u64 bits) { return (bits & 0x7ff8000000000000) == 0x7ff8000000000000; }

TEST(NaN, ArithmeticQuietens) {
  using operation32 = u32 (*)(u32);
  using operation64 = u64 (*)(u64);
  const operation32 all32[] = {
      times_one32,    times_minus_one32, over_one32,         over_minus_one32, plus_minus_zero32,
      plus_zero32,    minus_zero32,      minus_zero_minus32, through_f64,      ceil32,
      floor32,        trunc32,           nearest32,          sqrt32,           min32,
      max32,          min_right32,       max_right32,        times_converted,  times_reinterpreted,
      times_promoted, minus_difference};
  const operation64 all64[] = {times_one64,
                               times_minus_one64,
                               over_one64,
                               over_minus_one64,
                               plus_minus_zero64,
                               minus_zero64,
                               minus_zero_minus64,
                               ceil64,
                               floor64,
                               trunc64,
                               nearest64,
                               sqrt64,
                               min64,
                               max64,
                               min_right64,
                               max_right64,
                               times_converted64,
                               times_rounded64,
                               times_negated64};
  for (const u32 bits : {signalling32, signalling32 | sign32, quiet32}) {
    for (const operation32& f : all32) EXPECT_TRUE(is_quiet(f(bits))) << "operation " << &f - all32;
    EXPECT_TRUE(is_quiet(times_a_local(bits, 0)));
    EXPECT_TRUE(is_quiet(times_a_local(bits, 3)));
  }
  for (const u64 bits : {signalling64, signalling64 | sign64, quiet64}) {
    for (const operation64& f : all64) EXPECT_TRUE(is_quiet(f(bits))) << "operation " << &f - all64;
  }
}

OPERATION32(literal_plus, f32_constant<signalling32>() + x)
OPERATION64(literal_times, f64_constant<signalling64>() * x)
OPERATION32(bits_plus, f32_bits(signalling32) + x)

TEST(NaN, LiteralsAreNotFolded) {
  EXPECT_TRUE(is_quiet(literal_plus(unknown(0u))));
  EXPECT_TRUE(is_quiet(bits_plus(unknown(0u))));
  EXPECT_TRUE(is_quiet(literal_times(unknown<u64>(0x3ff0000000000000))));
  EXPECT_EQ(i32_reinterpret_f32(f32_constant<signalling32>()), signalling32);
  EXPECT_EQ(i64_reinterpret_f64(f64_constant<signalling64>()), signalling64);
}

OPERATION32(neg32, f32_neg(x))
OPERATION32(abs32, f32_abs(x))
OPERATION32(copysign32, f32_copysign(x, -1.0f))
OPERATION64(neg64, f64_neg(x))
OPERATION64(abs64, f64_abs(x))
OPERATION64(copysign64, f64_copysign(x, -1.0))

TEST(NaN, SignOperationsChangeOneBit) {
  for (const u32 bits : {signalling32, quiet32, 0u, 0x3f800000u}) {
    EXPECT_EQ(neg32(bits), bits | sign32);
    EXPECT_EQ(neg32(bits | sign32), bits);
    EXPECT_EQ(abs32(bits | sign32), bits);
    EXPECT_EQ(copysign32(bits), bits | sign32);
  }
  for (const u64 bits : {signalling64, quiet64, u64(0)}) {
    EXPECT_EQ(neg64(bits), bits | sign64);
    EXPECT_EQ(abs64(bits | sign64), bits);
    EXPECT_EQ(copysign64(bits), bits | sign64);
  }
}

// ---- other floats

TEST(OpaqueConstants, HaveTheirValues) {
  EXPECT_EQ(i32_reinterpret_f32(f32_constant<0>()), 0u);
  EXPECT_EQ(i32_reinterpret_f32(f32_constant<sign32>()), sign32);
  EXPECT_EQ(f32_constant<0x3f800000>(), 1.0f);
  EXPECT_EQ(f32_constant<0xbf800000>(), -1.0f);
  EXPECT_EQ(i64_reinterpret_f64(f64_constant<0>()), 0u);
  EXPECT_EQ(i64_reinterpret_f64(f64_constant<sign64>()), sign64);
  EXPECT_EQ(f64_constant<0x3ff0000000000000>(), 1.0);
  EXPECT_EQ(f64_constant<0xbff0000000000000>(), -1.0);
  EXPECT_EQ(f64_constant<0x4000000000000000>(), 2.0);
}

TEST(FloatMinMax, OrderZerosBySign) {
  const f32 zero32 = unknown(0.0f), minus32 = unknown(-0.0f);
  EXPECT_TRUE(std::signbit(f32_min(zero32, minus32)));
  EXPECT_TRUE(std::signbit(f32_min(minus32, zero32)));
  EXPECT_FALSE(std::signbit(f32_max(zero32, minus32)));
  EXPECT_FALSE(std::signbit(f32_max(minus32, zero32)));
  const f64 zero64 = unknown(0.0), minus64 = unknown(-0.0);
  EXPECT_TRUE(std::signbit(f64_min(zero64, minus64)));
  EXPECT_FALSE(std::signbit(f64_max(minus64, zero64)));
  EXPECT_EQ(f64_min(unknown(3.0), unknown(-2.0)), -2.0);
  EXPECT_EQ(f64_max(unknown(3.0), unknown(-2.0)), 3.0);
}

TEST(FloatNearest, RoundsHalvesToEvenAndKeepsTheSign) {
  EXPECT_EQ(f64_nearest(unknown(0.5)), 0.0);
  EXPECT_EQ(f64_nearest(unknown(1.5)), 2.0);
  EXPECT_EQ(f64_nearest(unknown(2.5)), 2.0);
  EXPECT_EQ(f64_nearest(unknown(0.49999999999999994)), 0.0);
  EXPECT_EQ(f64_nearest(unknown(4503599627370495.5)), 4503599627370496.0);
  EXPECT_EQ(f64_nearest(unknown(9007199254740993.0)), 9007199254740993.0);
  EXPECT_TRUE(std::signbit(f64_nearest(unknown(-0.25))));
  EXPECT_TRUE(std::signbit(f64_nearest(unknown(-0.0))));
  EXPECT_EQ(f64_nearest(unknown(-INFINITY)), -INFINITY);
  EXPECT_EQ(f32_nearest(unknown(2.5f)), 2.0f);
  EXPECT_EQ(f32_nearest(unknown(-3.5f)), -4.0f);
  EXPECT_EQ(f32_nearest(unknown(8388607.5f)), 8388608.0f);
  EXPECT_TRUE(std::signbit(f32_nearest(unknown(-0.5f))));
}

TEST(FloatRounding, KeepsTheSignOfZero) {
  EXPECT_TRUE(std::signbit(f64_ceil(unknown(-0.5))));
  EXPECT_TRUE(std::signbit(f64_trunc(unknown(-0.5))));
  EXPECT_TRUE(std::signbit(f32_ceil(unknown(-0.5f))));
  EXPECT_EQ(f32_floor(unknown(-0.5f)), -1.0f);
}

// ---- conversions: the last value that passes, the first that traps, on either side

TEST(Truncation, TrapsExactlyOutOfRange) {
  const auto overflows = [](auto body) { return trap_of(body) == trap_kind::integer_overflow; };
  const auto passes = [](auto body) { return trap_of(body) == std::nullopt; };
  EXPECT_TRUE(passes([] { unknown(i32_trunc_f64_s(unknown(2147483647.9))); }));
  EXPECT_TRUE(overflows([] { unknown(i32_trunc_f64_s(unknown(2147483648.0))); }));
  EXPECT_TRUE(passes([] { unknown(i32_trunc_f64_s(unknown(-2147483648.9))); }));
  EXPECT_TRUE(overflows([] { unknown(i32_trunc_f64_s(unknown(-2147483649.0))); }));
  EXPECT_TRUE(passes([] { unknown(i32_trunc_f64_u(unknown(4294967295.9))); }));
  EXPECT_TRUE(overflows([] { unknown(i32_trunc_f64_u(unknown(4294967296.0))); }));
  EXPECT_TRUE(passes([] { unknown(i32_trunc_f64_u(unknown(-0.9))); }));
  EXPECT_TRUE(overflows([] { unknown(i32_trunc_f64_u(unknown(-1.0))); }));
  EXPECT_TRUE(passes([] { unknown(i32_trunc_f32_s(unknown(-2147483648.0f))); }));
  EXPECT_TRUE(overflows([] { unknown(i32_trunc_f32_s(unknown(-2147483904.0f))); }));
  EXPECT_TRUE(overflows([] { unknown(i32_trunc_f32_s(unknown(2147483648.0f))); }));
  EXPECT_TRUE(passes([] { unknown(i64_trunc_f64_s(unknown(-9223372036854775808.0))); }));
  EXPECT_TRUE(overflows([] { unknown(i64_trunc_f64_s(unknown(9223372036854775808.0))); }));
  EXPECT_TRUE(passes([] { unknown(i64_trunc_f64_u(unknown(18446744073709549568.0))); }));
  EXPECT_TRUE(overflows([] { unknown(i64_trunc_f64_u(unknown(18446744073709551616.0))); }));
  EXPECT_TRUE(overflows([] { unknown(i64_trunc_f32_u(unknown(INFINITY))); }));
}

TEST(Truncation, OfNaNIsAnInvalidConversion) {
  EXPECT_EQ(trap_of([] { unknown(i32_trunc_f32_s(unknown(NAN))); }), trap_kind::invalid_conversion_to_integer);
  EXPECT_EQ(trap_of([] { unknown(i64_trunc_f64_u(unknown(f64(NAN)))); }), trap_kind::invalid_conversion_to_integer);
}

TEST(Truncation, Saturates) {
  EXPECT_EQ(i32_trunc_sat_f32_s(unknown(NAN)), 0u);
  EXPECT_EQ(i32_trunc_sat_f32_s(unknown(1e30f)), 0x7fffffffu);
  EXPECT_EQ(i32_trunc_sat_f64_s(unknown(-1e30)), 0x80000000u);
  EXPECT_EQ(i32_trunc_sat_f64_u(unknown(-5.0)), 0u);
  EXPECT_EQ(i32_trunc_sat_f64_u(unknown(-0.5)), 0u);
  EXPECT_EQ(i32_trunc_sat_f32_u(unknown(INFINITY)), ~0u);
  EXPECT_EQ(i64_trunc_sat_f64_s(unknown(-INFINITY)), least64);
  EXPECT_EQ(i64_trunc_sat_f32_s(unknown(1e19f)), 0x7fffffffffffffffu);
  EXPECT_EQ(i64_trunc_sat_f64_u(unknown(1e19)), 10000000000000000000u);
  EXPECT_EQ(i64_trunc_sat_f64_u(unknown(1e20)), ~0ull);
}

TEST(Conversion, FromIntegerRoundsOnce) {
  EXPECT_EQ(f32_convert_i64_u(unknown<u64>(0x8000008000000001)), 0x1.000002p63f);
  EXPECT_EQ(f32_convert_i64_s(unknown<u64>(0x7fffff4000000001)), 0x1.fffffep62f);
  EXPECT_EQ(f32_convert_i32_u(unknown(~0u)), 4294967296.0f);
  EXPECT_EQ(f32_convert_i32_s(unknown(~0u)), -1.0f);
  EXPECT_EQ(f64_convert_i64_u(unknown(~u64(0))), 18446744073709551616.0);
}

}  // namespace
}  // namespace wasm2cpp::guest
