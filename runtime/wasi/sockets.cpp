// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_functions::sock_accept(caller&, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::sock_recv(caller&, u32, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::sock_send(caller&, u32, u32, u32, u32, u32) { return 52; }
std::uint32_t wasi_functions::sock_shutdown(caller&, u32, u32) { return 52; }

}  // namespace wasm2cpp
