// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Vector instructions (specification, section 4.4.4 and "Vector Instructions" of 4.6): a function each, by the
// instruction's name. Only modules that use vectors include this file.
//
//     lanes.hpp        the lane types, constants, shuffles, bitwise instructions: what the others build on
//     integer.hpp      arithmetic, comparison, shifts, saturation
//     float.hpp        arithmetic, comparison, minimum and maximum, rounding
//     conversion.hpp   between shapes
//     memory.hpp       loads and stores
//     relaxed.hpp      the relaxed instructions
//
// Every function has a portable form, in the compiler's vector extensions. That form is the whole function where g++
// and clang++ both make of it what the processor has. Where they do not, it lies in `namespace portable`, and the end
// of the file chooses: x86 intrinsics, as far as the compiler's flags allow (SSE2 always, SSSE3, SSE4.1, FMA), else the
// portable form. WASM2CPP_PORTABLE_SIMD chooses the portable forms throughout; test/unit/simd_test.cpp compares.
#pragma once

#include <wasm2cpp/guest/simd/conversion.hpp>
#include <wasm2cpp/guest/simd/float.hpp>
#include <wasm2cpp/guest/simd/integer.hpp>
#include <wasm2cpp/guest/simd/lanes.hpp>
#include <wasm2cpp/guest/simd/memory.hpp>
#include <wasm2cpp/guest/simd/relaxed.hpp>
