// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions on paths (path.hpp resolves them). Those that make or remove a folder are in directories.cpp.
//
// What is asked about or changed through a path is first opened with O_PATH: that follows links where it shall, beneath
// the folder, and has no effect on what it opens. Only path_open opens a file for real.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "path.hpp"
#include "state.hpp"
#include "statistics.hpp"

namespace wasm2cpp {
namespace {

using namespace wasi;

// Opening -----------------------------------------------------------------------------------------------------------

/// The arguments of path_open.
struct opening {
  last_link link;
  u32 how;
  u64 base, inheriting;
  u32 flags;
};

void check(const opening& asked) {
  if (asked.how & ~u32{open_flag::all}) fail(error_code::invalid);
  if (asked.flags & ~u32{fd_flag::all}) fail(error_code::invalid);
  const u32 with_directory = open_flag::create | open_flag::exclusive | open_flag::truncate;
  if ((asked.how & open_flag::directory) && (asked.how & with_directory)) fail(error_code::invalid);
}

/// What the folder must permit.
u64 rights_to_open(u32 how) {
  u64 needed = right::path_open;
  if (how & open_flag::create) needed |= right::path_create_file;
  if (how & open_flag::truncate) needed |= right::path_filestat_set_size;
  return needed;
}

/// Rights that need a file opened for reading or for writing. (Those that folders have too are not among them.)
constexpr u64 of_reading = right::fd_read | right::fd_readdir;
constexpr u64 of_writing = right::fd_write | right::fd_allocate | right::fd_filestat_set_size;

int access_mode(u64 rights) {
  if (!(rights & of_writing)) return O_RDONLY;
  return rights & of_reading ? O_RDWR : O_WRONLY;
}

int system_flags(u32 how, u32 flags) {
  return (how & open_flag::create ? O_CREAT : 0) | (how & open_flag::directory ? O_DIRECTORY : 0) |
         (how & open_flag::exclusive ? O_EXCL : 0) | (how & open_flag::truncate ? O_TRUNC : 0) |
         (flags & fd_flag::append ? O_APPEND : 0) | (flags & fd_flag::dsync ? O_DSYNC : 0) |
         (flags & (fd_flag::rsync | fd_flag::sync) ? O_SYNC : 0);
}

/// Fails with not_capable if rights are asked for that a file of this type may have, but none opened from the folder.
void refuse_excess(const descriptor& folder, const opening& asked, file_type type) {
  u64 meant = asked.base & possible_rights(type);
  if (type == file_type::directory) meant |= asked.inheriting & right::all;
  if (meant & ~folder.inheriting.load()) fail(error_code::not_capable);
}

/// Opens without ever waiting, which a FIFO's or a device's other end could make last for ever.
host_descriptor open_now(const descriptor& folder, const std::string& path, const opening& asked,
                         wasi_resolver resolver) {
  const u64 rights = asked.base & folder.inheriting.load();
  const int flags = access_mode(rights) | system_flags(asked.how, asked.flags) | O_NONBLOCK;
  return open_beneath(folder, path, flags, 0666, asked.link, resolver);
}

/// Reading and writing wait again, unless the guest does not want that.
void let_wait(const descriptor& opened) {
  if (opened.flags.load() & fd_flag::nonblock) return;
  const int number = opened.file.number();
  succeeded(::fcntl(number, F_SETFL, succeeded(::fcntl(number, F_GETFL)) & ~O_NONBLOCK));
}

descriptor_ref opened_from(const descriptor& folder, host_descriptor file, const opening& asked) {
  struct stat about;
  succeeded(::fstat(file.number(), &about));
  auto made = std::make_shared<descriptor>();
  made->file = std::move(file);
  made->type = file_type_of(about.st_mode);
  refuse_excess(folder, asked, made->type);
  made->is_read_only = folder.is_read_only;
  const u64 withheld = folder.is_read_only ? u64{right::changing} : 0;
  made->rights = asked.base & folder.inheriting.load() & possible_rights(*made) & ~withheld;
  if (made->type == file_type::directory) made->inheriting = asked.inheriting & folder.inheriting.load();
  made->flags = asked.flags;
  let_wait(*made);
  return made;
}

descriptor_ref open_for_guest(const descriptor& folder, const std::string& path, const opening& asked,
                              wasi_resolver resolver) {
  check(asked);
  if (folder.is_read_only && (asked.base & of_writing)) fail(error_code::read_only);
  // Before anything is made or cut off: that it were a folder would be an error then.
  if (asked.how & (open_flag::create | open_flag::truncate)) refuse_excess(folder, asked, file_type::regular_file);
  return opened_from(folder, open_now(folder, path, asked, resolver), asked);
}

// What is opened with O_PATH ----------------------------------------------------------------------------------------

host_descriptor node_at(const descriptor& folder, const std::string& path, last_link link, wasi_resolver resolver) {
  return open_beneath(folder, path, O_PATH, 0, link, resolver);
}

/// Of a descriptor opened with O_PATH, which may be a link's.
void set_times(int node, const file_times& times) {
  if (::utimensat(node, "", times.data(), AT_EMPTY_PATH) == 0) return;
  if (errno != EINVAL) fail_as_system();
  // Linux before 5.8 does not know the flag here.
  const std::string name = "/proc/self/fd/" + std::to_string(node);
  succeeded(::utimensat(AT_FDCWD, name.c_str(), times.data(), 0));
}

/// As much of a link's target as `most` bytes are.
std::string target_of(int node, u32 most) {
  std::string target(std::min<std::size_t>(most, guest_memory::longest_path), '\0');
  char none;  // the system refuses a buffer of no size, where WASI gives none of the target
  const ssize_t length =
      target.empty() ? ::readlinkat(node, "", &none, 1) : ::readlinkat(node, "", target.data(), target.size());
  if (length == -1) fail(errno == ENOENT ? error_code::invalid : error_code_of(errno));  // it is no link
  target.resize(std::min(target.size(), static_cast<std::size_t>(length)));
  return target;
}

/// For a hard link: the name of what is not a folder. One with a slash behind it would be followed.
location locate_source(const descriptor& folder, const std::string& path, wasi_resolver resolver) {
  if (path.ends_with('/')) {
    open_beneath(folder, path, O_PATH | O_DIRECTORY, 0, last_link::is_followed, resolver);
    fail(error_code::not_permitted);
  }
  return locate(folder, path, resolver);
}

}  // namespace

std::uint32_t wasi_functions::path_open(caller& from, u32 fd, u32 lookup, u32 path, u32 length, u32 how, u64 base,
                                        u64 inheriting, u32 flags, u32 opened) {
  return answer(from, [&](const guest_memory& memory) {
    memory.check(opened, sizeof(u32));
    const descriptor_ref folder = state_->descriptors.get_directory(fd, rights_to_open(how));
    const opening asked = {last_link_of(lookup), how, base, inheriting, flags};
    const std::string name = memory.path(path, length);
    memory.write<u32>(opened, state_->descriptors.add_made([&] {
      return open_for_guest(*folder, name, asked, state_->options.resolver);
    }));
  });
}

std::uint32_t wasi_functions::path_filestat_get(caller& from, u32 fd, u32 lookup, u32 path, u32 length, u32 stat) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_filestat_get);
    const last_link link = last_link_of(lookup);
    const host_descriptor node = node_at(*folder, memory.path(path, length), link, state_->options.resolver);
    struct stat about;
    succeeded(::fstat(node.number(), &about));
    write_filestat(memory, stat, about);
  });
}

