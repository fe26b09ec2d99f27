// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the emitted code of a module with exceptions calls. Only such modules include it: it needs C++ exceptions.
//
//     try {
//       f(self, m, x);
//       goto L2;
//     } catch (const thrown_exception& thrown) {
//       caught = catch_exception(self, thrown);
//     }
//     if (has_tag(caught, self->tag_space[0])) {
//       const u32 t1 = exception_value<u32>(caught, 0);
//       release_exception(caught);
//       ...
//     }
//     throw_again(caught);
//   L2:;
//
// A C++ `try` costs nothing until something is thrown. Only that type is caught: a host's other exceptions, and traps,
// which do not unwind, pass. The handler's guest code runs after the C++ handler has been left, because a trap jumps
// (guest/raise.hpp), and what a jump leaves behind in a C++ handler is never freed. From catch_exception to
// release_exception, capture_exception or throw_again, `caught` is pinned; nothing in between may trap, and no signal
// stops the guest there (is_dispatching).
#pragma once

#if !defined(__cpp_exceptions)
#error "wasm2cpp: this module uses exceptions: compile it, and the program, with C++ exceptions (no -fno-exceptions)"
#endif

#include <wasm2cpp/guest/call.hpp>
#include <wasm2cpp/guest/thrown.hpp>

namespace wasm2cpp::guest {

using thrown_exception = wasm2cpp::exception;

// ---- throwing: unwinding needs stack, which is asked for first

// Throws what `package` stands for, and takes over a pin on it. Inlined: each frame passed costs 0.16 µs.
[[noreturn]] WASM2CPP_INLINE void throw_pinned(exception_package* package) {
  trap_kind kind{};
  if (lacks_stack() && must_trap(kind)) {
    unpin_exception(package);
    raise_trap(kind);
  }
  wasm2cpp::exnref reference = wasm2cpp::exnref::adopt(package);
  if (package->original != nullptr) reference = wasm2cpp::exnref(package->original);
  throw thrown_exception(static_cast<wasm2cpp::exnref&&>(reference));
}

template <class... Arguments>
[[noreturn]] WASM2CPP_THROWING void throw_exception(const instance_state* self, const tag_identity* tag,
                                                     Arguments... arguments) {
  require_stack();
  exception_package* const package = new_exception(*self->exceptions, tag, sizeof...(Arguments));
  if (package == nullptr) trap<trap_kind::out_of_memory>();
  [[maybe_unused]] untyped_value* slot = package->payload();
  [[maybe_unused]] const int each[] = {0, (slot++->set(arguments), 0)...};  // a fold nests too deep
  if constexpr ((std::is_same_v<Arguments, exnref> || ...)) capture_package(package);  // sweeps must find those
  throw_pinned(package);
}

[[noreturn]] WASM2CPP_THROWING void throw_ref(exnref reference) {
  if (reference == nullptr) trap<trap_kind::null_exception_reference>();
  pin_exception(reference);
  throw_pinned(reference);
}

// No clause of this function wants it.
[[noreturn]] WASM2CPP_THROWING void throw_again(exnref caught) {
  caught->heap->is_dispatching = false;
  throw_pinned(caught);
}

// ---- catching

// In the C++ handler. Pins what was thrown, or what stands for it in this instance's store.
WASM2CPP_OUT_OF_LINE exnref catch_exception(const instance_state* self, const thrown_exception& thrown) {
  exnref const caught = pinned_in(*self->exceptions, thrown.reference().package());
  self->exceptions->is_dispatching = true;
  return caught;
}

WASM2CPP_INLINE bool has_tag(exnref caught, const tag_identity* tag) { return caught->tag == tag; }

template <class T>
WASM2CPP_INLINE T exception_value(exnref caught, u32 index) {
  return caught->payload()[index].get<T>();
}

// The guest goes on without it... It may have come from a host function, which never returns then; so this is where a
// request to stop is heeded.
WASM2CPP_OUT_OF_LINE void release_exception(exnref caught) {
  caught->heap->is_dispatching = false;
  unpin_exception(caught);
  heed_stop_request();
}

// ... or with a reference to it.
WASM2CPP_OUT_OF_LINE exnref capture_exception(exnref caught) {
  capture_package(caught);
  release_exception(caught);
  return caught;
}

}  // namespace wasm2cpp::guest
