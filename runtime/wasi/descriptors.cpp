// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_functions::fd_close(caller&, u32) { return 52; }
std::uint32_t wasi_functions::fd_fdstat_get(caller&, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_fdstat_set_flags(caller&, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_fdstat_set_rights(caller&, u32, u64, u64) { return 52; }
std::uint32_t wasi_functions::fd_prestat_get(caller&, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_prestat_dir_name(caller&, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_renumber(caller&, u32, u32) { return 52; }

}  // namespace wasm2cpp
