// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counted loops, in strips. An address of Wasm wraps at 2^32; a C++ compiler that cannot rule that out neither
// vectorises a loop nor steps through memory with a pointer. So the emitter writes a loop that counts twice: first for
// so many iterations that none of its addresses wraps, then, as it was, for what is left. Nearly always that is
// nothing:
//
//     w1 = p;
//     w2 = strip(trips_until(i, n, 1), w1, 8, 0);     // iterations, at most as many as are left
//     if (w2 != 0) {
//       for (;;) {
//         f64_store(m, in_strip(w1, 0), f64_load(m, in_strip(w1, 0), 0) * x, 0);
//         i = i + 1;
//         w1 = w1 + 8;
//         w2 = w2 - 1;
//         if (w2 != 0) continue;
//         break;
//       }
//       if (i == n) goto L1;
//     }
//     for (;;) { … }
//
// What keeps the guest in is here alone: `strip` compares the last address of the strip with 2^32 before the loop
// begins, and the loop ends after that many iterations whatever else happens in it; the sum of a near address and a
// 32-bit offset then has no more than 33 bits, as everywhere. In checked mode the strip has no iterations.
#pragma once

#include <wasm2cpp/guest/access.hpp>

namespace wasm2cpp::guest {

// ---- at least so many iterations are left, of a loop that adds `step` to a number and then goes on while …
// (0 says nothing: a strip of none is always right.)

// … it is not `end`.
WASM2CPP_INLINE u64 trips_until(u32 first, u32 end, i32 step) {
  return step > 0 ? (end - first) / u32(step) : (first - end) / (0 - u32(step));
}

// … it is less than `limit`.
WASM2CPP_INLINE u64 trips_below(i64 first, i64 limit, i32 step) {
  return first < limit ? u64(limit - first + (step - 1)) / u32(step) : 0;
}

// … it is greater than `limit`; step < 0.
WASM2CPP_INLINE u64 trips_above(i64 first, i64 limit, i32 step) { return trips_below(-first, -limit, -step); }

inline namespace WASM2CPP_MODE {

#if defined(WASM2CPP_CHECKED)
WASM2CPP_INLINE u64 strip(u64, u64, i32, u32) { return 0; }
WASM2CPP_INLINE u32 in_strip(u64 w, u32 distance) { return u32(w) + distance; }
#else
// `trips`, if none of the addresses first + step * i + d wraps, for i < trips and d <= reach; else 0. `first` has 32
// bits, trips at most 33, and a step is short (strips.cpp): nothing here overflows.
WASM2CPP_INLINE u64 strip(u64 trips, u64 first, i32 step, u32 reach) {
  const i64 last = i64(first) + i64(trips - 1) * step;
  return i64(first) + reach <= i64(0xffffffff) && last >= 0 && last + reach <= i64(0xffffffff) ? trips : 0;
}

// An address in a strip.
WASM2CPP_INLINE near_address in_strip(u64 w, u32 distance) { return near_address(w + distance); }
#endif

}  // namespace WASM2CPP_MODE

}  // namespace wasm2cpp::guest
