// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_functions::path_filestat_get(caller&, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::path_filestat_set_times(caller&, u32, u32, u32, u32, u64, u64, u32) { return 52; }
std::uint32_t wasi_functions::path_link(caller&, u32, u32, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::path_open(caller&, u32, u32, u32, u32, u32, u64, u64, u32, u32) { return 52; }
std::uint32_t wasi_functions::path_readlink(caller&, u32, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::path_rename(caller&, u32, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::path_symlink(caller&, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::path_unlink_file(caller&, u32, u32, u32) { return 52; }

}  // namespace wasm2cpp
