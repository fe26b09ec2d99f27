// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The emitted header and the class's members: see class_writer.hpp.
#include "class_writer.hpp"

#include <algorithm>
#include <unordered_map>

#include "structs_writer.hpp"
#include "type_text.hpp"

namespace translator {

namespace {

/// Of one function; a hostile module exports it again and again.
constexpr std::size_t declarations_with_names = 8;

class ClassWriter {
 public:
  explicit ClassWriter(const EmitContext& context)
      : context_(context), module_(context.module), names_(context.names) {}

  std::string header_body() {
    write_state();
    out_ += "\n#ifndef WASM2CPP_SHARD\n#include <wasm2cpp/wasm2cpp.hpp>\n\nnamespace " + names_.space + " {\n\n";
    out_ += "const wasm2cpp::module_description& description() noexcept;\n\n";
    if (has_imports()) write_imports();
    write_class();
    out_ += "\n}  // namespace " + names_.space + "\n#endif\n";
    return std::move(out_);
  }

  std::string definitions() {
    out_ += "\nnamespace " + names_.space + " {\n\n";
    if (has_imports()) write_externals();
    write_constructors();
    for (std::size_t i = 0; i < module_.exports.size(); ++i) write_member_definition(i);
    out_ += "\n}  // namespace " + names_.space + "\n";
    return std::move(out_);
  }

 private:
  bool has_imports() const { return !module_.imports.empty(); }

  // The state. What code uses most comes first: offsets below 128 take a byte in x86-64's instructions, others four.

  void write_state() {
    if (context_.calls.uses(Feature::GarbageCollection)) out_ += "#include <wasm2cpp/guest/gc.hpp>\n";
    out_ += "\nnamespace " + names_.space + "::code {\nusing namespace wasm2cpp::guest;\n\n";
    out_ += write_structs(context_);
    out_ += "struct state : instance_state {\n";
    write_array("table_data*", "table_space", module_.tables.size());
    for (std::size_t i = 0; i < module_.globals.size(); ++i) write_global(i);
    write_array("memory_data*", "memory_space", module_.memories.size());
    write_array("const function*", "imported_function", module_.imported_functions);
    write_array("function", "defined_function", defined_slots());
    if (context_.calls.uses_data_segments()) write_array("data_segment", "data_space", module_.data.size());
    write_array("element_segment", "element_space", module_.elements.size());
    write_array("const tag_identity*", "tag_space", module_.tags.size());
    for (std::size_t i = 0; i < module_.elements.size(); ++i)
      if (!module_.elements[i].is_function_indices && module_.elements[i].mode != SegmentMode::Declarative)
        write_array("const void*", "element_values_" + std::to_string(i), module_.elements[i].size());
    if (const std::size_t size = tail_buffer_size(context_))
      out_ += "  alignas(16) unsigned char tail_buffer[" + std::to_string(size) + "];\n";
    out_ += "};\n";
    if (!module_.types.empty()) out_ += "extern WASM2CPP_HIDDEN type_id types[" + std::to_string(module_.types.size()) + "];\n";
    out_ += "}  // namespace " + names_.space + "::code\n";
  }

  void write_array(const std::string& type, const std::string& name, std::size_t size) {
    if (size) out_ += "  " + type + " " + name + "[" + std::to_string(size) + "];\n";
  }

  std::size_t defined_slots() const {
    return static_cast<std::size_t>(
        std::count_if(context_.slots.begin() + module_.imported_functions, context_.slots.end(),
                      [](std::uint32_t slot) { return slot != no_index; }));
  }

  void write_global(std::size_t index) {
    const Global& global = module_.globals[index];
    const bool is_pointer = global.is_import() && global.type.is_mutable;
    out_ += "  " + internal_type(module_, global.type.type) + (is_pointer ? "* " : " ") + names_.globals[index] + ";\n";
  }

  // The imports

  void write_imports() {
    out_ += "struct imports {\n";
    for (const ImportGroup& group : names_.import_groups) {
      out_ += "  struct " + group.type + " {\n";
      for (const ImportMember& member : group.members)
        out_ += "    " + import_type(module_, module_.imports[member.import]) + " " + member.name + ";\n";
      write_from(group);
      out_ += "  } " + group.name + ";\n";
    }
    out_ += "};\n\n";
  }

