// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Conversions between integers and floats.
//
// Float to integer. Truncation is toward zero, and defined if the truncated value is in range: so for x in the open
// interval (least - 1, greatest + 1). Where the float cannot represent least - 1, the bound is `least` itself,
// inclusive. Outside it the trapping form traps ("invalid conversion to integer" for a NaN, else "integer overflow"),
// and the saturating form gives the nearest integer, 0 for a NaN. In C++ a conversion out of range is undefined, hence
// the compare comes first.
//
// f32 <-> f64. Compilers take demote(promote(x)) for x, which loses the quietening of a signalling NaN: demote
// multiplies by an opaque one. Integer constants are hidden before they become floats: see opaque.hpp.
#pragma once

#include <wasm2cpp/guest/float.hpp>
#include <wasm2cpp/guest/trap.hpp>

namespace wasm2cpp::guest {

// ---- float to integer. To is u32 or u64, Int the type that the instruction reads it as.

// Is the truncation of x a value of Int?
template <class Int, class Float>
WASM2CPP_INLINE bool is_truncatable(Float x) {
  constexpr int digits = 8 * sizeof(Int) - (Int(-1) < Int(0));  // value bits
  constexpr Float end = Float(u64(1) << (digits - 1)) * 2;      // greatest + 1, a power of two
  if constexpr (Int(-1) > Int(0)) {
    return x > Float(-1) && x < end;
  } else if constexpr (sizeof(Int) < sizeof(Float)) {  // i32 and f64: least - 1 is a double
    return x > -end - 1 && x < end;
  } else {
    return x >= -end && x < end;
  }
}

template <class Float>
[[noreturn]] WASM2CPP_OUT_OF_LINE void trap_truncation(Float x) {
  raise_trap(__builtin_isnan(x) ? trap_kind::invalid_conversion_to_integer : trap_kind::integer_overflow);
}

template <class Int, class To, class Float>
WASM2CPP_INLINE To truncate(Float x) {
  if (!is_truncatable<Int>(x)) [[unlikely]]
    trap_truncation(x);
  return To(Int(x));
}

template <class Int, class To, class Float>
WASM2CPP_INLINE To truncate_saturating(Float x) {
  constexpr To least = Int(-1) < Int(0) ? To(1) << (8 * sizeof(To) - 1) : To(0);
  if (is_truncatable<Int>(x)) [[likely]]
    return To(Int(x));
  return __builtin_isnan(x) ? To(0) : x < 0 ? least : To(~least);
}

WASM2CPP_INLINE u32 i32_trunc_f32_s(f32 x) { return truncate<i32, u32>(x); }
WASM2CPP_INLINE u32 i32_trunc_f32_u(f32 x) { return truncate<u32, u32>(x); }
WASM2CPP_INLINE u32 i32_trunc_f64_s(f64 x) { return truncate<i32, u32>(x); }
WASM2CPP_INLINE u32 i32_trunc_f64_u(f64 x) { return truncate<u32, u32>(x); }
WASM2CPP_INLINE u64 i64_trunc_f32_s(f32 x) { return truncate<i64, u64>(x); }
WASM2CPP_INLINE u64 i64_trunc_f32_u(f32 x) { return truncate<u64, u64>(x); }
WASM2CPP_INLINE u64 i64_trunc_f64_s(f64 x) { return truncate<i64, u64>(x); }
WASM2CPP_INLINE u64 i64_trunc_f64_u(f64 x) { return truncate<u64, u64>(x); }

WASM2CPP_INLINE u32 i32_trunc_sat_f32_s(f32 x) { return truncate_saturating<i32, u32>(x); }
WASM2CPP_INLINE u32 i32_trunc_sat_f32_u(f32 x) { return truncate_saturating<u32, u32>(x); }
WASM2CPP_INLINE u32 i32_trunc_sat_f64_s(f64 x) { return truncate_saturating<i32, u32>(x); }
WASM2CPP_INLINE u32 i32_trunc_sat_f64_u(f64 x) { return truncate_saturating<u32, u32>(x); }
WASM2CPP_INLINE u64 i64_trunc_sat_f32_s(f32 x) { return truncate_saturating<i64, u64>(x); }
WASM2CPP_INLINE u64 i64_trunc_sat_f32_u(f32 x) { return truncate_saturating<u64, u64>(x); }
WASM2CPP_INLINE u64 i64_trunc_sat_f64_s(f64 x) { return truncate_saturating<i64, u64>(x); }
WASM2CPP_INLINE u64 i64_trunc_sat_f64_u(f64 x) { return truncate_saturating<u64, u64>(x); }

// ---- integer to float

WASM2CPP_INLINE f32 f32_convert_i32_s(u32 x) { return f32(i32(hide_if_constant(x))); }
WASM2CPP_INLINE f32 f32_convert_i32_u(u32 x) { return f32(hide_if_constant(x)); }
WASM2CPP_INLINE f32 f32_convert_i64_s(u64 x) { return f32(i64(hide_if_constant(x))); }
WASM2CPP_INLINE f32 f32_convert_i64_u(u64 x) { return f32(hide_if_constant(x)); }
WASM2CPP_INLINE f64 f64_convert_i32_s(u32 x) { return f64(i32(hide_if_constant(x))); }
WASM2CPP_INLINE f64 f64_convert_i32_u(u32 x) { return f64(hide_if_constant(x)); }
WASM2CPP_INLINE f64 f64_convert_i64_s(u64 x) { return f64(i64(hide_if_constant(x))); }
WASM2CPP_INLINE f64 f64_convert_i64_u(u64 x) { return f64(hide_if_constant(x)); }

// ---- between floats, and bits

WASM2CPP_INLINE f64 f64_promote_f32(f32 x) { return f64(x); }
WASM2CPP_INLINE f32 f32_demote_f64(f64 x) { return quiet(f32(x)); }
WASM2CPP_INLINE u32 i32_reinterpret_f32(f32 x) { return bit_cast<u32>(x); }
WASM2CPP_INLINE u64 i64_reinterpret_f64(f64 x) { return bit_cast<u64>(x); }
WASM2CPP_INLINE f32 f32_reinterpret_i32(u32 x) { return f32_bits(x); }
WASM2CPP_INLINE f64 f64_reinterpret_i64(u64 x) { return f64_bits(x); }

}  // namespace wasm2cpp::guest
