// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_functions::fd_advise(caller&, u32, u64, u64, u32) { return 52; }
std::uint32_t wasi_functions::fd_allocate(caller&, u32, u64, u64) { return 52; }
std::uint32_t wasi_functions::fd_datasync(caller&, u32) { return 52; }
std::uint32_t wasi_functions::fd_filestat_get(caller&, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_filestat_set_size(caller&, u32, u64) { return 52; }
std::uint32_t wasi_functions::fd_filestat_set_times(caller&, u32, u64, u64, u32) { return 52; }
std::uint32_t wasi_functions::fd_pread(caller&, u32, u32, u32, u64, u32) { return 52; }
std::uint32_t wasi_functions::fd_pwrite(caller&, u32, u32, u32, u64, u32) { return 52; }
std::uint32_t wasi_functions::fd_read(caller&, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_seek(caller&, u32, u64, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_sync(caller&, u32) { return 52; }
std::uint32_t wasi_functions::fd_tell(caller&, u32, u32) { return 52; }
std::uint32_t wasi_functions::fd_write(caller&, u32, u32, u32, u32) { return 52; }

}  // namespace wasm2cpp
