// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A WASI command as a native program: what `wasm2cpp build` and wasm2cpp_add_executable make a `main` of. Part of the
// library wasm2cpp::wasi.
//
//   int main(int argc, char** argv) {
//     wasm2cpp::command command(tool::description());
//     command.directory("data::/:ro");
//     return command.run(argc, argv);
//   }
//
// The guest gets the program's standard streams, its arguments (the first is the file name that it was started by), and of
// folders and the environment what is given here, or by whoever starts the program, in front of its own arguments:
//
//   tool --wasi-dir=HOST[::GUEST][:ro] --wasi-map=GUEST::HOST[:ro] --wasi-env=NAME[=VALUE] [--wasi-end] ARGUMENTS…
//
// Such options end at the first argument that does not begin with `--wasi-`, or after `--wasi-end`. `seal` makes them
// ordinary arguments. runtime/README.md has the rules.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <wasm2cpp/wasi.hpp>

namespace wasm2cpp {

/// What a program exits with when its guest traps, or throws what nobody catches: what a shell reports of abort().
inline constexpr int command_trapped = 134;

namespace wasi {

/// Stands in for an import that nobody provides. Ends the guest as a trap does, and says which one was called.
[[noreturn]] void fail_missing(const std::string& import);

template <class Signature>
struct missing_function;
template <class R, class... A>
struct missing_function<R(A...)> {
  std::string import;
  R operator()(A...) const { fail_missing(import); }
};

/// What Emscripten's C library answers for a system call that a standalone program does not have: -ENOSYS.
template <class Signature>
struct absent_system_call;
template <class... A>
struct absent_system_call<std::uint32_t(A...)> {
  std::uint32_t operator()(A...) const { return static_cast<std::uint32_t>(-52); }
};

}  // namespace wasi

class command {
 public:
  /// `module` is what the translated class's namespace gives as `description()`.
  explicit command(const module_description& module) : module_(module) {}

  /// Gives the guest a folder: HOST[::GUEST][:ro]. A relative HOST is meant from where the program is started; GUEST is
  /// HOST unless given. In the order of its descriptors, from 3.
  void directory(std::string specification) { directories_.push_back(std::move(specification)); }
  /// Gives the guest a variable: NAME=VALUE, or NAME for what it is when the program is started, if it is set.
  void variable(std::string specification) { variables_.push_back(std::move(specification)); }
  /// Options `--wasi-…` become ordinary arguments.
  void seal() { is_sealed_ = true; }
  /// Provides an import, also in place of what the command provides itself.
  void define(std::string_view module, std::string_view name, external thing) {
    definitions_.push_back({std::string(module), std::string(name), std::move(thing)});
  }
  /// A function import that nobody provides: to call it ends the guest as a trap does.
  template <class Signature>
  void missing(std::string_view module, std::string_view name) {
    const std::string import = host::quoted(module) + " " + host::quoted(name);
    define(module, name, function_import<Signature>(wasi::missing_function<Signature>{import}));
  }
  /// An import `__syscall_…` of a standalone program of Emscripten's.
  template <class Signature>
  void absent_system_call(std::string_view module, std::string_view name) {
    define(module, name, function_import<Signature>(wasi::absent_system_call<Signature>{}));
  }

  /// Runs the guest's `_start`. The exit status: the guest's, 134 if it traps, 1 if it cannot be started, 2 for bad
  /// options. To be called once, by `main`, which returns it. What the guest used stays until the process ends.
  int run(int argc, char** argv);

 private:
  struct definition {
    std::string module, name;
    external thing;
  };

  const module_description& module_;
  std::vector<definition> definitions_;
  std::vector<std::string> directories_;
  std::vector<std::string> variables_;
  bool is_sealed_ = false;
};

}  // namespace wasm2cpp
