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
// in assembly: a definition in C++, however weak, is folded by g++ 12 and clang++ 14. Each object file brings one in a
// group (comdat) of which the linker keeps the first; with link-time optimisation, g++ assembles those of many files
// as one, hence the `.ifndef`. Other NaNs are an opaque zero, exclusive-ored with their bits.
//
// An integer that becomes a float by conversion or reinterpretation is hidden likewise if the compiler knows its value.
// Not covered: a plain literal which arithmetic on plain literals makes an identity (2.0 - 1.0); producers fold those.
#pragma once

#include <wasm2cpp/guest/types.hpp>

namespace wasm2cpp::guest {

struct opaque_cells {
  f64 zero64, minus_zero64, one64, minus_one64;
  f32 zero32, minus_zero32, one32, minus_one32;
  union {
    u64 no_bits;
    v128 no_vector;
  };
};

#define WASM2CPP_CELLS "wasm2cpp_opaque_cells"
#if defined(__APPLE__)
#define WASM2CPP_CELL_NAME "_" WASM2CPP_CELLS
#define WASM2CPP_CELL_BEGIN                                                                      \
  ".section __TEXT,__const\n.globl " WASM2CPP_CELL_NAME "\n.weak_definition " WASM2CPP_CELL_NAME \
  "\n.private_extern " WASM2CPP_CELL_NAME "\n.p2align 4\n" WASM2CPP_CELL_NAME ":\n"
#define WASM2CPP_CELL_END ".text\n"
#else
#define WASM2CPP_CELL_NAME WASM2CPP_CELLS
#define WASM2CPP_CELL_BEGIN                                                                              \
  ".ifndef " WASM2CPP_CELLS "\n.pushsection .rodata." WASM2CPP_CELLS ",\"aG\",%progbits," WASM2CPP_CELLS \
  ",comdat\n.weak " WASM2CPP_CELLS "\n.hidden " WASM2CPP_CELLS "\n.type " WASM2CPP_CELLS                 \
  ",%object\n.size " WASM2CPP_CELLS ",64\n.balign 16\n" WASM2CPP_CELLS ":\n"
#define WASM2CPP_CELL_END ".popsection\n.endif\n"
#endif
asm(WASM2CPP_CELL_BEGIN
    ".quad 0, 0x8000000000000000, 0x3ff0000000000000, 0xbff0000000000000\n"
    ".long 0, 0x80000000, 0x3f800000, 0xbf800000\n"
    ".quad 0, 0\n" WASM2CPP_CELL_END);
extern WASM2CPP_HIDDEN const opaque_cells opaque asm(WASM2CPP_CELL_NAME);
#undef WASM2CPP_CELLS
#undef WASM2CPP_CELL_NAME
#undef WASM2CPP_CELL_BEGIN
#undef WASM2CPP_CELL_END
static_assert(sizeof(opaque_cells) == 64);

template <u32 Bits>
WASM2CPP_INLINE f32 f32_constant() {
  if constexpr (Bits == 0) return opaque.zero32;
  if constexpr (Bits == 0x80000000) return opaque.minus_zero32;
  if constexpr (Bits == 0x3f800000) return opaque.one32;
  if constexpr (Bits == 0xbf800000) return opaque.minus_one32;
  return bit_cast<f32>(Bits ^ u32(opaque.no_bits));
}

template <u64 Bits>
WASM2CPP_INLINE f64 f64_constant() {
  if constexpr (Bits == 0) return opaque.zero64;
  if constexpr (Bits == 0x8000000000000000) return opaque.minus_zero64;
  if constexpr (Bits == 0x3ff0000000000000) return opaque.one64;
  if constexpr (Bits == 0xbff0000000000000) return opaque.minus_one64;
  return bit_cast<f64>(Bits ^ opaque.no_bits);
}

WASM2CPP_INLINE u32 hidden(u32 x) { return x ^ u32(opaque.no_bits); }
WASM2CPP_INLINE u64 hidden(u64 x) { return x ^ opaque.no_bits; }
WASM2CPP_INLINE u32 hide_if_constant(u32 x) { return __builtin_constant_p(x) ? x ^ u32(opaque.no_bits) : x; }
WASM2CPP_INLINE u64 hide_if_constant(u64 x) { return __builtin_constant_p(x) ? x ^ opaque.no_bits : x; }

WASM2CPP_INLINE f32 f32_bits(u32 bits) { return bit_cast<f32>(hide_if_constant(bits)); }
WASM2CPP_INLINE f64 f64_bits(u64 bits) { return bit_cast<f64>(hide_if_constant(bits)); }

// Quietens a signalling NaN, and is otherwise the identity.
WASM2CPP_INLINE f32 quiet(f32 x) { return x * opaque.one32; }
WASM2CPP_INLINE f64 quiet(f64 x) { return x * opaque.one64; }

}  // namespace wasm2cpp::guest
