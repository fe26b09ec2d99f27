// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "threads.hpp"

namespace wasm2cpp::wasi {

void guest_threads::join() {}

void define_thread_spawn(linker&, wasi_host&, std::shared_ptr<state>) {}

}  // namespace wasm2cpp::wasi
