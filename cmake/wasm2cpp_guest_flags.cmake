# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
# The compiler flags that emitted code needs, each with its reason. Everything else asks here: the CMake targets, the
# installed package and `wasm2cpp flags`. g++ and clang++ take the same ones, and each some more.
#
# What is not needed: anything that stops the inlining of guest functions into each other. The attribute on each guest
# function (WASM2CPP_GUEST in the runtime's config.hpp) does that with both compilers.

set(WASM2CPP_GUEST_FLAGS
  -ffp-contract=off     # a * b + c is two roundings in WebAssembly; g++ fuses them and ignores the pragma
  -fno-finite-loops     # a loop without side effects stays: C++ would allow to delete it
  -fno-math-errno)      # f64.sqrt is one instruction

# A frame larger than a guard page may not step over it: stack exhaustion must fault inside.
set(WASM2CPP_GUEST_FLAGS_LINUX -fstack-clash-protection)

# For g++: at -O3 it lets a loop keep what it stored for a later iteration to load (predictive commoning), and overlooks
# that an iteration between them may store over a part of it, which bytes of WebAssembly's memory can show.
# And it does not conclude from an overflow that C++ forbids how often a loop runs at most: emitted code has none, but g++
# takes a conversion to a signed type for one, and warns of paths that nothing takes.
# And a loop that fills or copies stays a loop, here and with clang: a guest cannot be stopped in the C library's memset.
set(WASM2CPP_GUEST_FLAGS_GCC
  -fno-predictive-commoning -fno-aggressive-loop-optimizations -fno-tree-loop-distribute-patterns)

# For clang++: loops of a few iterations are unrolled completely up to so many instructions, where 300 are usual at -O3.
# The same loop has more of them as emitted code, whose addresses are sums that wrap. (Options of LLVM: each may be given
# once only.)
set(WASM2CPP_GUEST_FLAGS_CLANG
  -mllvm -unroll-threshold=450 -mllvm -disable-loop-idiom-memset -mllvm -disable-loop-idiom-memcpy)
