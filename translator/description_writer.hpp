// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What a module says about itself to the runtime: the constant `module_description` (include/wasm2cpp/guest/
// description.hpp) with its lists, and the functions that it points to.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "expression_writer.hpp"
#include "output.hpp"

namespace translator {

/// Everything in namespace X::code, and the function X::description.
std::string write_description(const EmitContext& context, unsigned name_tables);

/// A table of the names of some functions, for the stack of a trap: `names_INDEX`.
void write_name_table(const EmitContext& context, unsigned index, std::span<const std::uint32_t> functions,
                      const char* linkage, OutputFile& file);

}  // namespace translator