std::uint32_t wasi_functions::path_filestat_set_times(caller& from, u32 fd, u32 lookup, u32 path, u32 length,
                                                      u64 accessed, u64 modified, u32 flags) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_filestat_set_times);
    const file_times times = times_of(accessed, modified, flags);
    const last_link link = last_link_of(lookup);
    const host_descriptor node = node_at(*folder, memory.path(path, length), link, state_->options.resolver);
    set_times(node.number(), times);
  });
}

// A link that the source is gets a second name itself; to have it followed is refused, as by other runtimes.
std::uint32_t wasi_functions::path_link(caller& from, u32 fd, u32 lookup, u32 path, u32 length, u32 to_fd, u32 to_path,
                                        u32 to_length) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref source = state_->descriptors.get_directory(fd, right::path_link_source);
    const descriptor_ref target = state_->descriptors.get_directory(to_fd, right::path_link_target);
    if (last_link_of(lookup) == last_link::is_followed) fail(error_code::invalid);
    const wasi_resolver resolver = state_->options.resolver;
    const location old = locate_source(*source, memory.path(path, length), resolver);
    const location added = locate(*target, memory.path(to_path, to_length), resolver);
    succeeded(::linkat(old.folder.number(), old.name.c_str(), added.folder.number(), added.name.c_str(), 0));
  });
}

std::uint32_t wasi_functions::path_readlink(caller& from, u32 fd, u32 path, u32 length, u32 buffer, u32 size,
                                            u32 used) {
  return answer(from, [&](const guest_memory& memory) {
    memory.check(buffer, size);
    memory.check(used, sizeof(u32));
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_readlink);
    const host_descriptor node =
        node_at(*folder, memory.path(path, length), last_link::stays, state_->options.resolver);
    const std::string target = target_of(node.number(), size);
    memory.write_bytes(buffer, target);
    memory.write<u32>(used, static_cast<u32>(target.size()));
  });
}

std::uint32_t wasi_functions::path_rename(caller& from, u32 fd, u32 path, u32 length, u32 to_fd, u32 to_path,
                                          u32 to_length) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref source = state_->descriptors.get_directory(fd, right::path_rename_source);
    const descriptor_ref target = state_->descriptors.get_directory(to_fd, right::path_rename_target);
    const wasi_resolver resolver = state_->options.resolver;
    const location old = locate(*source, memory.path(path, length), resolver);
    const location renamed = locate(*target, memory.path(to_path, to_length), resolver);
    succeeded(::renameat(old.folder.number(), old.name.c_str(), renamed.folder.number(), renamed.name.c_str()));
  });
}

// An absolute target would mean something else to the host than to the guest: it is not permitted, which is also what node
// answers. One that leads out may be written, as to the guest it is refused whenever it is followed.
std::uint32_t wasi_functions::path_symlink(caller& from, u32 target, u32 target_length, u32 fd, u32 path, u32 length) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_symlink);
    const std::string old = memory.path(target, target_length);
    if (old.starts_with('/')) fail(error_code::not_permitted);
    const location added = locate(*folder, memory.path(path, length), state_->options.resolver);
    succeeded(::symlinkat(old.c_str(), added.folder.number(), added.name.c_str()));
  });
}

std::uint32_t wasi_functions::path_unlink_file(caller& from, u32 fd, u32 path, u32 length) {
  return answer(from, [&](const guest_memory& memory) {
    const descriptor_ref folder = state_->descriptors.get_directory(fd, right::path_unlink_file);
    const location removed = locate(*folder, memory.path(path, length), state_->options.resolver);
    succeeded(::unlinkat(removed.folder.number(), removed.name.c_str(), 0));
  });
}

}  // namespace wasm2cpp
