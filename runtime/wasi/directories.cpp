// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_functions::fd_readdir(caller&, u32, u32, u32, u64, u32) { return 52; }
std::uint32_t wasi_functions::path_create_directory(caller&, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::path_remove_directory(caller&, u32, u32, u32) { return 52; }

}  // namespace wasm2cpp
