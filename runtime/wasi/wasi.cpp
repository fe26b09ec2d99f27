// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host object: makes the state, defines the functions by name, starts commands.
#include <algorithm>
#include <cstring>

#include "state.hpp"
#include "threads.hpp"

namespace wasm2cpp {
namespace {

constexpr const char* preview_1 = "wasi_snapshot_preview1";
constexpr const char* preview_0 = "wasi_unstable";

/// Defines a member function as an import of that name.
template <class Host, class Class, class Result, class... A>
void define_member(linker& linker, const char* module, const char* name, Host& host, Result (Class::*member)(caller&, A...)) {
  linker.define<Result(A...)>(module, name, [&host, member](caller& from, A... arguments) -> Result {
    return (host.*member)(from, arguments...);
  });
}

template <class Host>
void define_all(linker& linker, const char* module, Host& host) {
#define WASI_FUNCTION(name) define_member(linker, module, #name, host, &Host::name);
#include "functions.def"
}

}  // namespace

wasi_stream wasi_stream::to_string(std::string& text) {
  return to([&text](std::span<const std::byte> bytes) {
    text.append(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  });
}

wasi_stream wasi_stream::from_string(std::string text) {
  return from([text = std::move(text), position = std::size_t{0}](std::span<std::byte> bytes) mutable {
    const std::size_t count = std::min(bytes.size(), text.size() - position);
    std::memcpy(bytes.data(), text.data() + position, count);
    position += count;
    return count;
  });
}

wasi_host::wasi_host(const wasi_options& options)
    : wasi_functions(std::make_shared<wasi::state>(options)), unstable_(state_), threads_(state_) {}

wasi_host::~wasi_host() { state_->threads.end_all(); }

void wasi_host::define(linker& linker) {
  define_all(linker, preview_1, *this);
  define_all(linker, preview_0, unstable_);
  threads_.define(linker);
}

std::uint32_t wasi_host::start(const module_instance& command) {
  try {
    if (wasi::spawns_threads(command))
      state_->threads.run(command);
    else
      command.function<void()>("_start")();
    return 0;
  } catch (const wasi_exit& exit) {
    return exit.status();
  }
}

void wasi_host::join_threads() { state_->threads.join(); }

}  // namespace wasm2cpp
