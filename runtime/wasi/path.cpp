// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The sandbox's two resolvers: the kernel's, and the walk.
//
// The walk has a stack of folders, each opened through the one below it, and the rest of the path. It takes one
// component after the other:
//
//   name    opened with O_NOFOLLOW, and pushed if it is a folder; a link's target is put before the rest
//   ..      pops; there is no way below the folder that the path starts from
//   .       stays
//
// and opens the last with what the caller wants. Whatever others do to the file system meanwhile, each step goes from a
// folder that is beneath to something that lies in it, without following anything.
//
// A path through more than `deepest` folders is refused by the walk, as name_too_long, so that a call does not use up
// the host's descriptors. The kernel has no such limit.
#include "path.hpp"

#include <fcntl.h>
#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <optional>
#include <string_view>
#include <vector>

namespace wasm2cpp::wasi {
namespace {

constexpr int most_links = 40;  // as the kernel's
constexpr std::size_t deepest = 256;
constexpr std::size_t longest_path = 4096;  // PATH_MAX, which counts a closing NUL

constexpr int folder_flags = O_PATH | O_DIRECTORY;

/// O_NOCTTY goes with what opens; openat2 refuses it beside O_PATH.
int with_usual(int flags) { return flags | O_CLOEXEC | (flags & O_PATH ? 0 : O_NOCTTY); }

/// What both resolvers refuse before they look at any file.
void check(const std::string& path) {
  if (path.empty()) fail(error_code::no_entry);
  if (path.size() >= longest_path) fail(error_code::name_too_long);
  if (path.front() == '/') fail(error_code::not_capable);
}

// The kernel --------------------------------------------------------------------------------------------------------

/// openat2's argument; declared here, for <linux/openat2.h> is as young as the call.
struct open_how {
  u64 flags, mode, resolve;
};
namespace resolve {
enum : u64 { no_crossing = 1, no_magic_links = 2, beneath = 8 };
}

long open_by_kernel(int folder, const std::string& path, int flags, unsigned mode) {
  constexpr long number_of_openat2 = 437;
  open_how how = {static_cast<u64>(flags), (flags & O_CREAT) ? mode : 0,
                  resolve::no_crossing | resolve::no_magic_links | resolve::beneath};
  return ::syscall(number_of_openat2, folder, path.c_str(), &how, sizeof how);
}

/// Whether the kernel could not or would not resolve: the walk then does, or fails in the same way for a good reason.
bool is_for_the_walk(int error) {
  return error == ENOSYS || error == EPERM  // no such call, or a filter refuses it
         || error == EXDEV                  // leads out, or into another file system
         || error == EAGAIN;                // something was renamed
}

std::optional<host_descriptor> try_kernel(int folder, const std::string& path, int flags, unsigned mode) {
  for (;;) {
    const long number = open_by_kernel(folder, path, flags, mode);
    if (number >= 0) return host_descriptor(static_cast<int>(number));
    if (is_for_the_walk(errno)) return std::nullopt;
    if (errno != EINTR) fail_as_system();
  }
}

// The walk ----------------------------------------------------------------------------------------------------------

struct stat status_of(int number) {
  struct stat about;
  succeeded(::fstat(number, &about));
  return about;
}

class walk {
 public:
  walk(int start, std::string path) : rest_(std::move(path)) {
    folders_.push_back({host_descriptor(start, false), status_of(start).st_dev});
  }

  host_descriptor open(int flags, unsigned mode, last_link link) {
    for (;;) {
      heed_interruption();  // with links in it a path can have many thousands of components
      const component next = take();
      if (!next.is_last)
        enter(next.name);
      else if (std::optional<host_descriptor> opened = open_last(next, flags, mode, link))
        return *std::move(opened);
    }
  }

 private:
  struct component {
    std::string name;
    bool has_slash;
    bool is_last;
  };
  struct entered {
    host_descriptor descriptor;
    dev_t device;
  };

  component take() {
    const std::size_t end = std::min(rest_.find('/', position_), rest_.size());
    const std::size_t next = std::min(rest_.find_first_not_of('/', end), rest_.size());
    component taken = {rest_.substr(position_, end - position_), next != end, next == rest_.size()};
    position_ = next;
    return taken;
  }

  void enter(const std::string& name) {
    if (name == ".") return;
    if (name == "..") return leave();
    const int number = try_open(name, folder_flags, 0);
    if (number == -1 && errno == ENOTDIR) return expand_or_fail(name);
    push(host_descriptor(succeeded(number)));
  }

  void push(host_descriptor folder) {
    if (folders_.size() > deepest) fail(error_code::name_too_long);
    const dev_t device = status_of(folder.number()).st_dev;
    refuse_procfs(folder.number(), device);
    folders_.push_back({std::move(folder), device});
  }

  void leave() {
    if (folders_.size() == 1) fail(error_code::not_capable);
    folders_.pop_back();
  }