  void write_from(const ImportGroup& group) {
    const bool is_hidden = std::any_of(group.members.begin(), group.members.end(),
                                       [&](const ImportMember& member) { return member.name == group.type; });
    out_ += "    template <class Host>\n    static " + std::string(is_hidden ? "struct " : "") + group.type;
    out_ += " from(Host& host_) {\n      return {\n";
    for (const ImportMember& member : group.members) {
      const Import& import = module_.imports[member.import];
      out_ += "        ." + member.name + " = ";
      if (import.kind == ExternalKind::Function) {
        const std::string call = "h_." + member.name + "(static_cast<decltype(a_)>(a_)...)";
        out_ += "wasm2cpp::member_import<" + public_signature(module_, module_.type_of_function(import.index)) +
                ">(host_, [](auto& h_, auto&&... a_) -> decltype(" + call + ") { return " + call + "; }),\n";
      } else {
        out_ += "host_." + member.name + ",\n";
      }
    }
    out_ += "      };\n    }\n";
  }

  void write_externals() {
    out_ += "static std::vector<wasm2cpp::external> externals_of(const imports& i) {\n  return {\n";
    for (const std::string& expression : names_.import_expressions) out_ += "    i." + expression + ",\n";
    out_ += "  };\n}\n\n";
  }

  // The class

  void write_class() {
    const std::string parameter = has_imports() ? "imports imports" : "";
    const std::string after_store = has_imports() ? ", imports imports" : "";
    const std::string explicit_store = has_imports() ? "" : "explicit ";
    out_ += "class instance {\n public:\n";
    out_ += "  " + std::string(has_imports() ? "explicit " : "") + "instance(" + parameter + ");\n";
    out_ += "  " + explicit_store + "instance(const wasm2cpp::store& store" + after_store + ");\n";
    out_ += "  explicit instance(wasm2cpp::module_instance existing);\n";
    out_ += "  static wasm2cpp::result<instance> create(" + parameter + ");\n";
    out_ += "  static wasm2cpp::result<instance> create(const wasm2cpp::store& store" + after_store + ");\n";
    out_ += "  instance(instance&&) noexcept = default;\n  instance& operator=(instance&&) noexcept = default;\n\n";
    for (std::size_t i = 0; i < module_.exports.size(); ++i) out_ += "  " + member_head(i, "", true) + ";\n";
    out_ += "\n private:\n  wasm2cpp::module_instance self_;\n";
    out_ += "  friend const wasm2cpp::module_instance& handle_of(const instance& i) noexcept { return i.self_; }\n";
    out_ += "  friend const wasm2cpp::module_description& description_of(const instance*) noexcept {\n    return ::" +
            names_.space + "::description();\n  }\n};\n";
  }

  std::string member_head(std::size_t index, const std::string& scope, bool is_declaration) {
    const Export& e = module_.exports[index];
    const std::string name = scope + names_.exports[index];
    switch (e.kind) {
      case ExternalKind::Function: return function_head(e.index, name, is_declaration);
      case ExternalKind::Memory: return "wasm2cpp::memory " + name + "() const";
      case ExternalKind::Table: return "wasm2cpp::table " + name + "() const";
      case ExternalKind::Global: return "wasm2cpp::global<" + public_type(module_, module_.globals[e.index].type.type) + "> " + name + "() const";
      case ExternalKind::Tag: break;
    }
    return public_tag(module_, e.index) + " " + name + "() const";
  }

  /// Parameters are called as in the name section in its first declarations, so that the header tells what they are.
  std::string function_head(std::uint32_t function, const std::string& name, bool is_declaration) {
    const FunctionType& type = module_.type_of_function(function);
    const auto count = static_cast<std::uint32_t>(type.parameters.size());
    const bool tells_names = is_declaration && declarations_[function]++ < declarations_with_names;
    std::vector<std::uint32_t> locals(tells_names ? count : 0);
    for (std::uint32_t i = 0; i < locals.size(); ++i) locals[i] = i;
    const std::vector<std::string> parameters = name_locals(module_, names_, function, locals);
    std::string out = public_result(module_, type) + " " + name + "(";
    for (std::uint32_t i = 0; i < count; ++i) {
      if (i) out += ", ";
      out += public_type(module_, type.parameters[i]) + " " + (tells_names ? parameters[i] : "a" + std::to_string(i));
    }
    return out + ")";
  }

