// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What files are and when they were touched, between the system and the guest: a `struct stat` as a filestat of preview
// 1 or of preview 0, and the arguments of the functions that set times.
//
//   struct stat about;
//   succeeded(::fstat(number, &about));
//   write_filestat(memory, stat, about);
//
//   const file_times times = times_of(accessed, modified, flags);
//   succeeded(::futimens(number, times.data()));
#pragma once

#include <sys/stat.h>
#include <time.h>

#include <array>

#include "descriptor.hpp"
#include "guest_memory.hpp"

namespace wasm2cpp::wasi {

/// Access, then modification, as utimensat takes them.
using file_times = std::array<timespec, 2>;

/// Fails with `invalid` for a flag that there is not, or for a time that shall be both given and now.
file_times times_of(u64 accessed, u64 modified, u32 flags);

/// Of an open file; of a callback, those of a character device without a size.
struct stat statistics_of(const descriptor& file);

/// Writes all of `layout::filestat`, or nothing. Fails with `fault`.
void write_filestat(const guest_memory& memory, u32 at, const struct stat& about);

/// The same in the layout of preview 0, whose count of links has 32 bits: `layout::unstable_filestat`.
void write_unstable_filestat(const guest_memory& memory, u32 at, const struct stat& about);

}  // namespace wasm2cpp::wasi
