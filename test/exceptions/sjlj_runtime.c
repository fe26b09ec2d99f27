// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What clang's setjmp and longjmp call, as wasi-libc has it in libsetjmp, written after the convention that LLVM describes
// (WebAssemblyLowerEmscriptenEHSjLj.cpp). longjmp throws; each function with a setjmp catches, and asks whether the
// buffer is of this call of it. See sjlj.c.
#include "sjlj.h"

__asm__(".tagtype __c_longjmp i32\n.globl __c_longjmp\n__c_longjmp:\n");

void __wasm_setjmp(void* environment, u32 label, void* call) {
  jmp_buf* buffer = environment;
  (*buffer)->call = call;
  (*buffer)->label = label;
}

u32 __wasm_setjmp_test(void* environment, void* call) {
  jmp_buf* buffer = environment;
  return (*buffer)->call == call ? (*buffer)->label : 0;
}

void __wasm_longjmp(void* environment, int value) {
  jmp_buf* buffer = environment;
  (*buffer)->argument.environment = environment;
  (*buffer)->argument.value = value == 0 ? 1 : value;
  __builtin_wasm_throw(1, &(*buffer)->argument);
}
