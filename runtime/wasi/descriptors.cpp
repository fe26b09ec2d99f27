// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What concerns descriptors as such: their kind, flags and rights, the names of preopened folders, their numbers.
#include <fcntl.h>

#include <algorithm>

#include "state.hpp"

namespace wasm2cpp {
namespace {

using namespace wasi;

// Of fdstat, at these offsets.
void write_fdstat(const guest_memory& memory, u32 at, const descriptor& about) {
  memory.check(at, layout::fdstat);
  memory.write<u64>(at, 0);  // the padding too
  memory.write<u8>(at, static_cast<u8>(about.type));
  memory.write<u16>(at + 2, static_cast<u16>(about.flags.load()));
  memory.write<u64>(at + 8, about.rights.load());
  memory.write<u64>(at + 16, about.inheriting.load());
}

/// Sets what can be changed of an open file. Synchronous writing cannot (Linux ignores it): it is refused, not forgotten. A
/// borrowed descriptor is shared with others, who must not notice: not waiting is done by hand there (files.cpp).
void set_flags(descriptor& changed, u32 flags) {
  constexpr u32 changeable = fd_flag::append | fd_flag::nonblock;
  if ((flags ^ changed.flags.load()) & ~changeable) fail(error_code::not_supported);
  if (changed.file && !changed.file.is_borrowed()) {
    const int number = changed.file.number();
    int set = succeeded(::fcntl(number, F_GETFL)) & ~(O_APPEND | O_NONBLOCK);
    if (flags & fd_flag::append) set |= O_APPEND;
    if (flags & fd_flag::nonblock) set |= O_NONBLOCK;
    succeeded(::fcntl(number, F_SETFL, set));
  }
  changed.flags = flags;
}

/// Takes rights away; fails with not_capable, and does nothing, if one would be added.
void shrink_rights(descriptor& changed, u64 base, u64 inheriting) {
  const std::lock_guard lock(changed.mutex);
  if ((base & ~changed.rights.load()) || (inheriting & ~changed.inheriting.load())) fail(error_code::not_capable);
  changed.rights = base;
  changed.inheriting = inheriting;
}

/// The name of a preopened folder. Programs ask descriptors from 3 on until there is no more: bad_descriptor tells them.
const std::string& preopened_name(const descriptor_ref& folder) {
  if (!folder->preopened_as) fail(error_code::bad_descriptor);
  return *folder->preopened_as;
}

}  // namespace

std::uint32_t wasi_functions::fd_close(caller& from, u32 fd) {
  return answer(from, [&](const guest_memory&) { state_->descriptors.remove(fd); });
}

std::uint32_t wasi_functions::fd_fdstat_get(caller& from, u32 fd, u32 stat) {
  return answer(from, [&](const guest_memory& memory) { write_fdstat(memory, stat, *state_->descriptors.get(fd)); });
}

std::uint32_t wasi_functions::fd_fdstat_set_flags(caller& from, u32 fd, u32 flags) {
  return answer(from, [&](const guest_memory&) {
    const descriptor_ref changed = state_->descriptors.get(fd, right::fd_fdstat_set_flags);
    if (flags & ~u32{fd_flag::all}) fail(error_code::invalid);
    set_flags(*changed, flags);
  });
}

std::uint32_t wasi_functions::fd_fdstat_set_rights(caller& from, u32 fd, u64 base, u64 inheriting) {
  return answer(from, [&](const guest_memory&) { shrink_rights(*state_->descriptors.get(fd), base, inheriting); });
}

std::uint32_t wasi_functions::fd_prestat_get(caller& from, u32 fd, u32 prestat) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get(fd);
    const std::string& name = preopened_name(folder);
    memory.check(prestat, layout::prestat);
    memory.write<u32>(prestat, 0);  // a folder: the only kind there is
    memory.write<u32>(prestat + 4, static_cast<u32>(name.size()));
  });
}

std::uint32_t wasi_functions::fd_prestat_dir_name(caller& from, u32 fd, u32 path, u32 length) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get(fd);
    const std::string& name = preopened_name(folder);
    if (length < name.size()) fail(error_code::name_too_long);
    memory.write_bytes(path, name);
  });
}

std::uint32_t wasi_functions::fd_renumber(caller& from, u32 fd, u32 to) {
  return answer(from, [&](const guest_memory&) { state_->descriptors.renumber(fd, to); });
}

}  // namespace wasm2cpp