  /// None if it was a link, which is to be walked now.
  std::optional<host_descriptor> open_last(const component& last, int flags, unsigned mode, last_link link) {
    if (last.name == "." || last.name == "..") return open_dots(last.name, flags, mode);
    if (last.has_slash) {
      if (flags & O_CREAT) fail(error_code::is_directory);
      flags |= O_DIRECTORY;
      link = last_link::is_followed;
    }
    if ((flags & O_CREAT) && (flags & O_EXCL)) link = last_link::stays;
    const int number = try_open(last.name, flags, mode);
    if (number == -1) return expand_last_or_fail(last, link);
    host_descriptor opened(number);
    const struct stat about = status_of(number);
    if (S_ISLNK(about.st_mode) && link == last_link::is_followed) {  // with O_PATH it was opened itself
      expand(target_of(number));
      return std::nullopt;
    }
    refuse_procfs(number, about.st_dev);
    return opened;
  }

  host_descriptor open_dots(const std::string& name, int flags, unsigned mode) {
    if (name == "..") leave();
    return host_descriptor(succeeded(try_open(".", flags, mode)));
  }

  std::optional<host_descriptor> expand_last_or_fail(const component& last, last_link link) {
    if (link == last_link::stays || (errno != ELOOP && errno != ENOTDIR)) fail_as_system();
    expand_or_fail(last.name);
    if (last.has_slash) rest_ += '/';
    return std::nullopt;
  }

  /// A file system of its own is where procfs can begin. (Asking each file's would mean much traffic for some of them.)
  void refuse_procfs(int number, dev_t device) const {
    if (device != folders_.back().device && is_in_procfs(number)) fail(error_code::access);
  }

  int try_open(const std::string& name, int flags, unsigned mode) const {
    for (;;) {
      const int number = ::openat(current(), name.c_str(), with_usual(flags) | O_NOFOLLOW, mode);
      if (number != -1 || errno != EINTR) return number;
      heed_interruption();
    }
  }

  /// For what could not be opened without following a link: if it is one, walks its target, else fails with that error.
  /// If it has just become something else it is taken again, and counted like a link, so that this ends.
  void expand_or_fail(const std::string& name) {
    const int error = errno;
    const host_descriptor node(try_open(name, O_PATH, 0));
    if (!node) fail(error_code_of(error));
    const mode_t mode = status_of(node.number()).st_mode;
    if (S_ISLNK(mode)) return expand(target_of(node.number()));
    if (error == ENOTDIR && !S_ISDIR(mode)) fail(error_code::not_directory);
    expand(name);
  }

  std::string target_of(int link) const {
    std::string target(longest_path, '\0');
    const ssize_t length = succeeded(::readlinkat(link, "", target.data(), target.size()));
    target.resize(static_cast<std::size_t>(length));
    return target;
  }

  void expand(const std::string& target) {
    if (++links_ > most_links) fail(error_code::loop);
    check(target);
    rest_ = position_ < rest_.size() ? target + '/' + rest_.substr(position_) : target;
    position_ = 0;
  }

  int current() const { return folders_.back().descriptor.number(); }

  std::vector<entered> folders_;
  std::string rest_;
  std::size_t position_ = 0;
  int links_ = 0;
};

}  // namespace

host_descriptor open_beneath(const descriptor& folder, const std::string& path, int flags, unsigned mode,
                             last_link link, wasi_resolver resolver) {
  check(path);
  const int start = folder.file.number();
  if (resolver == wasi_resolver::automatic) {
    const int all_flags = with_usual(flags) | (link == last_link::stays ? O_NOFOLLOW : 0);
    if (std::optional<host_descriptor> opened = try_kernel(start, path, all_flags, mode)) return *std::move(opened);
  }
  return walk(start, path).open(flags, mode, link);
}

location locate(const descriptor& folder, const std::string& path, wasi_resolver resolver) {
  check(path);
  const std::size_t end = path.find_last_not_of('/') + 1;
  const std::size_t slash = path.rfind('/', end - 1);
  const bool is_alone = slash == std::string::npos;
  std::string name = path.substr(is_alone ? 0 : slash + 1, end - (is_alone ? 0 : slash + 1));
  if (name == "..") open_beneath(folder, path, folder_flags, 0, last_link::is_followed, resolver);
  if (end != path.size()) name += '/';
  if (is_alone) return {host_descriptor(folder.file.number(), false), std::move(name)};
  return {open_beneath(folder, path.substr(0, slash + 1), folder_flags, 0, last_link::is_followed, resolver),
          std::move(name)};
}

last_link last_link_of(u32 lookup) {
  if (lookup & ~u32{lookup_flag::all}) fail(error_code::invalid);
  return lookup & lookup_flag::follow ? last_link::is_followed : last_link::stays;
}

bool is_in_procfs(int number) {
  struct statfs about;
  return ::fstatfs(number, &about) != 0 || about.f_type == PROC_SUPER_MAGIC;
}

}  // namespace wasm2cpp::wasi
