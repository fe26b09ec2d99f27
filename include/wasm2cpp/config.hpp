// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What has to be decided before the first helper is declared: the bounds mode, the attributes of guest code, and the
// compiler settings that we refuse.
//
// Bounds mode. In *guard* mode an access to a 32-bit memory is one machine instruction: base + address + offset always
// lies inside a reservation of more than 8 GiB, and what is beyond the memory's size is inaccessible, so that the
// processor makes the check. In *checked* mode every access is compared with the memory's size. A translation unit is
// compiled in one of them (define WASM2CPP_CHECKED for the second; platforms without the means have only the second).
// Helpers whose code differs live in the inline namespace WASM2CPP_MODE, so that units of both modes link into one
// program; types, and everything else, are shared.
//
// Attributes. Helpers are always inlined (at -O0 too: a load is then one machine access there as well). Guest functions
// are never inlined or cloned: the compiler that made the Wasm has done that, and a second time costs half the compile
// time for nothing; and a clone would hide from the name tables, which find a function by its address.
// Slow paths are out of line, but not `cold`: g++ moves the callers of a cold function into a part of their own
// (`f.cold`), whose address no name table knows.
// They are in a section of their own, so that a signal handler can tell whether it has interrupted a guest function or
// one of the runtime's (guest/interruption.hpp). Helpers that are inlined there may be left anywhere by a jump: what
// must not be left half done is out of line.
//
// Settings. Where a compiler shows by a macro that it would break floating point, everything is refused. Of the flags
// that emitted code needs (`wasm2cpp flags`) only -fno-math-errno can be seen; where it is missing the others are, too,
// and WASM2CPP_GUEST_CODE_BEGIN refuses.
#pragma once

#include <wasm2cpp/version.hpp>

#if defined(__FAST_MATH__)
#error "wasm2cpp: -ffast-math breaks WebAssembly's floating-point semantics"
#endif
#if (defined(__FINITE_MATH_ONLY__) && __FINITE_MATH_ONLY__) || defined(__RECIPROCAL_MATH__) || \
    defined(__ASSOCIATIVE_MATH__) || defined(__NO_SIGNED_ZEROS__)
#error "wasm2cpp: a part of -ffast-math breaks WebAssembly's floating-point semantics"
#endif
#if defined(__FLT_EVAL_METHOD__) && __FLT_EVAL_METHOD__ == 2
#error "wasm2cpp: floating point must not be computed in 80 bits; g++ for 32-bit x86 needs -msse2 -mfpmath=sse"
#endif
#if !defined(__GNUC__)
#error "wasm2cpp needs g++ or clang++"
#endif
#if __SIZEOF_POINTER__ != 8 && !defined(WASM2CPP_CHECKED)
#define WASM2CPP_CHECKED 1
#endif
#if !defined(__linux__) && !defined(__APPLE__) && !defined(WASM2CPP_CHECKED)
#define WASM2CPP_CHECKED 1
#endif

#if defined(WASM2CPP_MASK_INDICES)  // units that mask and units that do not link into one program, too
#define WASM2CPP_MASKING masked_indices
#define WASM2CPP_MODE_OF(bounds) bounds##_masked
#else
#define WASM2CPP_MASKING plain_indices
#define WASM2CPP_MODE_OF(bounds) bounds
#endif
#if defined(WASM2CPP_CHECKED)
#define WASM2CPP_MODE WASM2CPP_MODE_OF(checked_mode)
#else
#define WASM2CPP_MODE WASM2CPP_MODE_OF(guard_mode)
#endif

// GNU spelling, because it may stand among other specifiers (extern WASM2CPP_HIDDEN ...).
#define WASM2CPP_INLINE __attribute__((always_inline)) inline
// Of the runtime, for guest code to call. No C++ exception comes out of it, only a trap: a call in a region that catches
// exceptions is no way to its handlers; a large function would have thousands of such ways. The other macro is for what
// throws or lets exceptions pass.
#define WASM2CPP_OUT_OF_LINE __attribute__((noinline, nothrow)) inline
#define WASM2CPP_THROWING __attribute__((noinline)) inline
#define WASM2CPP_HIDDEN __attribute__((visibility("hidden")))
// Variables that a whole process must share, also where libraries are built with -fvisibility=hidden.
#define WASM2CPP_SHARED __attribute__((visibility("default")))

#if defined(__APPLE__)
#define WASM2CPP_GUEST_SECTION "__TEXT,__wasm2cpp_guest"
#define WASM2CPP_GUEST_SECTION_BEGIN "section$start$__TEXT$__wasm2cpp_guest"
#define WASM2CPP_GUEST_SECTION_END "section$end$__TEXT$__wasm2cpp_guest"
#else
#define WASM2CPP_GUEST_SECTION "wasm2cpp_guest"
#define WASM2CPP_GUEST_SECTION_BEGIN "__start_wasm2cpp_guest"
#define WASM2CPP_GUEST_SECTION_END "__stop_wasm2cpp_guest"
#endif

// Before a loop in strips (guest/strip.hpp). g++ vectorises it but does not unroll it; what a strip does in one iteration
// is then little beside the counting, and waits for the stores of the one before. clang unrolls by itself.
#if defined(__clang__)
#define WASM2CPP_STRIP
#else
#define WASM2CPP_STRIP _Pragma("GCC unroll 4")
#endif

