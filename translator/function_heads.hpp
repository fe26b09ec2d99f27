// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The heads of functions as C++ text, which definitions, declarations and descriptions share:
//
//     WASM2CPP_GUEST static u32 sum(state* self, mem32 m, u32 a, u32 b)
//
// C++ compilers are not to inline guest functions: the compiler that made the module has done that. Small functions that
// call themselves are WASM2CPP_GUEST_RECURSIVE: g++ may inline them into themselves, which the other compiler does not do.
// One that the host calls as well may have an entry, written behind it: see given_state.hpp.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "expression_writer.hpp"

namespace translator {

/// Which files name a function: its own only, or all of the module.
enum class Linkage : std::uint8_t { Static, Shared };

/// What a declaration and a definition begin with.
std::string attributes(const EmitContext& context, std::uint32_t function, Linkage linkage);
/// "u32 sum(state* self, mem32 m, u32 a, u32 b)", with parameters' names or without.
std::string function_signature(const EmitContext& context, std::uint32_t function,
                               const std::vector<std::string>* variables = nullptr);
/// The head of the function's entry, with the names of the parameters that it passes on, or without any.
std::string entry_signature(const EmitContext& context, std::uint32_t function, Linkage linkage,
                            const std::vector<std::string>* variables = nullptr);
/// A function's code as records and tables hold it, without its type.
std::string erased_code(const std::string& function);
/// The declarations of a function: itself, its body if it makes tail calls, its entry if it has one. For an import, the
/// wrapper that calls it.
void write_function_declaration(const EmitContext& context, std::uint32_t function, Linkage linkage, std::string& out);

}  // namespace translator
