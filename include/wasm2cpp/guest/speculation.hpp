// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Index masking against speculation (Spectre, variant 1): with -DWASM2CPP_MASK_INDICES an index is a dead end for a
// processor that guesses its bounds check wrong.
//
//     if (index >= size) trap<…>();
//     return elements[masked(index, size)];          // element 0, where the processor goes on although index >= size
//
// What is masked: addresses in checked mode (and of memories that are always checked), ranges of memory, tables and
// arrays. What needs none: addresses in guard mode, which stay inside the reservation, where there is nothing to read,
// whatever the processor guesses. What this does not do: anything about guesses of types, of branch targets (compile
// with what your compiler has against those), or about what is measured otherwise; see SECURITY.md.
//
// The mask is made of the comparison's flags by instructions that compilers do not see through, nor make a branch of.
#pragma once

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

inline namespace WASM2CPP_MASKING {

#if !defined(WASM2CPP_MASK_INDICES)

inline constexpr bool masks_indices = false;
WASM2CPP_INLINE u64 bounds_mask(u64, u64) { return ~u64(0); }

#else

inline constexpr bool masks_indices = true;

// All ones if index < size, else 0.
WASM2CPP_INLINE u64 bounds_mask(u64 index, u64 size) {
  u64 mask;
#if defined(__x86_64__)
  asm("cmpq %2, %1\n\tsbbq %0, %0" : "=r"(mask) : "r"(index), "r"(size) : "cc");
#elif defined(__aarch64__)
  asm("cmp %1, %2\n\tcsetm %0, lo\n\thint #20" : "=r"(mask) : "r"(index), "r"(size) : "cc");  // csdb
#else
  mask = u64(i64(~(index | (size - 1 - index))) >> 63);  // of numbers below 2^63
  asm("" : "+r"(mask));
#endif
  return mask;
}

#endif

WASM2CPP_INLINE u64 masked(u64 index, u64 size) { return index & bounds_mask(index, size); }

}  // namespace WASM2CPP_MASKING

}  // namespace wasm2cpp::guest
