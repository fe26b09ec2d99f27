// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The integer instructions that are not a C++ operator on unsigned operands: signed ones, shifts and rotations (Wasm
// takes the count modulo the width, C++ forbids more), bit counts, and division, which traps.
//
// Values are unsigned throughout, so that nothing overflows; a signed reading is a cast for one operation. Comparisons
// give bool. Everything else (+ - * & | ^ == != < <= > >=) the emitter writes as an operator.
#pragma once

#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

// ---- what holds for both widths: U is the unsigned type, S the signed one

template <class S, class U>
WASM2CPP_INLINE U divide_signed(U a, U b) {
  if (b == 0) [[unlikely]]
    trap<trap_kind::integer_divide_by_zero>();
  if (b == U(-1) && a == U(1) << (8 * sizeof(U) - 1)) [[unlikely]]
    trap<trap_kind::integer_overflow>();
  return U(S(a) / S(b));
}

// The remainder of the least integer by -1 is 0, though its quotient overflows (in C++, and in x86's instruction).
template <class S, class U>
WASM2CPP_INLINE U remainder_signed(U a, U b) {
  if (b == 0) [[unlikely]]
    trap<trap_kind::integer_divide_by_zero>();
  return b == U(-1) ? U(0) : U(S(a) % S(b));
}

template <class U>
WASM2CPP_INLINE U divide_unsigned(U a, U b) {
  if (b == 0) [[unlikely]]
    trap<trap_kind::integer_divide_by_zero>();
  return a / b;
}

template <class U>
WASM2CPP_INLINE U remainder_unsigned(U a, U b) {
  if (b == 0) [[unlikely]]
    trap<trap_kind::integer_divide_by_zero>();
  return a % b;
}

// Of signed numbers: where others are selected than are compared, if only by their types, g++ makes a branch of it.
template <class I>
WASM2CPP_INLINE I smaller(I a, I b) {
  return a < b ? a : b;
}
template <class I>
WASM2CPP_INLINE I larger(I a, I b) {
  return a > b ? a : b;
}

// ---- i32

WASM2CPP_INLINE bool i32_eqz(u32 a) { return a == 0; }
WASM2CPP_INLINE bool i32_lt_s(u32 a, u32 b) { return i32(a) < i32(b); }
WASM2CPP_INLINE bool i32_gt_s(u32 a, u32 b) { return i32(a) > i32(b); }
WASM2CPP_INLINE bool i32_le_s(u32 a, u32 b) { return i32(a) <= i32(b); }
WASM2CPP_INLINE bool i32_ge_s(u32 a, u32 b) { return i32(a) >= i32(b); }
WASM2CPP_INLINE u32 i32_min_s(u32 a, u32 b) { return u32(smaller(i32(a), i32(b))); }
WASM2CPP_INLINE u32 i32_max_s(u32 a, u32 b) { return u32(larger(i32(a), i32(b))); }
WASM2CPP_INLINE u32 i32_clz(u32 a) { return a == 0 ? 32 : u32(__builtin_clz(a)); }
WASM2CPP_INLINE u32 i32_ctz(u32 a) { return a == 0 ? 32 : u32(__builtin_ctz(a)); }
WASM2CPP_INLINE u32 i32_popcnt(u32 a) { return u32(__builtin_popcount(a)); }
WASM2CPP_INLINE u32 i32_div_s(u32 a, u32 b) { return divide_signed<i32>(a, b); }
WASM2CPP_INLINE u32 i32_div_u(u32 a, u32 b) { return divide_unsigned(a, b); }
WASM2CPP_INLINE u32 i32_rem_s(u32 a, u32 b) { return remainder_signed<i32>(a, b); }
WASM2CPP_INLINE u32 i32_rem_u(u32 a, u32 b) { return remainder_unsigned(a, b); }
WASM2CPP_INLINE u32 i32_shl(u32 a, u32 n) { return a << (n & 31); }
WASM2CPP_INLINE u32 i32_shr_s(u32 a, u32 n) { return u32(i32(a) >> (n & 31)); }
WASM2CPP_INLINE u32 i32_shr_u(u32 a, u32 n) { return a >> (n & 31); }
WASM2CPP_INLINE u32 i32_rotl(u32 a, u32 n) { return a << (n & 31) | a >> (-n & 31); }
WASM2CPP_INLINE u32 i32_rotr(u32 a, u32 n) { return a >> (n & 31) | a << (-n & 31); }
WASM2CPP_INLINE u32 i32_extend8_s(u32 a) { return u32(i8(a)); }
WASM2CPP_INLINE u32 i32_extend16_s(u32 a) { return u32(i16(a)); }
WASM2CPP_INLINE u32 i32_wrap_i64(u64 a) { return u32(a); }

// ---- i64

WASM2CPP_INLINE bool i64_eqz(u64 a) { return a == 0; }
WASM2CPP_INLINE bool i64_lt_s(u64 a, u64 b) { return i64(a) < i64(b); }
WASM2CPP_INLINE bool i64_gt_s(u64 a, u64 b) { return i64(a) > i64(b); }
WASM2CPP_INLINE bool i64_le_s(u64 a, u64 b) { return i64(a) <= i64(b); }
WASM2CPP_INLINE bool i64_ge_s(u64 a, u64 b) { return i64(a) >= i64(b); }
WASM2CPP_INLINE u64 i64_min_s(u64 a, u64 b) { return u64(smaller(i64(a), i64(b))); }
WASM2CPP_INLINE u64 i64_max_s(u64 a, u64 b) { return u64(larger(i64(a), i64(b))); }
WASM2CPP_INLINE u64 i64_clz(u64 a) { return a == 0 ? 64 : u64(__builtin_clzll(a)); }
WASM2CPP_INLINE u64 i64_ctz(u64 a) { return a == 0 ? 64 : u64(__builtin_ctzll(a)); }
WASM2CPP_INLINE u64 i64_popcnt(u64 a) { return u64(__builtin_popcountll(a)); }
WASM2CPP_INLINE u64 i64_div_s(u64 a, u64 b) { return divide_signed<i64>(a, b); }
WASM2CPP_INLINE u64 i64_div_u(u64 a, u64 b) { return divide_unsigned(a, b); }
WASM2CPP_INLINE u64 i64_rem_s(u64 a, u64 b) { return remainder_signed<i64>(a, b); }
WASM2CPP_INLINE u64 i64_rem_u(u64 a, u64 b) { return remainder_unsigned(a, b); }
WASM2CPP_INLINE u64 i64_shl(u64 a, u64 n) { return a << (n & 63); }
WASM2CPP_INLINE u64 i64_shr_s(u64 a, u64 n) { return u64(i64(a) >> (n & 63)); }
WASM2CPP_INLINE u64 i64_shr_u(u64 a, u64 n) { return a >> (n & 63); }
WASM2CPP_INLINE u64 i64_rotl(u64 a, u64 n) { return a << (n & 63) | a >> (-n & 63); }
WASM2CPP_INLINE u64 i64_rotr(u64 a, u64 n) { return a >> (n & 63) | a << (-n & 63); }
WASM2CPP_INLINE u64 i64_extend8_s(u64 a) { return u64(i8(a)); }
WASM2CPP_INLINE u64 i64_extend16_s(u64 a) { return u64(i16(a)); }
WASM2CPP_INLINE u64 i64_extend32_s(u64 a) { return u64(i32(a)); }
WASM2CPP_INLINE u64 i64_extend_i32_s(u32 a) { return u64(i64(i32(a))); }
WASM2CPP_INLINE u64 i64_extend_i32_u(u32 a) { return a; }

}  // namespace wasm2cpp::guest
