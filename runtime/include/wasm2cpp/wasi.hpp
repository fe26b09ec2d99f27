// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// WASI preview 1 for translated modules: what a program compiled for WASI imports as wasi_snapshot_preview1 (and, older,
// wasi_unstable). A library of its own, wasm2cpp::wasi; the header-only runtime does without it.
//
//   wasm2cpp::wasi_host wasi({.arguments = {"tool", "in.txt"}, .directories = {{.host = "./data", .guest = "/"}}});
//   tool::instance tool{{.wasi_snapshot_preview1 = wasi}};
//   int status = wasi.start(handle_of(tool));                      // calls _start; proc_exit ends it, not the host
//
//   wasi.define(linker);                                           // the same with a linker
//
// A guest has what it is given here and nothing else: no arguments, environment, folders or input by default. Paths are
// resolved beneath the directory that they start from, by the kernel where it can. Every pointer, length and count of
// the guest's is checked before use; what is wrong is an errno for the guest, never a fault of the host.
//
// The host object must outlive the stores of the instances that import from it. All of it may be used by several threads.
#pragma once

#include <cstddef>
#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <wasm2cpp/wasm2cpp.hpp>

namespace wasm2cpp {

namespace wasi {
class state;
}

/// What a standard stream is connected to. A host's descriptor is borrowed: it must stay open, and is not closed. What is
/// no descriptor is for the guest as a pipe is, not as a terminal.
class wasi_stream {
 public:
  /// Takes what the guest writes, all of it. Called by one thread at a time for each stream. It may call the guest.
  using sink = std::function<void(std::span<const std::byte>)>;
  /// Fills the span, which is the guest's memory, from its start and gives the number of bytes; 0 at the end. It may
  /// call the guest, but not make its memory grow where that may move (memory::stable_base).
  using source = std::function<std::size_t(std::span<std::byte>)>;

  wasi_stream() = default;                                 ///< empty to read, and what is written is lost
  static wasi_stream inherit(int number) { return descriptor(number); }  ///< the host's own: 0, 1 or 2
  /// One that is not open, such as what a failed open gives, is refused when the host object is made.
  static wasi_stream descriptor(int number) { wasi_stream s; s.number_ = number == -1 ? -2 : number; return s; }
  static wasi_stream to(sink write) { wasi_stream s; s.sink_ = std::move(write); return s; }
  static wasi_stream from(source read) { wasi_stream s; s.source_ = std::move(read); return s; }
  /// Appends what is written to `text`, which must outlive the host object.
  static wasi_stream to_string(std::string& text);
  /// Reads `text`, which is copied.
  static wasi_stream from_string(std::string text);

  int number() const { return number_; }  ///< of the host's descriptor; -1 if it has none
  const sink& write() const { return sink_; }
  const source& read() const { return source_; }

 private:
  int number_ = -1;
  sink sink_;
  source source_;
};

/// A folder that the guest may use, in the order of its descriptors from 3.
struct wasi_directory {
  std::string host;          ///< a folder of the host's, opened when the host object is made
  std::string guest;         ///< its name for the guest, such as "/"
  bool is_read_only = false;  ///< nothing beneath it can be made, changed or removed through any call
};

enum class wasi_clock : std::uint32_t { realtime, monotonic, process_cputime, thread_cputime };

/// How paths are resolved. `stepwise` is what is done anyway where the kernel has no openat2.
enum class wasi_resolver { automatic, stepwise };

struct wasi_options {
  std::vector<std::string> arguments = {};  ///< the first is the program's name
  std::vector<std::pair<std::string, std::string>> environment = {};
  wasi_stream standard_input = {};
  wasi_stream standard_output = {};
  wasi_stream standard_error = {};
  std::vector<wasi_directory> directories = {};
  /// Sockets that listen, for sock_accept; in the order of descriptors after the directories. Borrowed.
  std::vector<int> listening_sockets = {};
  /// Nanoseconds of a clock; none: the system's.
  std::function<std::uint64_t(wasi_clock)> clock = {};
  /// Fills the span; none: the system's, fit for keys.
  std::function<void(std::span<std::byte>)> random = {};
  wasi_resolver resolver = wasi_resolver::automatic;
  /// How many descriptors the guest may have open at a time, and threads running.
  std::uint32_t maximum_descriptors = 512;
  std::uint32_t maximum_threads = 256;
  /// Defines for a thread's instance what it cannot share with the one that starts it: tables, globals, functions of
  /// other instances. Called by each thread, perhaps by several at a time, with a linker of its own.
  std::function<void(linker&)> thread_imports = {};
  /// Called once when a guest that starts threads ends, by the thread that ends it, before the others are told: with what
  /// it threw (wasi_exit, trap or another), null when `_start` has returned. It must not throw. A program that
  /// does not want to wait for threads that compute may end itself here.
  std::function<void(std::exception_ptr)> on_process_end = {};
};

/// What proc_exit throws through the guest's frames; `wasi_host::start` catches it.
class wasi_exit : public std::exception {
 public:
  explicit wasi_exit(std::uint32_t status) : status_(status) {}
  std::uint32_t status() const { return status_; }
  const char* what() const noexcept override { return "the guest called proc_exit"; }

