// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the functions work on, and `answer`, which each of them is written in:
//
//   u32 wasi_functions::fd_tell(caller& from, u32 fd, u32 position) {
//     return answer(from, [&](const guest_memory& memory) {
//       const descriptor_ref file = state_->descriptors.get(fd, right::fd_tell);
//       memory.write<u64>(position, succeeded(lseek(file->file.number(), 0, SEEK_CUR)));
//     });
//   }
#pragma once

#include <new>
#include <string>
#include <vector>

#include <wasm2cpp/wasi.hpp>

#include "descriptor.hpp"
#include "guest_memory.hpp"
#include "threads.hpp"

namespace wasm2cpp::wasi {

class state {
 public:
  explicit state(const wasi_options& given);

  const wasi_options options;
  const std::vector<std::string> arguments;
  const std::vector<std::string> environment;  ///< NAME=value
  descriptor_table descriptors;
  guest_threads threads;

  /// Nanoseconds of a clock: the host's, else the system's. Fails with `invalid` for a clock that there is not.
  u64 time(u32 clock) const;

 private:
  void open_standard_streams();
  void open_directories();
  void open_sockets();
};

/// Runs a function's body with the caller's memory: 0, or the errno of what it failed with. A thread of a process that has
/// ended goes no further.
template <class Body>
u32 answer(caller& from, Body body) {
  const memory memory = from.memory();
  leave_if_ended(memory);
  try {
    body(guest_memory(memory));
    return 0;
  } catch (const failure& why) {
    return static_cast<u32>(why.code);
  } catch (const std::bad_alloc&) {
    return static_cast<u32>(error_code::no_memory);
  }
}

}  // namespace wasm2cpp::wasi
