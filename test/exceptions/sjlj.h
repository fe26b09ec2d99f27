// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The jump buffer of sjlj.c and sjlj_runtime.c: which call of the function set it, at which of its setjmps, and what the
// exception carries.
typedef __UINT32_TYPE__ u32;

typedef struct {
  void* call;
  u32 label;
  struct {
    void* environment;
    int value;
  } argument;
} jmp_buf[1];