// Before a loop whose iterations begin with a jump through a table, as an interpreter's: it is to lie in one line of the
// cache. Where it crosses one, processors foresee such jumps badly, and the loop takes up to twice the time. What g++
// hoists out of the loop comes behind the directive, but is little.
#if !defined(__clang__)
#define WASM2CPP_DISPATCH asm volatile(".p2align 6");
#elif __has_cpp_attribute(clang::code_align)
#define WASM2CPP_DISPATCH [[clang::code_align(64)]]
#else
#define WASM2CPP_DISPATCH
#endif

// Guest functions: a section tells their code from all other. g++ is allowed to inline small recursive ones into
// themselves, eight deep; clang does not do that. Entries, which call one of those with fewer arguments, are cold to
// g++, so that it does not inline it there, where a trap's stack would lack it.
#if defined(__clang__)
#define WASM2CPP_GUEST __attribute__((noinline, section(WASM2CPP_GUEST_SECTION)))
#define WASM2CPP_GUEST_RECURSIVE WASM2CPP_GUEST
#define WASM2CPP_GUEST_ENTRY WASM2CPP_GUEST
#else
#define WASM2CPP_GUEST __attribute__((noinline, noclone, section(WASM2CPP_GUEST_SECTION)))
#define WASM2CPP_GUEST_RECURSIVE __attribute__((noclone, section(WASM2CPP_GUEST_SECTION)))
#define WASM2CPP_GUEST_ENTRY __attribute__((noinline, noclone, cold, section(WASM2CPP_GUEST_SECTION)))
#endif

#if defined(__NO_MATH_ERRNO__)
#define WASM2CPP_HAS_GUEST_FLAGS true
#else
#define WASM2CPP_HAS_GUEST_FLAGS false
#endif
#define WASM2CPP_REQUIRE_GUEST_FLAGS                                                         \
  static_assert(WASM2CPP_HAS_GUEST_FLAGS,                                                    \
                "compile emitted code with the flags that `wasm2cpp flags` prints, or make " \
                "its target by wasm2cpp_add_library");

// Guest code may compute what it never uses, compare what is always true and never return; a person would be warned.
// clang-format off
#if defined(__clang__)
#define WASM2CPP_GUEST_CODE_BEGIN                                 \
  _Pragma("clang diagnostic push")                                \
  _Pragma("clang diagnostic ignored \"-Wunknown-warning-option\"") \
  _Pragma("clang diagnostic ignored \"-Wunused\"")                \
  _Pragma("clang diagnostic ignored \"-Wunused-parameter\"")      \
  _Pragma("clang diagnostic ignored \"-Wunused-but-set-variable\"") \
  _Pragma("clang diagnostic ignored \"-Wunused-but-set-parameter\"") \
  _Pragma("clang diagnostic ignored \"-Wself-assign\"")           \
  _Pragma("clang diagnostic ignored \"-Wtautological-compare\"")  \
  _Pragma("clang diagnostic ignored \"-Wconstant-logical-operand\"") \
  _Pragma("clang diagnostic ignored \"-Wint-in-bool-context\"")   \
  _Pragma("clang diagnostic ignored \"-Wuninitialized\"")         \
  _Pragma("clang diagnostic ignored \"-Winfinite-recursion\"")    \
  _Pragma("clang diagnostic ignored \"-Wparentheses-equality\"")  \
  _Pragma("clang diagnostic ignored \"-Wxor-used-as-pow\"")       \
  _Pragma("clang diagnostic ignored \"-Wstack-exhausted\"")       \
  _Pragma("clang diagnostic ignored \"-Wdollar-in-identifier-extension\"") \
  WASM2CPP_REQUIRE_GUEST_FLAGS
#define WASM2CPP_GUEST_CODE_END _Pragma("clang diagnostic pop")
#else
#define WASM2CPP_GUEST_CODE_BEGIN                                 \
  _Pragma("GCC diagnostic push")                                  \
  _Pragma("GCC diagnostic ignored \"-Wunused\"")                  \
  _Pragma("GCC diagnostic ignored \"-Wunused-variable\"")         \
  _Pragma("GCC diagnostic ignored \"-Wunused-function\"")         \
  _Pragma("GCC diagnostic ignored \"-Wunused-label\"")            \
  _Pragma("GCC diagnostic ignored \"-Wunused-value\"")            \
  _Pragma("GCC diagnostic ignored \"-Wunused-parameter\"")        \
  _Pragma("GCC diagnostic ignored \"-Wunused-but-set-variable\"") \
  _Pragma("GCC diagnostic ignored \"-Wunused-but-set-parameter\"") \
  _Pragma("GCC diagnostic ignored \"-Wtautological-compare\"")    \
  _Pragma("GCC diagnostic ignored \"-Wtype-limits\"")             \
  _Pragma("GCC diagnostic ignored \"-Wint-in-bool-context\"")      \
  _Pragma("GCC diagnostic ignored \"-Wuninitialized\"")           \
  _Pragma("GCC diagnostic ignored \"-Wmaybe-uninitialized\"")     \
  _Pragma("GCC diagnostic ignored \"-Winfinite-recursion\"")      \
  _Pragma("GCC diagnostic ignored \"-Wstringop-overflow\"")       \
  _Pragma("GCC diagnostic ignored \"-Wstringop-overread\"")       \
  _Pragma("GCC diagnostic ignored \"-Warray-bounds\"")            \
  _Pragma("GCC diagnostic ignored \"-Wduplicated-branches\"")      \
  WASM2CPP_REQUIRE_GUEST_FLAGS
#define WASM2CPP_GUEST_CODE_END _Pragma("GCC diagnostic pop")
#endif
// clang-format on
