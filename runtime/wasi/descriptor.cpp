// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The table of a guest's descriptors. Numbers are the guest's to choose and to forge: they are only ever keys here.
#include "descriptor.hpp"

#include <sys/stat.h>
#include <unistd.h>

namespace wasm2cpp::wasi {
namespace {

void check_rights(const descriptor& used, u64 rights) {
  if (used.has(rights)) return;
  fail(used.is_read_only && (rights & right::changing) ? error_code::read_only : error_code::not_capable);
}

}  // namespace

host_descriptor::~host_descriptor() {
  if (is_owned_ && number_ != -1) ::close(number_);
}

file_type file_type_of(unsigned mode) {
  switch (mode & S_IFMT) {
    case S_IFBLK: return file_type::block_device;
    case S_IFCHR: return file_type::character_device;
    case S_IFDIR: return file_type::directory;
    case S_IFREG: return file_type::regular_file;
    case S_IFLNK: return file_type::symbolic_link;
    case S_IFSOCK: return file_type::socket_stream;
    default: return file_type::unknown;
  }
}

u64 possible_rights(file_type type) {
  switch (type) {
    case file_type::directory: return right::of_directory;
    case file_type::regular_file:
    case file_type::block_device: return right::of_file;
    case file_type::character_device: return right::of_stream | right::fd_seek | right::fd_tell;
    case file_type::socket_stream:
    case file_type::socket_datagram: return right::of_socket;
    default: return right::of_stream;
  }
}

u64 possible_rights(const descriptor& opened) {
  const u64 possible = possible_rights(opened.type);
  const bool is_terminal = opened.type == file_type::character_device && ::isatty(opened.file.number()) == 1;
  return is_terminal ? possible & ~u64{right::fd_seek | right::fd_tell} : possible;
}

descriptor_ref descriptor_table::get(u32 fd, u64 rights) const {
  descriptor_ref found;
  {
    const std::lock_guard lock(mutex_);
    const auto at = open_.find(fd);
    if (at == open_.end()) fail(error_code::bad_descriptor);
    found = at->second;
  }
  check_rights(*found, rights);
  return found;
}

descriptor_ref descriptor_table::get_directory(u32 fd, u64 rights) const {
  descriptor_ref found = get(fd);
  if (found->type != file_type::directory) fail(error_code::not_directory);
  check_rights(*found, rights);
  return found;
}

descriptor_table::room::room(descriptor_table& table) : table_(table) {
  const std::lock_guard lock(table_.mutex_);
  if (table_.open_.size() + table_.held_ >= table_.most_) fail(error_code::descriptors_exhausted);
  ++table_.held_;
}

descriptor_table::room::~room() {
  const std::lock_guard lock(table_.mutex_);
  --table_.held_;
}

u32 descriptor_table::put(descriptor_ref added) {
  const std::lock_guard lock(mutex_);
  u32 lowest = 0;
  for (const auto& [number, taken] : open_) {
    if (number != lowest) break;
    ++lowest;
  }
  open_.emplace(lowest, std::move(added));
  return lowest;
}

void descriptor_table::remove(u32 fd) {
  descriptor_ref removed;  // closed when the lock is gone: declared before it
  const std::lock_guard lock(mutex_);
  const auto at = open_.find(fd);
  if (at == open_.end()) fail(error_code::bad_descriptor);
  removed = std::move(at->second);
  open_.erase(at);
}

void descriptor_table::renumber(u32 from, u32 to) {
  descriptor_ref replaced;  // as above
  const std::lock_guard lock(mutex_);
  const auto source = open_.find(from), target = open_.find(to);
  if (source == open_.end() || target == open_.end()) fail(error_code::bad_descriptor);
  if (from == to) return;
  replaced = std::exchange(target->second, std::move(source->second));
  open_.erase(source);
}

}  // namespace wasm2cpp::wasi