  void write_constructors() {
    const std::string list = has_imports() ? "::" + names_.space + "::externals_of(imports)" : "{}";
    const std::string parameter = has_imports() ? "imports imports" : "";
    const std::string after_store = has_imports() ? ", imports imports" : "";
    out_ += "instance::instance(" + parameter + ") : self_(wasm2cpp::instantiate(description(), " + list + ")) {}\n";
    out_ += "instance::instance(const wasm2cpp::store& store" + after_store +
            ")\n    : self_(wasm2cpp::instantiate(store, description(), " + list + ")) {}\n";
    out_ += "instance::instance(wasm2cpp::module_instance existing)\n"
            "    : self_(wasm2cpp::host::expect_module(std::move(existing), description())) {}\n";
    out_ += "wasm2cpp::result<instance> instance::create(" + parameter + ") {\n  return wasm2cpp::host::create<instance>(description(), " +
            list + ");\n}\n";
    out_ += "wasm2cpp::result<instance> instance::create(const wasm2cpp::store& store" + after_store +
            ") {\n  return wasm2cpp::host::create<instance>(store, description(), " + list + ");\n}\n\n";
  }

  void write_member_definition(std::size_t index) {
    const Export& e = module_.exports[index];
    out_ += member_head(index, "instance::", false) + " {\n  return wasm2cpp::host::";
    const std::string position = "self_, " + std::to_string(e.index);
    switch (e.kind) {
      case ExternalKind::Function: out_ += enter_call(e.index); break;
      case ExternalKind::Memory: out_ += "memory_at(" + position + ")"; break;
      case ExternalKind::Table: out_ += "table_at(" + position + ")"; break;
      case ExternalKind::Global:
        out_ += "global_at<" + public_type(module_, module_.globals[e.index].type.type) + ">(" + position + ")";
        break;
      case ExternalKind::Tag: {
        const FunctionType& type = module_.types[module_.tags[e.index].type.type_index].function;
        out_ += "tag_at<" + public_types(module_, type.parameters) + ">(" + position + ")";
        break;
      }
    }
    out_ += ";\n}\n";
  }

  /// Are there references of which the C++ type tells less than the function's type, or that are handles?
  static bool needs_checks(const FunctionType& type) {
    const auto is_plain = [](const ValueType& value) {
      return !value.is_reference() || value == ValueType::reference(AbstractHeapType::Func, true) ||
             value == ValueType::reference(AbstractHeapType::Extern, true);
    };
    return !std::all_of(type.parameters.begin(), type.parameters.end(), is_plain) ||
           !std::all_of(type.results.begin(), type.results.end(), is_plain);
  }

  std::string enter_call(std::uint32_t function) const {
    const FunctionType& type = module_.type_of_function(function);
    std::string out = "enter(self_, code::" + names_.entry(function);
    if (module_.functions[function].is_import())
      out = "enter_import<" + public_signature(module_, type) + ">(self_, " + std::to_string(function);
    else if (needs_checks(type))
      out = "enter_checked<" + public_result(module_, type) + ">(self_, " +
            std::to_string(module_.functions[function].type_index) + ", code::" + names_.entry(function);
    for (std::size_t i = 0; i < type.parameters.size(); ++i) out += ", a" + std::to_string(i);
    return out + ")";
  }

  const EmitContext& context_;
  const Module& module_;
  const ModuleNames& names_;
  std::unordered_map<std::uint32_t, std::size_t> declarations_;  ///< by function, so far
  std::string out_;
};

}  // namespace

std::string write_header_body(const EmitContext& context) { return ClassWriter(context).header_body(); }

std::string write_class_definitions(const EmitContext& context) { return ClassWriter(context).definitions(); }

std::size_t tail_buffer_size(const EmitContext& context) {
  constexpr std::size_t largest_value = 16;
  std::size_t most = 0;
  bool is_needed = false, holds_calls = false;
  for (std::uint32_t i = context.module.imported_functions; i < context.module.functions.size(); ++i) {
    if (!context.calls.makes_tail_calls(i)) continue;
    is_needed = true;
    holds_calls |= context.calls.has_try(i);
    most = std::max(most, context.module.type_of_function(i).parameters.size());
  }
  if (holds_calls)  // to functions of any type, with their code and instance: see `after_return` in the runtime
    for (const SubType& type : context.module.types) most = std::max(most, type.function.parameters.size() + 1);
  return is_needed ? std::max<std::size_t>(1, most) * largest_value : 0;
}

}  // namespace translator
