// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#include "path.hpp"

namespace wasm2cpp::wasi {

location locate(const descriptor&, const std::string&, wasi_resolver) { fail(error_code::no_system_call); }

host_descriptor open_beneath(const descriptor&, const std::string&, int, unsigned, bool, wasi_resolver) {
  fail(error_code::no_system_call);
}

}  // namespace wasm2cpp::wasi
