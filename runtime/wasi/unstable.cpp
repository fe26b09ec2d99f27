// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Preview 0, where it differs: the numbers of `whence`, file statistics of 56 bytes, and clocks in subscriptions with
// an identifier before them.
#include <fcntl.h>
#include <sys/stat.h>

#include <iterator>

#include "path.hpp"
#include "polling.hpp"
#include "state.hpp"
#include "statistics.hpp"

namespace wasm2cpp {

using namespace wasi;

std::uint32_t wasi_unstable_host::fd_filestat_get(caller& from, u32 fd, u32 stat) {
  return answer(from, [&](const guest_memory& memory) {
    write_unstable_filestat(memory, stat, statistics_of(*state_->descriptors.get(fd, right::fd_filestat_get)));
  });
}

std::uint32_t wasi_unstable_host::fd_seek(caller& from, u32 fd, u64 offset, u32 whence, u32 position) {
  static constexpr u32 of_preview_1[] = {1, 2, 0};  // current, end, start
  const u32 known = whence < std::size(of_preview_1) ? of_preview_1[whence] : whence;
  return wasi_functions::fd_seek(from, fd, offset, known, position);
}

std::uint32_t wasi_unstable_host::path_filestat_get(caller& from, u32 fd, u32 lookup, u32 path, u32 length, u32 stat) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_filestat_get);
    const last_link link = last_link_of(lookup);
    const std::string name = memory.path(path, length);
    const host_descriptor node = open_beneath(*folder, name, O_PATH, 0, link, state_->options.resolver);
    struct stat about;
    succeeded(::fstat(node.number(), &about));
    write_unstable_filestat(memory, stat, about);
  });
}

std::uint32_t wasi_unstable_host::poll_oneoff(caller& from, u32 subscriptions, u32 events, u32 count, u32 happened) {
  return wasi::poll_oneoff(*state_, from, subscription_of_preview_0, subscriptions, events, count, happened);
}

}  // namespace wasm2cpp
