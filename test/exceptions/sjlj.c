// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// setjmp and longjmp as clang translates them, to exceptions with the tag __c_longjmp. sjlj.wasm was made of this and
// sjlj_runtime.c by
//
//     clang-22 --target=wasm32 -O1 -nostdlib -mllvm -wasm-enable-sjlj -mllvm -wasm-use-legacy-eh=false \
//         -Wl,--no-entry sjlj.c sjlj_runtime.c -o sjlj.wasm
//
// and sjlj_legacy.wasm with -wasm-use-legacy-eh=true: try_table, and the encoding of before 3.0.
#include "sjlj.h"

int setjmp(jmp_buf) __attribute__((returns_twice));
_Noreturn void longjmp(jmp_buf, int);

static jmp_buf here, outer;

#define EXPORT(name) __attribute__((export_name(#name), noinline))

static __attribute__((noinline)) void leave(jmp_buf to, int value) { longjmp(to, value); }

// The value of a setjmp that nobody jumps to.
EXPORT(first) int first(void) { return setjmp(here); }

// What longjmp makes of its value.
EXPORT(jump) int jump(int value) {
  const int got = setjmp(here);
  if (got) return got;
  leave(here, value);
  return -1;
}

// Jumps back n times.
EXPORT(count) int count(int n) {
  volatile int times = 0;
  setjmp(here);
  if (times < n) {
    times = times + 1;
    leave(here, 1);
  }
  return times;
}

// From inside a function that has a setjmp of its own to that of its caller.
static __attribute__((noinline)) void inner(int value) {
  if (setjmp(here)) leave(outer, value * 100 + 21);
  leave(here, 1);
}

EXPORT(nested) int nested(int value) {
  const int got = setjmp(outer);
  if (got) return got;
  inner(value);
  return -1;
}
