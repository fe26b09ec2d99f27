// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Entering guest code so that a trap can leave it: sigsetjmp and siglongjmp in principle, in assembly where we have it.
//
//     enter_guest(point, body, context)    saves in `point` the registers that a function must preserve, marks this
//                                          thread as running a guest, calls body(context): true
//     point.leave(&point)                  from anywhere below: enter_guest returns false
//     enter_directly(point, code, self, …) the same for code(self, …), without a body between, where registers hold all
//                                          arguments; only in assembly
//
// To the C++ compiler enter_guest is an ordinary function that returns once. That is what sigsetjmp is not: it returns
// twice, so that its caller keeps nothing in registers and is never inlined; it encrypts pointers and looks for a
// signal mask to save. (`__builtin_setjmp` costs little, and clang++ 14 gets it wrong.) C++ exceptions pass enter_guest
// by its unwind table, as they pass any function.
//
// Order. The thread is marked as running a guest only when everything that `leave` needs is saved: a stack that ends
// before that is the host's, which would otherwise jump to nowhere.
//
// Hardened programs. endbr64 and bti stand where an indirect branch may land. Where the processor has a shadow stack
// (rdssp leaves 0 where it has none), `leave` pops it up to enter_guest's own call: the innermost entry that returns
// there. The assembly is the same whatever a unit's flags: one copy is kept, also under LTO, which would else see the
// labels twice.
//
// sigsetjmp it is on other processors and systems, under sanitizers, which want to see the jump, and where
// WASM2CPP_PORTABLE_BOUNDARY is defined. A frame knows how it is left, so that units of both kinds link into one
// program.
#pragma once

#include <wasm2cpp/guest/thread.hpp>

#if defined(__has_feature)
#define WASM2CPP_HAS_FEATURE(feature) __has_feature(feature)
#else
#define WASM2CPP_HAS_FEATURE(feature) 0
#endif
#if defined(WASM2CPP_PORTABLE_BOUNDARY) || defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || \
    defined(__SANITIZE_HWADDRESS__) || WASM2CPP_HAS_FEATURE(address_sanitizer) ||                           \
    WASM2CPP_HAS_FEATURE(thread_sanitizer) || WASM2CPP_HAS_FEATURE(memory_sanitizer) ||                     \
    WASM2CPP_HAS_FEATURE(hwaddress_sanitizer) || WASM2CPP_HAS_FEATURE(safe_stack) ||                        \
    WASM2CPP_HAS_FEATURE(shadow_call_stack) || defined(__ARM_FEATURE_GCS_DEFAULT) || !defined(__linux__) || \
    !defined(__LP64__) || !(defined(__x86_64__) || (defined(__aarch64__) && defined(__AARCH64EL__)))
#define WASM2CPP_BOUNDARY portable_boundary
#define WASM2CPP_BOUNDARY_IS_PORTABLE 1
#include <csetjmp>
#else
#define WASM2CPP_BOUNDARY assembly_boundary
#define WASM2CPP_BOUNDARY_IS_PORTABLE 0
#endif
#undef WASM2CPP_HAS_FEATURE

// Under the address sanitizer: a jump over frames follows. Called by units that are not sanitized in programs that are.
extern "C" __attribute__((weak)) void __asan_handle_no_return();