 private:
  std::uint32_t status_;
};

/// The functions, by their names in WASI and with its types: pointers, lengths and descriptors are i32. Each but proc_exit
/// gives an errno of WASI, 0 for success. runtime/README.md says of each what is done. They use the memory of the
/// instance that calls.
class wasi_functions {
  using u16 = std::uint16_t;
  using u32 = std::uint32_t;
  using u64 = std::uint64_t;

 public:
  // arguments.cpp
  u32 args_get(caller&, u32 pointers, u32 bytes);
  u32 args_sizes_get(caller&, u32 count, u32 size);
  u32 environ_get(caller&, u32 pointers, u32 bytes);
  u32 environ_sizes_get(caller&, u32 count, u32 size);

  // clocks.cpp
  u32 clock_res_get(caller&, u32 clock, u32 resolution);
  u32 clock_time_get(caller&, u32 clock, u64 precision, u32 time);

  // descriptors.cpp
  u32 fd_close(caller&, u32 fd);
  u32 fd_fdstat_get(caller&, u32 fd, u32 stat);
  u32 fd_fdstat_set_flags(caller&, u32 fd, u32 flags);
  u32 fd_fdstat_set_rights(caller&, u32 fd, u64 base, u64 inheriting);
  u32 fd_prestat_get(caller&, u32 fd, u32 prestat);
  u32 fd_prestat_dir_name(caller&, u32 fd, u32 path, u32 length);
  u32 fd_renumber(caller&, u32 fd, u32 to);

  // files.cpp
  u32 fd_advise(caller&, u32 fd, u64 offset, u64 length, u32 advice);
  u32 fd_allocate(caller&, u32 fd, u64 offset, u64 length);
  u32 fd_datasync(caller&, u32 fd);
  u32 fd_filestat_get(caller&, u32 fd, u32 stat);
  u32 fd_filestat_set_size(caller&, u32 fd, u64 size);
  u32 fd_filestat_set_times(caller&, u32 fd, u64 accessed, u64 modified, u32 flags);
  u32 fd_pread(caller&, u32 fd, u32 buffers, u32 count, u64 offset, u32 read);
  u32 fd_pwrite(caller&, u32 fd, u32 buffers, u32 count, u64 offset, u32 written);
  u32 fd_read(caller&, u32 fd, u32 buffers, u32 count, u32 read);
  u32 fd_seek(caller&, u32 fd, u64 offset, u32 whence, u32 position);
  u32 fd_sync(caller&, u32 fd);
  u32 fd_tell(caller&, u32 fd, u32 position);
  u32 fd_write(caller&, u32 fd, u32 buffers, u32 count, u32 written);

  // directories.cpp
  u32 fd_readdir(caller&, u32 fd, u32 buffer, u32 length, u64 cookie, u32 used);
  u32 path_create_directory(caller&, u32 fd, u32 path, u32 length);
  u32 path_remove_directory(caller&, u32 fd, u32 path, u32 length);

  // paths.cpp
  u32 path_filestat_get(caller&, u32 fd, u32 lookup, u32 path, u32 length, u32 stat);
  u32 path_filestat_set_times(caller&, u32 fd, u32 lookup, u32 path, u32 length, u64 accessed, u64 modified, u32 flags);
  u32 path_link(caller&, u32 fd, u32 lookup, u32 path, u32 length, u32 to_fd, u32 to_path, u32 to_length);
  u32 path_open(caller&, u32 fd, u32 lookup, u32 path, u32 length, u32 how, u64 base, u64 inheriting, u32 flags, u32 opened);
  u32 path_readlink(caller&, u32 fd, u32 path, u32 length, u32 buffer, u32 size, u32 used);
  u32 path_rename(caller&, u32 fd, u32 path, u32 length, u32 to_fd, u32 to_path, u32 to_length);
  u32 path_symlink(caller&, u32 target, u32 target_length, u32 fd, u32 path, u32 length);
  u32 path_unlink_file(caller&, u32 fd, u32 path, u32 length);

