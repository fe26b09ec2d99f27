// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The runtime's inner part: everything that emitted code uses. Shards include nothing else, so that what is included
// here is paid for in each of them: only standard headers that cost next to nothing to parse, and neither the boundary
// nor signal handling, which the host's side alone needs (guest/boundary.hpp).
//
//     types.hpp values.hpp description.hpp       what host and guest share
//     integer.hpp float.hpp conversion.hpp       numeric instructions
//     wide_arithmetic.hpp                        sums and products of 128 bits
//     opaque.hpp                                 constants that must not be folded
//     memory.hpp access.hpp strip.hpp            linear memory; loads and stores, and in loops that count
//     reservation.hpp recycling.hpp              its address space
//     table.hpp call.hpp tail_call.hpp           tables, references, calls
//     trap.hpp raise.hpp thread.hpp              traps
#pragma once

#include <wasm2cpp/guest/access.hpp>
#include <wasm2cpp/guest/call.hpp>
#include <wasm2cpp/guest/conversion.hpp>
#include <wasm2cpp/guest/description.hpp>
#include <wasm2cpp/guest/float.hpp>
#include <wasm2cpp/guest/integer.hpp>
#include <wasm2cpp/guest/memory.hpp>
#include <wasm2cpp/guest/strip.hpp>
#include <wasm2cpp/guest/table.hpp>
#include <wasm2cpp/guest/tail_call.hpp>
#include <wasm2cpp/guest/trap.hpp>
#include <wasm2cpp/guest/types.hpp>
#include <wasm2cpp/guest/wide_arithmetic.hpp>
