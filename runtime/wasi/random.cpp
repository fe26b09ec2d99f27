// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Random bytes: the system's, or the host's where it gives some.
#include <sys/random.h>

#include <algorithm>

#include "state.hpp"

namespace wasm2cpp {

using namespace wasi;

/// What is asked for at once: the system does not stop within a call.
static constexpr std::size_t largest_piece = std::size_t{1} << 20;

std::uint32_t wasi_functions::random_get(caller& from, u32 buffer, u32 length) {
  return answer(from, [&](const guest_memory& memory) {
    guest_bytes wanted = memory.bytes(buffer, length);
    if (state_->options.random) return state_->options.random(wanted);
    while (!wanted.empty()) {
      leave_if_ended(memory.whole());
      heed_interruption();
      const std::size_t piece = std::min(wanted.size(), largest_piece);
      const auto filled = retried([&] { return ::getrandom(wanted.data(), piece, 0); });
      wanted = wanted.subspan(static_cast<std::size_t>(filled));
    }
  });
}

}  // namespace wasm2cpp