namespace wasm2cpp::guest {

inline namespace WASM2CPP_BOUNDARY {

#if WASM2CPP_BOUNDARY_IS_PORTABLE

inline constexpr bool has_direct_entry = false;

struct resume_point : boundary_frame {
  sigjmp_buf registers;
};

[[noreturn]] inline void leave_guest(boundary_frame* frame) {
  siglongjmp(static_cast<resume_point*>(frame)->registers, 1);
}

// After the jump nothing is read but what is thread-local. The barrier stands because clang++ removes a store to
// thread-local state that is overwritten later.
WASM2CPP_THROWING bool enter_guest(resume_point& point, void (*body)(void*), void* context) {
  if (sigsetjmp(point.registers, 0) != 0) return false;
  this_thread.innermost = &point;
  this_thread.guest_running = true;
  compiler_barrier();
  body(context);
  return true;
}

#else

inline constexpr bool has_direct_entry = true;

// The assembly knows these places. It fills the stack pointer, and the registers that a function must preserve: code
// that returns has done so by itself, so that only the jump reads them; it sets `out` to null.
struct resume_point : boundary_frame {
#if defined(__x86_64__)
  u64 registers[7];
#else
  u64 registers[19];
#endif
  thread_state* thread;
  void (*code)();
  void* first;  // the code's first argument
};
static_assert(sizeof(boundary_frame) == 16 && offsetof(thread_state, innermost) == 0 &&
              offsetof(thread_state, guest_running) == 8);

void enter_code(resume_point* point) __asm__("wasm2cpp_enter_guest") WASM2CPP_HIDDEN;
[[noreturn]] void resume_host(boundary_frame* frame) __asm__("wasm2cpp_resume_host") WASM2CPP_HIDDEN;

[[noreturn]] inline void leave_guest(boundary_frame* frame) {
  if (__asan_handle_no_return != nullptr) __asan_handle_no_return();
  resume_host(frame);
}

// Calls code(first, more...) through the assembly, which passes on all registers but the first argument's. So the
// arguments must all be in registers, and the result too. Whether it trapped: the point's `out` is then null.
template <class R, class... More>
#if defined(__clang__)
__attribute__((no_sanitize("function", "cfi-icall")))
#endif
WASM2CPP_INLINE R
enter_directly(resume_point& point, R (*code)(instance_state*, More...), instance_state* first, More... more) {
  point.thread = &this_thread;
  point.code = reinterpret_cast<void (*)()>(code);
  point.first = first;
  const auto enter = reinterpret_cast<void (*)()>(enter_code);  // g++ warns of a cast in one step
  return reinterpret_cast<R (*)(resume_point*, More...)>(enter)(&point, more...);
}

inline bool enter_guest(resume_point& point, void (*body)(void*), void* context) {
  point.thread = &this_thread;
  point.code = reinterpret_cast<void (*)()>(body);
  point.first = context;
  enter_code(&point);
  return point.out != nullptr;
}

#endif

}  // namespace WASM2CPP_BOUNDARY

}  // namespace wasm2cpp::guest

// ---- the assembly

#if !WASM2CPP_BOUNDARY_IS_PORTABLE
// clang-format off
#define WASM2CPP_ASSEMBLE(text)                                                                             \
  __asm__(".ifndef wasm2cpp_enter_guest\n"                                                                  \
          ".pushsection .text.wasm2cpp_enter_guest, \"axG\", %progbits, wasm2cpp_enter_guest, comdat\n"     \
          ".weak wasm2cpp_enter_guest, wasm2cpp_resume_host\n"                                              \
          ".hidden wasm2cpp_enter_guest, wasm2cpp_resume_host\n"                                            \
          ".type wasm2cpp_enter_guest, %function\n"                                                         \
          ".type wasm2cpp_resume_host, %function\n"                                                         \
          ".p2align 4\n" text                                                                               \
          ".popsection\n"                                                                                   \
          ".endif\n")

