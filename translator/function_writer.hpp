// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function's tree as C++ text:
//
//     // func 2 $sum (i32 i32) -> i32
//     WASM2CPP_GUEST static u32 sum(state* self, mem32 m, u32 a, u32 b) {
//       return a + b;
//     }
//
// A function that makes tail calls is written as two: a body, which returns the body to run next, and a wrapper of the
// ordinary signature that runs bodies until one is the last (the runtime's `run_tail_calls`).
//
// C++ compilers are not to inline guest functions: the compiler that made the module has done that. Small functions that
// call themselves are WASM2CPP_GUEST_RECURSIVE: g++ may inline them into themselves, which the other compiler does not do.
// One that the host calls as well may have an entry, written behind it: see given_state.hpp.
#pragma once

#include <cstdint>
#include <string>

#include "expression_writer.hpp"
#include "module_names.hpp"
#include "tree.hpp"

namespace translator {

/// Which files name a function: its own only, or all of the module.
enum class Linkage : std::uint8_t { Static, Shared };

/// "u32 sum(state* self, mem32 m, u32 a, u32 b)", with parameters' names or without.
std::string function_signature(const EmitContext& context, std::uint32_t function,
                               const std::vector<std::string>* variables = nullptr);
/// A function's code as records and tables hold it, without its type.
std::string erased_code(const std::string& function);
/// The declarations of a function: itself, its body if it makes tail calls, its entry if it has one. For an import, the
/// wrapper that calls it.
void write_function_declaration(const EmitContext& context, std::uint32_t function, Linkage linkage, std::string& out);
/// Appends the function's definition.
void write_function(const EmitContext& context, std::uint32_t function, const Tree& tree, Linkage linkage,
                    std::string& out);

}  // namespace translator
