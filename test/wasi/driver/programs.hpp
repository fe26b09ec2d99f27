// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which commands are linked into the driver, and what they import apart from WASI: commands.py writes the definitions.
#pragma once

#include <wasm2cpp/wasm2cpp.hpp>

namespace commands {

struct Program {
  const char* name;
  const wasm2cpp::module_description& (*description)() noexcept;
};

extern const Program programs[];  ///< the last has no name

void define_others(wasm2cpp::linker& linker);

}  // namespace commands
