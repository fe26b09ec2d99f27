// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constants that no compiler can see through.
//
// The specification wants every arithmetic result that is a NaN to be quiet. Compilers assume that nobody looks: with
// optimisation, g++ and clang++ turn x * 1.0, x / -1.0, x + -0.0, x - 0.0 and demote(promote(x)) into x, and a
// signalling NaN stays signalling. The flags against it (-frounding-math, -fsignaling-nans) stop vectorisation, and do
// not cover every case. So the literals that are identities of some operation, and NaNs, are read from memory:
//
//     y = x * f64_constant<0x3ff0000000000000>();     // mulsd xmm0, [rip + one]; vectorises like any constant
//
// The cells are `extern const` for C++, so that a load of one moves out of loops and over stores, but they are defined
// in assembly: a definition in C++, however weak, is folded by g++ 12 and clang++ 14. Each object file brings them in a
// group (comdat) of which the linker keeps the first; with link-time optimisation, g++ assembles those of many files
// as one, hence the `.ifndef`. Other NaNs are an opaque zero, exclusive-ored with their bits.
//
// An integer that becomes a float by conversion or reinterpretation is hidden likewise if the compiler knows its value.
// Not covered: a plain literal which arithmetic on plain literals makes an identity (2.0 - 1.0); producers fold those.
#pragma once

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

// clang-format off
// A cell for the assembler: its name, its size and alignment in bytes, its value.
#if defined(__APPLE__)
#define WASM2CPP_CELL_SYMBOL(name) "_wasm2cpp_opaque_" #name
#define WASM2CPP_CELL(name, size, data)                                                                           \
  ".globl " WASM2CPP_CELL_SYMBOL(name) "\n.weak_definition " WASM2CPP_CELL_SYMBOL(name) "\n.private_extern "       \
  WASM2CPP_CELL_SYMBOL(name) "\n.balign " #size "\n" WASM2CPP_CELL_SYMBOL(name) ":\n" data "\n"
#define WASM2CPP_CELLS(cells) ".section __TEXT,__const\n" cells ".text\n"
#else
#define WASM2CPP_CELL_SYMBOL(name) "wasm2cpp_opaque_" #name
#define WASM2CPP_CELL(name, size, data)                                                                           \
  ".weak " WASM2CPP_CELL_SYMBOL(name) "\n.hidden " WASM2CPP_CELL_SYMBOL(name) "\n.type " WASM2CPP_CELL_SYMBOL(name) \
  ",%object\n.size " WASM2CPP_CELL_SYMBOL(name) "," #size "\n.balign " #size "\n" WASM2CPP_CELL_SYMBOL(name) ":\n"   \
  data "\n"
#define WASM2CPP_CELLS(cells)                                                                                      \
  ".ifndef wasm2cpp_opaque_no_vector\n.pushsection .rodata.wasm2cpp_opaque,\"aG\",%progbits,wasm2cpp_opaque,comdat\n" \
  cells ".popsection\n.endif\n"
#endif
asm(WASM2CPP_CELLS(WASM2CPP_CELL(no_vector, 16, ".quad 0, 0")
    WASM2CPP_CELL(no_bits, 8, ".quad 0")
    WASM2CPP_CELL(zero64, 8, ".quad 0")
    WASM2CPP_CELL(minus_zero64, 8, ".quad 0x8000000000000000")
    WASM2CPP_CELL(one64, 8, ".quad 0x3ff0000000000000")
    WASM2CPP_CELL(minus_one64, 8, ".quad 0xbff0000000000000")
    WASM2CPP_CELL(nan64, 8, ".quad 0x7ff8000000000000")
    WASM2CPP_CELL(zero32, 4, ".long 0")
    WASM2CPP_CELL(minus_zero32, 4, ".long 0x80000000")
    WASM2CPP_CELL(one32, 4, ".long 0x3f800000")
    WASM2CPP_CELL(minus_one32, 4, ".long 0xbf800000")));
// clang-format on

