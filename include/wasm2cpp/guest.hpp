// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime's inner part: everything that emitted code uses. Shards include nothing else, so what is included here is
// paid for in each of them: only headers that cost next to nothing to parse (see README.md), and no signal handling.
#pragma once

#include <wasm2cpp/guest/memory.hpp>
#include <wasm2cpp/guest/table.hpp>
#include <wasm2cpp/guest/trap.hpp>
#include <wasm2cpp/guest/types.hpp>
