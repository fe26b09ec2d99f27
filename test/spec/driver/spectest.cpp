// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// "spectest", through the linker's public functions; see spectest.hpp.
#include "spectest.hpp"

#include <bit>
#include <cstdint>

namespace spec {

void define_spectest(wasm2cpp::linker& linker) {
  const auto define = [&](const char* name, auto&& thing) { linker.define("spectest", name, thing); };
  define("print", [] {});
  define("print_i32", [](std::uint32_t) {});
  define("print_i64", [](std::uint64_t) {});
  define("print_f32", [](float) {});
  define("print_f64", [](double) {});
  define("print_i32_f32", [](std::uint32_t, float) {});
  define("print_f64_f64", [](double, double) {});
  define("global_i32", wasm2cpp::global<std::uint32_t>(666));
  define("global_i64", wasm2cpp::global<std::uint64_t>(666));
  define("global_f32", wasm2cpp::global<float>(std::bit_cast<float>(std::uint32_t{0x4426a666})));
  define("global_f64", wasm2cpp::global<double>(std::bit_cast<double>(std::uint64_t{0x4084d4cccccccccd})));
  define("table", wasm2cpp::table(linker.store(), {.min = 10, .max = 20}));
  define("table64", wasm2cpp::table(linker.store(), {.min = 10, .max = 20, .is_64 = true}));
  define("memory", wasm2cpp::memory({.min = 1, .max = 2}));
  define("shared_memory", wasm2cpp::memory({.min = 1, .max = 2, .is_shared = true}));
}

}  // namespace spec
