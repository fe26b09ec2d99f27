// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Functions' heads as C++ text: see function_heads.hpp.
#include "function_heads.hpp"

#include <algorithm>

#include "type_text.hpp"

namespace translator {

namespace {

constexpr std::size_t longest_small_body = 256;  ///< in bytes of Wasm

/// May compilers inline it into itself? Not if the host calls it, other than by an entry: it might be inlined there, too.
bool is_small_and_recursive(const EmitContext& context, std::uint32_t function) {
  const std::vector<std::uint32_t>& calls = context.calls.calls(function);
  const bool is_called_by_host = context.given.is_named(function) && !context.given.has_entry(function);
  return context.module.functions[function].body.size() <= longest_small_body && !is_called_by_host &&
         std::binary_search(calls.begin(), calls.end(), function);
}

std::string linkage_text(Linkage linkage) { return linkage == Linkage::Static ? "static " : "WASM2CPP_HIDDEN "; }

}  // namespace

std::string attributes(const EmitContext& context, std::uint32_t function, Linkage linkage) {
  return (is_small_and_recursive(context, function) ? "WASM2CPP_GUEST_RECURSIVE " : "WASM2CPP_GUEST ") + linkage_text(linkage);
}

std::string entry_signature(const EmitContext& context, std::uint32_t function, Linkage linkage,
                            const std::vector<std::string>* variables) {
  const FunctionType& type = context.module.type_of_function(function);
  const auto name = [&](bool is_passed_on, const std::string& text) { return variables && is_passed_on ? " " + text : std::string(); };
  std::string out = "WASM2CPP_GUEST_ENTRY " + linkage_text(linkage) + internal_result(context.module, type) + " " +
                    context.names.entry(function) + "(state*" + name(context.given.has_instance(function), "self") + ", mem32" +
                    name(context.given.has_memory(function), "m");
  for (std::size_t i = 0; i < type.parameters.size(); ++i)
    out += ", " + internal_type(context.module, type.parameters[i]) + (variables ? " " + (*variables)[i] : "");
  return out + ")";
}

std::string function_signature(const EmitContext& context, std::uint32_t function,
                               const std::vector<std::string>* variables) {
  const FunctionType& type = context.module.type_of_function(function);
  std::string out = internal_result(context.module, type);
  out += ' ';
  out += context.names.functions[function];
  out += '(';
  const char* separator = "";
  const auto begin_parameter = [&](std::string_view text) {
    out += separator;
    out += text;
    separator = ", ";
  };
  if (context.given.has_instance(function)) begin_parameter("state* self");
  if (context.given.has_memory(function)) begin_parameter("mem32 m");
  for (std::size_t i = 0; i < type.parameters.size(); ++i) {
    begin_parameter(internal_type(context.module, type.parameters[i]));
    if (variables) (out += ' ') += (*variables)[i];
  }
  out += ')';
  return out;
}

std::string erased_code(const std::string& function) { return "reinterpret_cast<void (*)()>(" + function + ")"; }

void write_function_declaration(const EmitContext& context, std::uint32_t function, Linkage linkage,
                                std::string& out) {
  if (!context.module.functions[function].is_import()) {
    out += attributes(context, function, linkage) + function_signature(context, function) + ";\n";
    if (context.calls.makes_tail_calls(function))
      out += attributes(context, function, linkage) + "tail_call " + context.names.bodies.at(function) + "(instance_state*, mem32, void*);\n";
    if (context.given.has_entry(function)) out += entry_signature(context, function, linkage) + ";\n";
    return;
  }
  const FunctionType& type = context.module.type_of_function(function);
  std::vector<std::string> parameters;
  for (std::size_t i = 0; i < type.parameters.size(); ++i) parameters.push_back("p" + std::to_string(i));
  out += "WASM2CPP_INLINE static " + function_signature(context, function, &parameters) + " {\n  return call<" +
         internal_signature(context.module, type) + ">(self->imported_function[" + std::to_string(function) + "]";
  for (const std::string& parameter : parameters) out += ", " + parameter;
  out += ");\n}\n";
}

}  // namespace translator
