// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structure types as C++ structs: see structs_writer.hpp.
#include "structs_writer.hpp"

#include <algorithm>

#include "type_text.hpp"

namespace translator {

namespace {

/// References to functions are not collected.
bool is_collected(const Module& module, const FieldType& field) {
  if (field.packed_bits != 0 || !field.type.is_reference()) return false;
  const AbstractHeapType heap = abstract_heap(module, field.type.heap);
  return heap != AbstractHeapType::Func && heap != AbstractHeapType::NoFunc;
}

/// Packed fields are given as the i32 that they are on the operand stack.
std::string parameter_type(const Module& module, const FieldType& field) {
  return field.packed_bits ? "u32" : internal_type(module, field.type);
}

std::string origin(const EmitContext& context, std::uint32_t index) {
  const SubType& type = context.module.types[index];
  const std::string text = "  // type " + std::to_string(index);
  return type.has_supertype ? text + ", of " + context.names.struct_of(context.module, type.supertype).name : text;
}

std::string fill_function(const Module& module, const SubType& type, const StructNames& names) {
  std::string parameters, body;
  for (std::size_t i = 0; i < type.fields.size(); ++i) {
    const std::string parameter = "f" + std::to_string(i) + "_";
    parameters += (i ? ", " : "") + parameter_type(module, type.fields[i]) + " " + parameter;
    body += names.fields[i] + " = " + storage_type(module, type.fields[i]) + "(" + parameter + "); ";
  }
  return "  void fill(" + parameters + ") { " + body + "}\n";
}

std::string write_struct(const EmitContext& context, std::uint32_t index) {
  const SubType& type = context.module.types[index];
  const StructNames& names = context.names.structs.at(index);
  std::string out = "struct __attribute__((may_alias)) " + names.name + " : object {" + origin(context, index) + "\n";
  for (std::size_t i = 0; i < type.fields.size(); ++i)
    out += "  " + storage_type(context.module, type.fields[i]) + " " + names.fields[i] + ";\n";
  const bool holds_references = std::any_of(type.fields.begin(), type.fields.end(), [&](const FieldType& field) {
    return is_collected(context.module, field);
  });
  out += std::string("  static constexpr bool holds_references = ") + (holds_references ? "true" : "false") + ";\n";
  return out + fill_function(context.module, type, names) + "};\n";
}

}  // namespace

std::string write_structs(const EmitContext& context) {
  std::string out;
  for (std::uint32_t i = 0; i < context.module.types.size(); ++i)
    if (context.names.structs.contains(i)) out += write_struct(context, i);
  return out.empty() ? out : out + "\n";
}

}  // namespace translator
