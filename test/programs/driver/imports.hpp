// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host functions that a recipe asks for, by rule: "nop" does nothing, "nop0" returns 0, "log" adds a line
// "name(arguments)" to the log and returns 0, "memcpy" copies within the memory, "fd_write" is WASI's and writes to the
// log, whatever the descriptor; anything else traps. The signatures are the module's: the runner writes a file of calls of `define_import`, made from what `wasm2cpp inspect --json` says.
#pragma once

#include <functional>
#include <stdexcept>
#include <string>

#include <wasm2cpp/wasm2cpp.hpp>

#include "number.hpp"

namespace programs {

/// What the rules work on.
struct Host {
  std::function<std::string(const std::string& module, const std::string& name)> rule;
  std::function<wasm2cpp::memory()> memory;
  std::string log;
};

template <class... A>
std::uint32_t copy_in_memory(const Host& host, A... arguments) {
  if constexpr (sizeof...(A) == 3) {
    const std::uint64_t a[] = {static_cast<std::uint64_t>(arguments)...};
    const wasm2cpp::memory memory = host.memory();
    memory.view<unsigned char>(a[0], a[2]).copy_from(memory.view<unsigned char>(a[1], a[2]).to_vector());
    return static_cast<std::uint32_t>(a[0]);
  } else {
    throw std::runtime_error("memcpy takes three arguments");
  }
}

template <class... A>
void write_to_log(Host& host, A... arguments) {
  if constexpr (sizeof...(A) == 4) {
    const std::uint64_t a[] = {static_cast<std::uint64_t>(arguments)...};
    const wasm2cpp::memory memory = host.memory();
    std::uint32_t total = 0;
    for (std::uint64_t vector = a[1]; vector < a[1] + 8 * a[2]; vector += 8) {
      const auto length = memory.read<std::uint32_t>(vector + 4);
      for (const unsigned char byte : memory.view<unsigned char>(memory.read<std::uint32_t>(vector), length).to_vector())
        host.log += static_cast<char>(byte);
      total += length;
    }
    memory.write(a[3], total);
  } else {
    throw std::runtime_error("fd_write takes four arguments");
  }
}

template <class... A>
void log_call(Host& host, const std::string& name, A... arguments) {
  std::string list;
  ((list += (list.empty() ? "" : ",") + Number::of(arguments).text()), ...);
  host.log += name + "(" + list + ")\n";
}

template <class Signature>
struct Import;

template <class R, class... A>
struct Import<R(A...)> {
  Host& host;
  std::string rule, name;

  R operator()(A... arguments) const {
    [[maybe_unused]] std::uint32_t result = 0;
    if (rule == "memcpy") result = copy_in_memory(host, arguments...);
    else if (rule == "fd_write") write_to_log(host, arguments...);
    else if (rule == "log") log_call(host, name, arguments...);
    else if (rule != "nop" && rule != "nop0") throw std::runtime_error("called the import " + name);
    if constexpr (!std::is_void_v<R>) return static_cast<R>(result);
  }
};

template <class Signature>
void define_import(wasm2cpp::linker& linker, Host& host, const std::string& module, const std::string& name) {
  linker.define<Signature>(module, name, Import<Signature>{host, host.rule(module, name), name});
}

}  // namespace programs
