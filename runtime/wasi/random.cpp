// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random bytes: the system's, or the host's where it gives some.
#include <sys/random.h>

#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_functions::random_get(caller& from, u32 buffer, u32 length) {
  return answer(from, [&](const guest_memory& memory) {
    guest_bytes wanted = memory.bytes(buffer, length);
    if (state_->options.random) return state_->options.random(wanted);
    while (!wanted.empty()) {
      const auto filled = retried([&] { return ::getrandom(wanted.data(), wanted.size(), 0); });
      wanted = wanted.subspan(static_cast<std::size_t>(filled));
    }
  });
}

}  // namespace wasm2cpp
