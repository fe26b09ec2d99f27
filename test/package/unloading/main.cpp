// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Loads the library, uses its module from within and, given an argument, from without; unloads it on a thread that has
// run a guest, which then ends; and shows that traps of the program's own guests, and their names, are as before.
#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "divider.hpp"

static std::string trap_of_own_guest() {
  divider::instance own;
  const auto quotient = wasm2cpp::try_call([&] { return own.divide(1, 0); });
  const wasm2cpp::trap& trap = *quotient.error().as_trap();
  return trap.stack().empty() ? "nameless" : trap.stack()[0];
}

int main(int count, char**) {
  std::thread user([count] {
    void* const library = dlopen("./plugin.so", RTLD_NOW | RTLD_LOCAL);
    if (!library) std::puts(dlerror()), std::exit(1);
    std::printf("%u ", reinterpret_cast<unsigned (*)()>(dlsym(library, "plugin_sum"))());
    if (count > 1) {
      const auto module = reinterpret_cast<const wasm2cpp::module_description* (*)()>(dlsym(library, "plugin_module"))();
      const auto sum = wasm2cpp::instantiate(*module, {}).call("add", {wasm2cpp::value(1u), wasm2cpp::value(2u)});
      std::printf("%u ", sum[0].get<std::uint32_t>());
    }
    dlclose(library);
  });
  user.join();
  std::puts(trap_of_own_guest().c_str());
}
