// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Counted loops, in strips. An address of Wasm wraps at 2^32; a C++ compiler that cannot rule that out neither
// vectorises a loop nor steps through memory with a pointer, and in checked mode each access is compared with the
// memory's size besides. So the emitter writes a loop that counts twice: first for so many iterations that all their
// accesses are in bounds, then, as it was, for what is left. Nearly always that is nothing, or the last iteration:
//
//     w1 = p;
//     w2 = strip(m, trips_until(i, n, 1), w1, 8, 8);  // iterations, at most as many as are left
//     if (w2 != 0) {
//       const near_memory t1 = near(m);
//       for (;;) {
//         f64_store(t1, in_strip(w1, 0), f64_load(t1, in_strip(w1, 0), 0) * x, 0);
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
// What keeps the guest in is here alone: `strip` compares the end of the strip's last access before the loop begins, in
// guard mode with 2^32 and in checked mode with the memory's size; and the loop ends after that many iterations whatever
// else happens in it. Memories never shrink, and a loop in which one might grow, and move, is not written so.
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

// Said to the compiler, which then knows the alignment of many addresses in a strip.
WASM2CPP_INLINE near_memory aligned(void* base) {
  return static_cast<near_memory>(__builtin_assume_aligned(base, base_alignment));
}

inline namespace WASM2CPP_MODE {

#if defined(WASM2CPP_CHECKED)
WASM2CPP_INLINE near_memory near(mem32 m) { return aligned(reinterpret_cast<const memory_data*>(m)->base); }
WASM2CPP_INLINE i64 bound(mem32 m) {
  if (masks_indices) return 0;  // no strip is in bounds of that: accesses in a strip are not masked
  return i64(reinterpret_cast<const memory_data*>(m)->size);
}
#else
WASM2CPP_INLINE near_memory near(mem32 m) { return aligned(m); }
WASM2CPP_INLINE i64 bound(mem32) { return i64(1) << 32; }
#endif

// The same, for addresses that step otherwise than those of `near`. Clang compares the two before the loop, and then
// vectorises it, only if it does not see that they begin with one pointer.
WASM2CPP_INLINE near_memory near_apart(mem32 m) {
  near_memory n = near(m);
#if defined(__clang__)
  asm("" : "+r"(n));
#endif
  return aligned(n);
}

// `trips`, if the bytes from first + step * i on, `extent` of them, are in bounds for all i < trips; else 0. `first` has
// 32 bits, trips and extent at most 33, and a step is short (loop_survey.cpp): nothing here overflows.
WASM2CPP_INLINE u64 strip(mem32 m, u64 trips, u64 first, i32 step, u64 extent) {
  const i64 most = bound(m) - i64(extent);
  const i64 last = i64(first) + i64(trips - 1) * step;
  return i64(first) <= most && last >= 0 && last <= most ? trips : 0;
}

// An address in a strip.
WASM2CPP_INLINE near_address in_strip(u64 w, u32 distance) { return near_address(w + distance); }

}  // namespace WASM2CPP_MODE

}  // namespace wasm2cpp::guest
