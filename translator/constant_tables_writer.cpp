// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Constant tables as C++: see constant_tables_writer.hpp.
#include "constant_tables_writer.hpp"

#include <algorithm>

#include "function_writer.hpp"

namespace translator {

namespace {

std::string head(const EmitContext& context, std::uint32_t table) {
  return "const constant_element " + ExpressionWriter::constant_table(table) + "[" +
         std::to_string(context.constant_tables.elements(table).size()) + "]";
}

std::string element(const EmitContext& context, std::uint32_t function) {
  if (function == no_index) return "{}";
  const std::uint32_t type = context.constant_tables.type_number(context.module.functions[function].type_index);
  return "{" + erased_code(context.names.entry(function)) + ", " + std::to_string(type) + "}";
}

void write_definition(const EmitContext& context, std::uint32_t table, OutputFile& file) {
  const std::vector<std::uint32_t>& elements = context.constant_tables.elements(table);
  const auto is_there = [](std::uint32_t function) { return function != no_index; };
  const auto end = std::find_if(elements.rbegin(), elements.rend(), is_there).base();
  file.write(head(context, table) + " = {");
  for (auto each = elements.begin(); each != end; ++each) file.write("\n  " + element(context, *each) + ",");
  file.write(end == elements.begin() ? "};\n" : "\n};\n");
}

}  // namespace

std::string declare_constant_tables(const EmitContext& context) {
  std::string out;
  for (std::uint32_t i = 0; i < context.module.tables.size(); ++i)
    if (context.constant_tables.is_constant(i)) out += "extern WASM2CPP_HIDDEN " + head(context, i) + ";\n";
  return out;
}

void define_constant_tables(const EmitContext& context, const char* linkage, OutputFile& file) {
  for (std::uint32_t i = 0; i < context.module.tables.size(); ++i) {
    if (!context.constant_tables.is_constant(i)) continue;
    file.write(linkage);
    write_definition(context, i, file);
  }
}

}  // namespace translator
