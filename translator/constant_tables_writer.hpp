// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constant tables (constant_tables.hpp) as C++, beside the functions that call through them:
//
//     static const constant_element table_0[3] = {
//       {},
//       {reinterpret_cast<void (*)()>(add), 1},
//       {reinterpret_cast<void (*)()>(sub), 1},
//     };
//
// The length is the table's, because the runtime takes it from the array's type; what is null behind the last function
// is left to C++. An imported function stands in it as the wrapper that direct calls of it go through, so that all code
// in a table takes the instance and memory of the caller. With shards one file defines the tables, the others declare
// them.
#pragma once

#include <string>

#include "expression_writer.hpp"
#include "output.hpp"

namespace translator {

std::string declare_constant_tables(const EmitContext& context);
/// The functions in them must have been declared before.
void define_constant_tables(const EmitContext& context, const char* linkage, OutputFile& file);

}  // namespace translator
