// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_unstable_host::fd_filestat_get(caller&, u32, u32) { return 52; }
std::uint32_t wasi_unstable_host::fd_seek(caller&, u32, u64, u32, u32) { return 52; }
std::uint32_t wasi_unstable_host::path_filestat_get(caller&, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_unstable_host::poll_oneoff(caller&, u32, u32, u32, u32) { return 52; }

}  // namespace wasm2cpp
