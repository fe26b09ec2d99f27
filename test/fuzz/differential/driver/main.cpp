// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs modules that are in this program, and reports all that can be seen of them:
//
//     driver SYMBOL…
//
//     module m_0123456789ab
//     instantiated
//     call call 0 (i32 7)
//     log i32 5                   what the host was told meanwhile
//     -> (f64 nan)                or: trap memory, or: exception tag 1 (i32 3)
//     memory memory 0 size 1 hash 89abcdef
//     end
//
// Each exported function is called with some sets of arguments. State lines after a trap begin with "~": in guard mode
// they may differ. A trap leaves the instance as it is, but the next call is made on a new one, so that those
// differences have no consequences. What is printed is flushed line by line, so that a crash tells where.
#include <cstdio>
#include <exception>

#include "host.hpp"
#include "printing.hpp"
#include "registry.hpp"

namespace {

using wasm2cpp::module_instance;

constexpr unsigned argument_sets = 3;

/// Runs f, and prints how it ended; false after a trap.
template <class F>
bool attempt(const module_instance& instance, F&& f) {
  try {
    std::printf("%s\n", f().c_str());
    return true;
  } catch (const wasm2cpp::trap& trap) {
    std::printf("trap %s\n", differential::kind_of(trap));
    return false;
  } catch (const wasm2cpp::exception& thrown) {
    std::printf("%s\n", differential::text_of(thrown, instance).c_str());
  } catch (const wasm2cpp::link_error& error) {
    std::printf("link error\n");
    std::fprintf(stderr, "%s\n", error.what());
  }
  return true;
}

/// An empty one if it trapped, which is told.
module_instance instantiate(const wasm2cpp::module_description& module) {
  wasm2cpp::linker linker;
  differential::define_host(linker, module);
  module_instance made;
  attempt(made, [&] {
    made = linker.instantiate(module);
    return std::string("instantiated");
  });
  return made;
}

void run(const wasm2cpp::module_description& module) {
  module_instance instance = instantiate(module);
  if (!instance) return;
  differential::print_state(instance, "");
  for (const wasm2cpp::export_info& exported : instance.exports()) {
    if (exported.kind != wasm2cpp::external_kind::external_function || exported.name == "hangLimitInitializer")
      continue;
    for (unsigned set = 0; set < argument_sets; ++set) {
      const auto type = instance.find(exported.name)->function_source().record->type;
      const auto arguments = differential::arguments_for(type, set);
      if (!arguments || (set > 0 && arguments->empty())) break;
      if (instance.find("hangLimitInitializer")) instance.call("hangLimitInitializer", {});
      std::printf("call %s %s\n", std::string(exported.name).c_str(), differential::list_of(*arguments).c_str());
      const bool goes_on =
          attempt(instance, [&] { return "-> " + differential::list_of(instance.call(exported.name, *arguments)); });
      differential::print_state(instance, goes_on ? "" : "~");
      if (!goes_on) instance = instantiate(module);
      if (!instance) return;
    }
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::setvbuf(stdout, nullptr, _IOLBF, 1 << 16);
  for (int i = 1; i < argc; ++i) {
    std::printf("module %s\n", argv[i]);
    const spec::Describe describe = spec::find_module(argv[i]);
    try {
      if (describe)
        run(describe());
      else
        std::printf("it is not in this program\n");
    } catch (const std::exception& error) {
      std::printf("error: %s\n", error.what());
    }
    std::printf("end\n");
  }
  return 0;
}
