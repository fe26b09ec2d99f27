// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tests of try_call_test.cpp once more, compiled with -fno-exceptions (test/CMakeLists.txt), under other names.
#define TryCall TryCallWithoutExceptions
#define Trap TrapWithoutExceptions
#define InstanceCreate InstanceCreateWithoutExceptions
#include "try_call_test.cpp"

static_assert(!WASM2CPP_HAS_EXCEPTIONS);