// Not one structure: clang takes an `extern const` object of a class for one that a constructor may write, so that no
// load of it moves over a store.
namespace opaque {
extern WASM2CPP_HIDDEN const v128 no_vector asm(WASM2CPP_CELL_SYMBOL(no_vector));
extern WASM2CPP_HIDDEN const u64 no_bits asm(WASM2CPP_CELL_SYMBOL(no_bits));
extern WASM2CPP_HIDDEN const f64 zero64 asm(WASM2CPP_CELL_SYMBOL(zero64));
extern WASM2CPP_HIDDEN const f64 minus_zero64 asm(WASM2CPP_CELL_SYMBOL(minus_zero64));
extern WASM2CPP_HIDDEN const f64 one64 asm(WASM2CPP_CELL_SYMBOL(one64));
extern WASM2CPP_HIDDEN const f64 minus_one64 asm(WASM2CPP_CELL_SYMBOL(minus_one64));
extern WASM2CPP_HIDDEN const f64 nan64 asm(WASM2CPP_CELL_SYMBOL(nan64));
extern WASM2CPP_HIDDEN const f32 zero32 asm(WASM2CPP_CELL_SYMBOL(zero32));
extern WASM2CPP_HIDDEN const f32 minus_zero32 asm(WASM2CPP_CELL_SYMBOL(minus_zero32));
extern WASM2CPP_HIDDEN const f32 one32 asm(WASM2CPP_CELL_SYMBOL(one32));
extern WASM2CPP_HIDDEN const f32 minus_one32 asm(WASM2CPP_CELL_SYMBOL(minus_one32));
}  // namespace opaque
#undef WASM2CPP_CELLS
#undef WASM2CPP_CELL
#undef WASM2CPP_CELL_SYMBOL

// g++ 12 crashes where a number whose bits it knows to come from a u64 is compared with a constant, outside of the loop
// that uses the outcome to choose between neighbouring integers.
WASM2CPP_INLINE f64 f64_of_bits(u64 bits) {
  f64 x = bit_cast<f64>(bits);
#if defined(__x86_64__) && !defined(__clang__)
  asm("" : "+x"(x));
#endif
  return x;
}

template <u32 Bits>
WASM2CPP_INLINE f32 f32_constant() {
  if constexpr (Bits == 0) return opaque::zero32;
  if constexpr (Bits == 0x80000000) return opaque::minus_zero32;
  if constexpr (Bits == 0x3f800000) return opaque::one32;
  if constexpr (Bits == 0xbf800000) return opaque::minus_one32;
  return bit_cast<f32>(Bits ^ u32(opaque::no_bits));
}

template <u64 Bits>
WASM2CPP_INLINE f64 f64_constant() {
  if constexpr (Bits == 0) return opaque::zero64;
  if constexpr (Bits == 0x8000000000000000) return opaque::minus_zero64;
  if constexpr (Bits == 0x3ff0000000000000) return opaque::one64;
  if constexpr (Bits == 0xbff0000000000000) return opaque::minus_one64;
  if constexpr (Bits == 0x7ff8000000000000) return opaque::nan64;
  return f64_of_bits(Bits ^ opaque::no_bits);
}

// Of a literal, whose type may be no u64 of the same width.
template <class T>
WASM2CPP_INLINE T hidden(T x) {
  return x ^ T(opaque::no_bits);
}
WASM2CPP_INLINE u32 hide_if_constant(u32 x) { return __builtin_constant_p(x) ? x ^ u32(opaque::no_bits) : x; }
WASM2CPP_INLINE u64 hide_if_constant(u64 x) { return __builtin_constant_p(x) ? x ^ opaque::no_bits : x; }

WASM2CPP_INLINE f32 f32_bits(u32 bits) { return bit_cast<f32>(hide_if_constant(bits)); }
WASM2CPP_INLINE f64 f64_bits(u64 bits) { return f64_of_bits(hide_if_constant(bits)); }

// Quietens a signalling NaN, and is otherwise the identity.
WASM2CPP_INLINE f32 quiet(f32 x) { return x * opaque::one32; }
WASM2CPP_INLINE f64 quiet(f64 x) { return x * opaque::one64; }

}  // namespace wasm2cpp::guest