  // polling.cpp
  u32 poll_oneoff(caller&, u32 subscriptions, u32 events, u32 count, u32 happened);

  // process.cpp
  [[noreturn]] void proc_exit(caller&, u32 status);
  u32 proc_raise(caller&, u32 signal);
  u32 sched_yield(caller&);
  u32 sched_yield_(caller& from) { return sched_yield(from); }  ///< its name in translated modules, where C has the other

  // random.cpp
  u32 random_get(caller&, u32 buffer, u32 length);

  // sockets.cpp
  u32 sock_accept(caller&, u32 fd, u32 flags, u32 accepted);
  u32 sock_recv(caller&, u32 fd, u32 buffers, u32 count, u32 flags, u32 received, u32 flags_out);
  u32 sock_send(caller&, u32 fd, u32 buffers, u32 count, u32 flags, u32 sent);
  u32 sock_shutdown(caller&, u32 fd, u32 how);

 protected:
  explicit wasi_functions(std::shared_ptr<wasi::state> state) : state_(std::move(state)) {}
  ~wasi_functions() = default;
  std::shared_ptr<wasi::state> state_;
};

/// Preview 0, which modules import as wasi_unstable: it differs in the layout of file statistics and subscriptions and in
/// the numbers of `whence`. unstable.cpp.
class wasi_unstable_host : public wasi_functions, public host_module<wasi_unstable_host> {
  using u32 = std::uint32_t;
  using u64 = std::uint64_t;

 public:
  u32 fd_filestat_get(caller&, u32 fd, u32 stat);
  u32 fd_seek(caller&, u32 fd, u64 offset, u32 whence, u32 position);
  u32 path_filestat_get(caller&, u32 fd, u32 lookup, u32 path, u32 length, u32 stat);
  u32 poll_oneoff(caller&, u32 subscriptions, u32 events, u32 count, u32 happened);

 private:
  friend class wasi_host;
  explicit wasi_unstable_host(std::shared_ptr<wasi::state> state) : wasi_functions(std::move(state)) {}
};

/// What modules with threads import as ("wasi", "thread-spawn"), for `{.wasi = wasi.threads()}`. threads.cpp.
class wasi_thread_host : public host_module<wasi_thread_host> {
 public:
  /// The number of a new thread, which calls the module's `wasi_thread_start`; a negative errno if there is none:
  /// again when there are too many, not_supported when the module cannot be instantiated once more.
  std::uint32_t thread_x2dspawn(caller&, std::uint32_t argument);

 private:
  friend class wasi_host;
  explicit wasi_thread_host(std::shared_ptr<wasi::state> state) : state_(std::move(state)) {}
  void define(linker& linker);
  std::shared_ptr<wasi::state> state_;
};

class wasi_host : public wasi_functions, public host_module<wasi_host> {
 public:
  /// Opens the directories. Throws access_error if one is not to be had, a borrowed descriptor is none, or all are more
  /// than maximum_descriptors.
  explicit wasi_host(const wasi_options& options = {});
  /// Ends the guest's threads that still run: see start.
  ~wasi_host();
  wasi_host(wasi_host&) = delete;  // not const: wasi_host({}) means options
  wasi_host& operator=(const wasi_host&) = delete;

  /// For `{.wasi_unstable = wasi.unstable()}`.
  wasi_unstable_host& unstable() { return unstable_; }
  /// For `{.wasi = wasi.threads()}`.
  wasi_thread_host& threads() { return threads_; }

  /// Defines wasi_snapshot_preview1, wasi_unstable and wasi's thread-spawn (see start).
  void define(linker& linker);

  /// Calls the export `_start` of a command: 0 when it returns, else the status given to proc_exit. Throws trap,
  /// access_error if there is no such export, or no descriptor left for what threads need.
  ///
  /// A module that spawns threads (wasi-threads) must import its shared memory and export `wasi_thread_start`. Each thread has
  /// an instance of its own, in a store of its own that shares the limits of this one's, with the same imports: host functions
  /// are called by several threads then. When `_start` returns, or any thread traps, throws or calls proc_exit, all end: as if by the trap
  /// `interrupted`, where they stand (see wasm2cpp::interrupt). It returns, or throws what came first, when they have: it waits
  /// for host functions that do not return. Guests cannot wait at that memory any more.
  std::uint32_t start(const module_instance& command);

  /// Waits until all threads of guests that were not started by `start` have ended of themselves. Throws what ended them, if
  /// something did: wasi_exit too.
  void join_threads();

 private:
  wasi_unstable_host unstable_;
  wasi_thread_host threads_;
};

}  // namespace wasm2cpp
