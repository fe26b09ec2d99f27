// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Emscripten with -sSTANDALONE_WASM makes WASI commands, which import a little of its own from "env": in JavaScript,
// `emscripten_notify_memory_growth` renews views of the memory; here there is nothing to renew. emscripten.def lists
// them. Its system calls (`__syscall_…`), of which programs name more than they use, fail with ENOSYS: see command.hpp.
#pragma once

#include <chrono>
#include <cstdint>
#include <cstring>

#include <wasm2cpp/wasm2cpp.hpp>

namespace wasm2cpp::wasi {

struct emscripten_functions {
  using u32 = std::uint32_t;

  static void emscripten_notify_memory_growth(caller&, u32) {}

  /// Whether the memory is now `size` bytes large.
  static u32 emscripten_resize_heap(caller& from, u32 size) {
    const memory memory = from.memory();
    if (size <= memory.byte_size()) return 1;
    const std::uint64_t pages = (size - memory.byte_size() + memory.page_size() - 1) / memory.page_size();
    return memory.grow(pages) >= 0;
  }

  static void emscripten_memcpy_big(caller& from, u32 to, u32 source, u32 count) {
    const memory memory = from.memory();
    (void)memory.view<std::uint8_t>(to, count), (void)memory.view<std::uint8_t>(source, count);  // throw if they are outside
    if (count != 0) std::memmove(&memory.bytes()[to], &memory.bytes()[source], count);
  }
  static void emscripten_memcpy_js(caller& from, u32 to, u32 source, u32 count) {
    emscripten_memcpy_big(from, to, source, count);
  }
  static void _emscripten_memcpy_js(caller& from, u32 to, u32 source, u32 count) {
    emscripten_memcpy_big(from, to, source, count);
  }

  /// Both in milliseconds.
  static double emscripten_get_now(caller&) { return milliseconds<std::chrono::steady_clock>(); }
  static double emscripten_date_now(caller&) { return milliseconds<std::chrono::system_clock>(); }
  static u32 _emscripten_get_now_is_monotonic(caller&) { return 1; }

 private:
  template <class Clock>
  static double milliseconds() {
    return std::chrono::duration<double, std::milli>(Clock::now().time_since_epoch()).count();
  }
};

}  // namespace wasm2cpp::wasi
