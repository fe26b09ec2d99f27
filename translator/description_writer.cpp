// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The description of a module: see description_writer.hpp.
#include "description_writer.hpp"

#include <algorithm>

#include "function_writer.hpp"
#include "literal.hpp"
#include "type_text.hpp"

namespace translator {

namespace {

std::string number(std::uint64_t value) {
  return std::to_string(value) + (value > 0x7fff'ffff'ffff'ffffu ? "u" : "");
}

std::string text(std::string_view bytes) { return "{" + literal(bytes) + ", " + number(bytes.size()) + "}"; }

class DescriptionWriter {
 public:
  explicit DescriptionWriter(const EmitContext& context)
      : context_(context), module_(context.module), names_(context.names) {}

  std::string write(unsigned name_tables) {
    out_ += "\nnamespace " + names_.space + "::code {\n\n";
    write_types();
    write_imports();
    write_memories();
    write_tables();
    write_globals();
    write_tags();
    write_functions();
    write_exports();
    write_name_tables(name_tables);
    write_attach();
    write_global_functions();
    out_ += "static u32 registered;\n\n";
    write_module(name_tables);
    out_ += "}  // namespace " + names_.space + "::code\n\nnamespace " + names_.space + " {\n";
    out_ += "const wasm2cpp::module_description& description() noexcept { return code::module_; }\n}  // namespace " +
            names_.space + "\n";
    return std::move(out_);
  }

 private:
  // Types

  static std::string value_type(const ValueType& type) {
    static constexpr const char* kinds[] = {"kind_i32", "kind_i64", "kind_f32", "kind_f64", "kind_v128"};
    if (!type.is_reference()) return std::string("{.kind = ") + kinds[type.kind] + "}";
    std::string out = "{.kind = kind_reference";
    if (type.is_nullable) out += ", .nullable = 1";
    return out + ", .heap = " + std::to_string(type.heap.code) + "}";
  }

  void write_value_types(const std::string& name, const std::vector<ValueType>& types) {
    if (types.empty()) return;
    out_ += "static const value_type " + name + "[] = {";
    for (std::size_t i = 0; i < types.size(); ++i) out_ += (i ? ", " : "") + value_type(types[i]);
    out_ += "};\n";
  }

  void write_fields(const std::string& name, const std::vector<FieldType>& fields) {
    if (fields.empty()) return;
    out_ += "static const field_description " + name + "[] = {";
    for (std::size_t i = 0; i < fields.size(); ++i) {
      out_ += (i ? ", {" : "{") + std::string(".type = ") + value_type(fields[i].type);
      if (fields[i].packed_bits) out_ += ", .packed_bits = " + std::to_string(fields[i].packed_bits);
      out_ += fields[i].is_mutable ? ", .is_mutable = 1}" : "}";
    }
    out_ += "};\n";
  }

  void write_types() {
    if (module_.types.empty()) return;
    for (std::size_t i = 0; i < module_.types.size(); ++i) {
      write_value_types("type_parameters_" + std::to_string(i), module_.types[i].function.parameters);
      write_value_types("type_results_" + std::to_string(i), module_.types[i].function.results);
      write_fields("type_fields_" + std::to_string(i), module_.types[i].fields);
    }
    out_ += "static const type_description type_list[] = {\n";
    for (std::size_t i = 0; i < module_.types.size(); ++i) write_type(i);
    out_ += "};\n";
  }

  void write_type(std::size_t index) {
    const SubType& type = module_.types[index];
    const std::string n = std::to_string(index);
    static constexpr const char* kinds[] = {"", ".kind = type_struct, ", ".kind = type_array, "};
    out_ += std::string("  {") + kinds[type.kind];
    if (!type.is_final) out_ += ".is_final = 0, ";
    if (type.has_supertype) out_ += ".supertype = " + std::to_string(type.supertype) + ", ";
    if (type.group_begin) out_ += ".group_begin = " + std::to_string(type.group_begin) + ", ";
    out_ += ".group_end = " + std::to_string(type.group_end);
    const auto list = [&](const char* member, const char* count, const char* name, std::size_t size) {
      if (size) out_ += std::string(", .") + member + " = " + name + n + ", ." + count + " = " + std::to_string(size);
    };
    list("parameters", "parameter_count", "type_parameters_", type.function.parameters.size());
    list("results", "result_count", "type_results_", type.function.results.size());
    list("fields", "field_count", "type_fields_", type.fields.size());
    if (type.kind != SubType::Function) {
      out_ += "},\n";
      return;
    }
    out_ += ", .invoke = invoke<" + internal_signature(module_, type.function) + ">},\n";
  }

  // Lists

  template <class List, class WriteItem>
  void write_list(const char* type, const char* name, const List& list, WriteItem item) {
    if (list.empty()) return;
    out_ += std::string("static const ") + type + " " + name + "[] = {\n";
    for (const auto& entry : list) out_ += "  {" + item(entry) + "},\n";
    out_ += "};\n";
  }

  static const char* external(ExternalKind kind) {
    static constexpr const char* kinds[] = {"external_function", "external_table", "external_memory", "external_global", "external_tag"};
    return kinds[static_cast<std::size_t>(kind)];
  }

  void write_imports() {
    write_list("import_description", "import_list", module_.imports, [&](const Import& import) {
      std::uint32_t index = import.index;
      if (import.kind == ExternalKind::Function) index = module_.functions[import.index].type_index;
      if (import.kind == ExternalKind::Tag) index = module_.tags[import.index].type.type_index;
      return ".module = " + text(import.module) + ", .name = " + text(import.name) + ", .kind = " + external(import.kind) +
             ", .index = " + std::to_string(index);
    });
  }

  static std::string limits(const Limits& limits) {
    std::string out = ".min = " + number(limits.min);
    if (limits.has_max) out += ", .max = " + number(limits.max) + ", .has_max = true";
    return out;
  }

  void write_memories() {
    write_list("memory_description", "memory_list", module_.memories, [](const Memory& memory) {
      std::string out = limits(memory.type.limits);
      if (memory.type.is_64) out += ", .is_64 = true";
      if (memory.type.is_shared) out += ", .is_shared = true";
      if (memory.type.page_bits != 16) out += ", .page_bits = " + std::to_string(memory.type.page_bits);
      return out;
    });
  }

  void write_tables() {
    write_list("table_description", "table_list", module_.tables, [&](const Table& table) {
      const auto index = static_cast<std::uint32_t>(&table - module_.tables.data());
      return limits(table.type.limits) + (table.type.is_64 ? ", .is_64 = true" : "") + ", .element = " +
             value_type(table.type.element) + (context_.constant_tables.is_constant(index) ? ", .is_constant = true" : "");
    });
  }

  void write_globals() {
    write_list("global_description", "global_list", module_.globals, [](const Global& global) {
      return ".type = " + value_type(global.type.type) + (global.type.is_mutable ? ", .is_mutable = true" : "");
    });
  }

  void write_tags() {
    write_list("tag_description", "tag_list", module_.tags,
               [](const Tag& tag) { return ".type_index = " + std::to_string(tag.type.type_index); });
  }

  void write_functions() {
    std::vector<std::uint32_t> referenced;
    for (std::uint32_t i = module_.imported_functions; i < module_.functions.size(); ++i)
      if (context_.slots[i] != no_index) referenced.push_back(i);
    has_functions_ = !referenced.empty();
    write_list("function_description", "function_list", referenced, [&](std::uint32_t function) {
      std::string out = ".code = " + erased_code(names_.entry(function));
      if (context_.calls.makes_tail_calls(function)) out += ", .tail = " + names_.bodies.at(function);
      return out + ", .type_index = " + std::to_string(module_.functions[function].type_index);
    });
  }

  void write_exports() {
    write_list("export_description", "export_list", module_.exports, [&](const Export& e) {
      std::uint32_t index = e.index;
      if (e.kind == ExternalKind::Function) index = context_.slots[e.index];
      return ".name = " + text(e.name) + ", .kind = " + external(e.kind) + ", .index = " + std::to_string(index);
    });
  }

  void write_name_tables(unsigned count) {
    if (count == 0) return;
    out_ += "static const name_table name_tables[] = {\n";
    for (unsigned i = 0; i < count; ++i) out_ += "  names_" + std::to_string(i) + ",\n";
    out_ += "};\n[[gnu::destructor]] static void names_unloaded() { unregister_names(name_tables); }\n";
  }

  // Functions

  void write_attach() {
    out_ += "\nstatic void attach(instance_state* base) {\n  state* const self = static_cast<state*>(base);\n";
    const auto point = [&](bool is_there, const char* member, const char* array) {
      if (is_there) out_ += std::string("  self->") + member + " = self->" + array + ";\n";
    };
    point(!module_.memories.empty(), "memories", "memory_space");
    point(!module_.tables.empty(), "tables", "table_space");
    point(module_.imported_functions != 0, "imported", "imported_function");
    point(has_functions_, "defined", "defined_function");
    point(context_.calls.uses_data_segments() && !module_.data.empty(), "data", "data_space");
    point(!module_.elements.empty(), "elements", "element_space");
    point(!module_.tags.empty(), "tags", "tag_space");
    point(!names_.bodies.empty(), "tail_arguments", "tail_buffer");
    out_ += "}\n";
  }

  void write_global_functions() {
    out_ += "\nstatic void* global_address(instance_state* base, u32 index) {\n  state* const self = static_cast<state*>(base);\n"
            "  switch (index) {\n";
    for (std::size_t i = 0; i < module_.globals.size(); ++i) {
      const Global& global = module_.globals[i];
      const bool is_pointer = global.is_import() && global.type.is_mutable;
      out_ += "    case " + std::to_string(i) + ": return " + (is_pointer ? "" : "&") + "self->" + names_.globals[i] + ";\n";
    }
    out_ += "    default: return nullptr;\n  }\n}\n";
    out_ += "\nstatic void bind_global(instance_state* base, u32 index, void* cell) {\n  state* const self = static_cast<state*>(base);\n"
            "  switch (index) {\n";
    for (std::size_t i = 0; i < module_.imported_globals; ++i) {
      const Global& global = module_.globals[i];
      const std::string pointer = "static_cast<" + internal_type(module_, global.type.type) + "*>(cell)";
      out_ += "    case " + std::to_string(i) + ": self->" + names_.globals[i] + " = " + (global.type.is_mutable ? "" : "*") +
              pointer + "; break;\n";
    }
    out_ += "    default: break;\n  }\n}\n";
  }

  void write_module(unsigned name_tables) {
    out_ += "static const wasm2cpp::module_description module_ = {\n  .name = " + text(names_.space) + ",\n  .is_checked = is_checked_mode,\n";
    if (context_.calls.uses_exceptions()) out_ += "  .uses_exceptions = true,\n";
    if (context_.metering.counts_fuel) out_ += "  .counts_fuel = true,\n";
    const auto list = [&](const char* member, const char* count_member, const char* name, std::size_t count) {
      if (count) out_ += std::string("  .") + member + " = " + name + ",\n  ." + count_member + " = " + std::to_string(count) + ",\n";
    };
    list("types", "type_count", "type_list", module_.types.size());
    if (!module_.types.empty()) out_ += "  .type_ids = types,\n";
    out_ += "  .is_registered = &registered,\n";
    list("imports", "import_count", "import_list", module_.imports.size());
    list("memories", "memory_count", "memory_list", module_.memories.size());
    list("tables", "table_count", "table_list", module_.tables.size());
    list("globals", "global_count", "global_list", module_.globals.size());
    list("tags", "tag_count", "tag_list", module_.tags.size());
    if (has_functions_) out_ += "  .functions = function_list,\n  .function_count = sizeof function_list / sizeof *function_list,\n";
    list("exports", "export_count", "export_list", module_.exports.size());
    list("name_tables", "name_table_count", "name_tables", name_tables);
    if (context_.calls.uses(Feature::GarbageCollection)) out_ += "  .collector = &libgc_collector,\n";
    if (mentions_collected()) out_ += "  .holds_references = true,\n";
    out_ += "  .state_size = sizeof(state),\n  .state_alignment = alignof(state),\n  .attach = attach,\n"
            "  .global_address = global_address,\n  .bind_global = bind_global,\n  .initialize = initialize,\n};\n\n";
  }

  /// May the state hold references to collected objects: in globals, segments, or the arguments of a tail call?
  bool mentions_collected() const {
    const auto is_collected = [&](const ValueType& type) {
      if (!type.is_reference()) return false;
      const AbstractHeapType heap = abstract_heap(module_, type.heap);
      return heap != AbstractHeapType::Func && heap != AbstractHeapType::NoFunc;
    };
    const auto any_of = [&](const auto& list, auto type_of) {
      return std::any_of(list.begin(), list.end(), [&](const auto& each) { return is_collected(type_of(each)); });
    };
    return context_.calls.uses(Feature::GarbageCollection) ||
           any_of(module_.globals, [](const Global& global) { return global.type.type; }) ||
           any_of(module_.elements, [](const ElementSegment& segment) { return segment.type; }) ||
           std::any_of(module_.types.begin(), module_.types.end(), [&](const SubType& type) {
             return any_of(type.function.parameters, [](const ValueType& parameter) { return parameter; });
           });
  }

  const EmitContext& context_;
  const Module& module_;
  const ModuleNames& names_;
  bool has_functions_ = false;
  std::string out_;
};

}  // namespace

std::string write_description(const EmitContext& context, unsigned name_tables) {
  return DescriptionWriter(context).write(name_tables);
}

void write_name_table(const EmitContext& context, unsigned index, std::span<const std::uint32_t> functions,
                      const char* linkage, OutputFile& file) {
  const std::string number = std::to_string(index);
  if (functions.empty()) return file.write("\n" + (linkage + ("const name_table names_" + number)) + " = {nullptr, 0};\n");
  file.write("\nstatic const function_name name_list_" + number + "[] = {\n");
  const auto entry = [&](const std::string& function, std::string_view name) {
    file.write("  {" + erased_code(function) + ", " + literal(name) + "},\n");
  };
  for (const std::uint32_t function : functions) {
    const std::string_view given = context.module.functions[function].name;
    const std::string_view name = given.empty() ? std::string_view(context.names.functions[function]) : given;
    entry(context.names.functions[function], name);
    if (context.calls.makes_tail_calls(function)) entry(context.names.bodies.at(function), name);
  }
  file.write(std::string("};\n") + linkage + "const name_table names_" + number + " = {name_list_" + number +
             ", sizeof name_list_" + number + " / sizeof *name_list_" + number + "};\n");
}

}  // namespace translator