#if defined(__x86_64__)
WASM2CPP_ASSEMBLE(
    "wasm2cpp_enter_guest:\n"
    "  .cfi_startproc\n"
    "  endbr64\n"
    "  subq $8, %rsp\n .cfi_adjust_cfa_offset 8\n"  // calls want the stack aligned to 16
    "  movq %rsp, 16(%rdi)\n"
    "  movq %rbx, 24(%rdi)\n"
    "  movq %rbp, 32(%rdi)\n"
    "  movq %r12, 40(%rdi)\n"
    "  movq %r13, 48(%rdi)\n"
    "  movq %r14, 56(%rdi)\n"
    "  movq %r15, 64(%rdi)\n"
    "  movq 72(%rdi), %rax\n"
    "  movq %rdi, (%rax)\n"
    "  movb $1, 8(%rax)\n"
    "  movq 80(%rdi), %rax\n"
    "  movq 88(%rdi), %rdi\n"
    "  call *%rax\n"
    "0:\n"
    "  addq $8, %rsp\n .cfi_adjust_cfa_offset -8\n"
    "  ret\n"
    "  .cfi_endproc\n"
    "  .size wasm2cpp_enter_guest, . - wasm2cpp_enter_guest\n"
    "wasm2cpp_resume_host:\n"
    "  .cfi_startproc\n"
    "  endbr64\n"
    "  xorl %eax, %eax\n"
    "  rdsspq %rax\n"
    "  testq %rax, %rax\n"
    "  je 2f\n"
    "  leaq 0b(%rip), %rcx\n"
    "  movl $1, %edx\n"
    "1:\n"
    "  movq (%rax), %rsi\n"
    "  addq $8, %rax\n"
    "  incsspq %rdx\n"
    "  cmpq %rcx, %rsi\n"
    "  jne 1b\n"
    "2:\n"
    "  movq 24(%rdi), %rbx\n"
    "  movq 32(%rdi), %rbp\n"
    "  movq 40(%rdi), %r12\n"
    "  movq 48(%rdi), %r13\n"
    "  movq 56(%rdi), %r14\n"
    "  movq 64(%rdi), %r15\n"
    "  movq 16(%rdi), %rsp\n .cfi_adjust_cfa_offset 8\n"
    "  movq $0, 8(%rdi)\n"
    "  addq $8, %rsp\n .cfi_adjust_cfa_offset -8\n"
    "  ret\n"
    "  .cfi_endproc\n"
    "  .size wasm2cpp_resume_host, . - wasm2cpp_resume_host\n");
#else
WASM2CPP_ASSEMBLE(
    "wasm2cpp_enter_guest:\n"
    "  .cfi_startproc\n"
    "  hint #34\n"  // bti c
    "  stp x29, x30, [sp, #-16]!\n .cfi_def_cfa_offset 16\n .cfi_offset x29, -16\n .cfi_offset x30, -8\n"
    "  mov x29, sp\n"
    "  stp x29, x19, [x0, #16]\n"
    "  stp x20, x21, [x0, #32]\n"
    "  stp x22, x23, [x0, #48]\n"
    "  stp x24, x25, [x0, #64]\n"
    "  stp x26, x27, [x0, #80]\n"
    "  str x28, [x0, #96]\n"
    "  stp d8, d9, [x0, #104]\n"
    "  stp d10, d11, [x0, #120]\n"
    "  stp d12, d13, [x0, #136]\n"
    "  stp d14, d15, [x0, #152]\n"
    "  ldp x9, x10, [x0, #168]\n"
    "  str x0, [x9]\n"
    "  mov w11, #1\n"
    "  strb w11, [x9, #8]\n"
    "  ldr x0, [x0, #184]\n"
    "  blr x10\n"
    "  ldp x29, x30, [sp], #16\n .cfi_restore x29\n .cfi_restore x30\n .cfi_def_cfa_offset 0\n"
    "  ret\n"
    "  .cfi_endproc\n"
    "  .size wasm2cpp_enter_guest, . - wasm2cpp_enter_guest\n"
    "wasm2cpp_resume_host:\n"
    "  .cfi_startproc\n"
    "  hint #34\n"
    "  ldp x9, x19, [x0, #16]\n"
    "  ldp x20, x21, [x0, #32]\n"
    "  ldp x22, x23, [x0, #48]\n"
    "  ldp x24, x25, [x0, #64]\n"
    "  ldp x26, x27, [x0, #80]\n"
    "  ldr x28, [x0, #96]\n"
    "  ldp d8, d9, [x0, #104]\n"
    "  ldp d10, d11, [x0, #120]\n"
    "  ldp d12, d13, [x0, #136]\n"
    "  ldp d14, d15, [x0, #152]\n"
    "  mov sp, x9\n"
    "  str xzr, [x0, #8]\n"
    "  ldp x29, x30, [sp], #16\n"
    "  ret\n"
    "  .cfi_endproc\n"
    "  .size wasm2cpp_resume_host, . - wasm2cpp_resume_host\n");
#endif
#undef WASM2CPP_ASSEMBLE
// clang-format on
#endif
