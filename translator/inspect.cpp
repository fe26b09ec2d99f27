// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `inspect`: the module as JSON, and the JSON as text, so that both say the same. Names are valid UTF-8 since the
// reader checked them; the text prints them as JSON strings, so that no name can play tricks on a terminal.
#include "inspect.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>

#include "control_characters.hpp"
#include "expansion.hpp"
#include "features.hpp"
#include "module_names.hpp"
#include "reader.hpp"
#include "validator.hpp"

namespace translator {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t biggest_functions_shown = 10;

const char* name_of(ExternalKind kind) {
  switch (kind) {
    case ExternalKind::Function: return "func";
    case ExternalKind::Table: return "table";
    case ExternalKind::Memory: return "memory";
    case ExternalKind::Global: return "global";
    case ExternalKind::Tag: return "tag";
  }
  return "";
}

std::string spelled(const Limits& limits, bool is_64) {
  std::string text = is_64 ? "i64 " : "";
  text += std::to_string(limits.min);
  if (limits.has_max) text += " " + std::to_string(limits.max);
  return text;
}

std::string spelled(const MemoryType& type) {
  std::string text = spelled(type.limits, type.is_64);
  if (type.is_shared) text += " shared";
  if (type.page_bits != 16) text += " (pagesize " + std::to_string(std::uint64_t{1} << type.page_bits) + ")";
  return text;
}

std::string spelled(const TableType& type) {
  return spelled(type.limits, type.is_64) + " " + spelled(type.element);
}

std::string spelled(const GlobalType& type) {
  return type.is_mutable ? "(mut " + spelled(type.type) + ")" : spelled(type.type);
}

/// The type of an external thing, in the text format's words.
std::string spelled_type(const Module& module, ExternalKind kind, std::uint32_t index) {
  switch (kind) {
    case ExternalKind::Function: return spelled(module.type_of_function(index));
    case ExternalKind::Table: return spelled(module.tables[index].type);
    case ExternalKind::Memory: return spelled(module.memories[index].type);
    case ExternalKind::Global: return spelled(module.globals[index].type);
    case ExternalKind::Tag: return spelled(module.types[module.tags[index].type.type_index].function);
  }
  return "";
}

Json describe_imports(const Module& module) {
  Json imports = Json::array();
  for (const Import& import : module.imports) {
    imports.push_back({{"module", import.module},
                       {"name", import.name},
                       {"kind", name_of(import.kind)},
                       {"type", spelled_type(module, import.kind, import.index)}});
  }
  return imports;
}

Json describe_exports(const Module& module) {
  Json exports = Json::array();
  for (const Export& exported : module.exports) {
    exports.push_back({{"name", exported.name},
                       {"kind", name_of(exported.kind)},
                       {"type", spelled_type(module, exported.kind, exported.index)},
                       {"index", exported.index}});
  }
  return exports;
}

Json describe_limits(const Limits& limits, bool is_64, bool is_import) {
  Json json = {{"imported", is_import}, {"address", is_64 ? "i64" : "i32"}, {"min", limits.min}};
  if (limits.has_max) json["max"] = limits.max;
  return json;
}

Json describe_memories(const Module& module) {
  Json memories = Json::array();
  for (const Memory& memory : module.memories) {
    Json json = describe_limits(memory.type.limits, memory.type.is_64, memory.is_import());
    json["page_size"] = std::uint64_t{1} << memory.type.page_bits;
    json["shared"] = memory.type.is_shared;
    json["type"] = spelled(memory.type);
    memories.push_back(std::move(json));
  }
  return memories;
}

Json describe_tables(const Module& module) {
  Json tables = Json::array();
  for (const Table& table : module.tables) {
    Json json = describe_limits(table.type.limits, table.type.is_64, table.is_import());
    json["element"] = spelled(table.type.element);
    json["type"] = spelled(table.type);
    tables.push_back(std::move(json));
  }
  return tables;
}

std::string spelled(const FieldType& field) {
  const std::string type = field.packed_bits ? "i" + std::to_string(field.packed_bits) : spelled(field.type);
  return field.is_mutable ? "(mut " + type + ")" : type;
}

/// Structures and arrays, by which a host makes objects.
Json describe_types(const Module& module) {
  Json types = Json::array();
  for (std::uint32_t i = 0; i < module.types.size(); ++i) {
    const SubType& type = module.types[i];
    if (type.kind == SubType::Function) continue;
    Json json = {{"index", i}, {"kind", type.kind == SubType::Struct ? "struct" : "array"}, {"final", type.is_final}};
    if (i < module.type_names.size() && !module.type_names[i].empty()) json["name"] = module.type_names[i];
    if (type.has_supertype) json["supertype"] = type.supertype;
    json["fields"] = Json::array();
    for (std::uint32_t field = 0; field < type.fields.size(); ++field)
      json["fields"].push_back({{"name", name_of_field(module, i, field)}, {"type", spelled(type.fields[field])}});
    types.push_back(std::move(json));
  }
  return types;
}

/// type 3 "point3" sub 1 struct: "x" (mut i32), "y" (mut i32)
std::string spelled_type_line(const Json& type) {
  std::string text = "type " + type["index"].dump();
  if (type.contains("name")) text += " " + type["name"].dump();
  if (type.contains("supertype")) text += " sub " + type["supertype"].dump();
  text += " " + type["kind"].get<std::string>();
  const char* separator = ": ";
  for (const Json& field : type["fields"]) {
    text += separator + (field["name"] == "" ? "" : field["name"].dump() + " ") + field["type"].get<std::string>();
    separator = ", ";
  }
  return text;
}

Json describe_counts(const Module& module) {
  std::uint64_t code_bytes = 0;
  for (const Function& function : module.functions) code_bytes += function.body.size();
  std::uint64_t data_bytes = 0;
  for (const DataSegment& segment : module.data) data_bytes += segment.bytes.size();
  return {{"bytes", module.bytes.size()},
          {"code_bytes", code_bytes},
          {"data_bytes", data_bytes},
          {"types", module.types.size()},
          {"imports", module.imports.size()},
          {"exports", module.exports.size()},
          {"functions", module.functions.size()},
          {"imported_functions", module.imported_functions},
          {"globals", module.globals.size()},
          {"tags", module.tags.size()},
          {"element_segments", module.elements.size()},
          {"data_segments", module.data.size()},
          {"branch_hints", module.branch_hints.size()}};
}

void add_features_of_body(const Module& module, const Function& function, std::set<Feature>& features) {
  InstructionReader reader(module, function.body);
  for (const LocalRun& run : reader.read_locals()) features.insert(feature_of(run.type));
  Instruction instruction;
  while (!reader.at_end()) {
    reader.next(instruction);
    features.insert(feature_of(instruction));
  }
}

std::set<Feature> features_of(const Module& module) {
  std::set<Feature> features;
  for_each_feature(module, [&](const FeatureUse& use) { features.insert(use.feature); });
  for (std::uint32_t i = module.imported_functions; i < module.functions.size(); ++i) try {
      add_features_of_body(module, module.functions[i], features);
    } catch (Diagnostic& diagnostic) {
      diagnostic.in_function(spelled_function(module, i));
      throw;
    }
  features.erase(Feature::Core);
  return features;
}

/// The gate's features, and those that are part of the core but that not every host can serve.
Json describe_features(const Module& module) {
  Json features = Json::array();
  const auto add = [&](bool is_used, const std::string& name, bool is_translated) {
    if (is_used) features.push_back({{"name", name}, {"supported", is_translated}});
  };
  const auto is_64 = [](const auto& entity) { return entity.type.is_64; };
  const auto is_multi_value = [](const SubType& type) { return type.function.results.size() > 1; };
  add(std::any_of(module.types.begin(), module.types.end(), is_multi_value), "multiple results", true);
  add(module.memories.size() > 1, "multiple memories", true);
  add(std::any_of(module.memories.begin(), module.memories.end(), is_64), "64-bit memories", true);
  add(std::any_of(module.tables.begin(), module.tables.end(), is_64), "64-bit tables", true);
  for (const Feature feature : features_of(module)) add(true, translator::name_of(feature), is_supported(feature));
  return features;
}

Json describe_biggest_functions(const Module& module) {
  std::vector<std::uint32_t> indices;
  for (std::uint32_t i = module.imported_functions; i < module.functions.size(); ++i) indices.push_back(i);
  const std::size_t shown = std::min(indices.size(), biggest_functions_shown);
  const auto is_bigger = [&](std::uint32_t a, std::uint32_t b) {
    const std::size_t size_a = module.functions[a].body.size();
    const std::size_t size_b = module.functions[b].body.size();
    return size_a != size_b ? size_a > size_b : a < b;
  };
  std::partial_sort(indices.begin(), indices.begin() + static_cast<std::ptrdiff_t>(shown), indices.end(), is_bigger);
  Json functions = Json::array();
  for (std::size_t i = 0; i < shown; ++i) {
    const Function& function = module.functions[indices[i]];
    functions.push_back({{"index", indices[i]}, {"name", function.name}, {"bytes", function.body.size()}});
  }
  return functions;
}

/// A heading, and a line for each of `entries`; nothing if there are none.
template <class Line>
std::string section(const char* heading, const Json& entries, Line line) {
  if (entries.empty()) return "";
  std::string text = std::string("\n") + heading + "\n";
  for (const Json& entry : entries) text += "  " + line(entry) + "\n";
  return text;
}

std::string text_of(const Json& entry, const char* key) { return entry[key].template get<std::string>(); }

std::string spelled_counts(const Json& counts) {
  std::string text;
  for (const auto& [name, count] : counts.items()) {
    std::string words = name;
    std::replace(words.begin(), words.end(), '_', ' ');
    text += words + std::string(20 - std::min<std::size_t>(words.size(), 19), ' ') + count.dump() + "\n";
  }
  return text;
}

}  // namespace

Json describe(const Module& module) {
  return {{"file", module.file},
          {"name", module.name},
          {"counts", describe_counts(module)},
          {"features", describe_features(module)},
          {"imports", describe_imports(module)},
          {"exports", describe_exports(module)},
          {"memories", describe_memories(module)},
          {"tables", describe_tables(module)},
          {"types", describe_types(module)},
          {"biggest_functions", describe_biggest_functions(module)}};
}

std::string spelled_description(const Json& json) {
  std::string text = text_of(json, "file") + "\n";
  if (json["name"] != "") text += "module " + json["name"].dump() + "\n";
  text += "\n" + spelled_counts(json["counts"]);
  text += section("features", json["features"], [](const Json& feature) {
    return text_of(feature, "name") + (feature["supported"] ? "" : " (not translated by this version)");
  });
  text += section("imports", json["imports"], [](const Json& import) {
    return text_of(import, "kind") + " " + import["module"].dump() + " " + import["name"].dump() + " " +
           text_of(import, "type");
  });
  text += section("exports", json["exports"], [](const Json& exported) {
    return text_of(exported, "kind") + " " + exported["name"].dump() + " " + text_of(exported, "type");
  });
  const auto with_origin = [](const Json& entity) {
    return text_of(entity, "type") + (entity["imported"] ? " (imported)" : "");
  };
  text += section("memories", json["memories"], with_origin);
  text += section("tables", json["tables"], with_origin);
  text += section("structures and arrays", json["types"], spelled_type_line);
  text += section("biggest functions", json["biggest_functions"], [](const Json& function) {
    const std::string name = text_of(function, "name");
    return "func " + function["index"].dump() + (name.empty() ? "" : " " + function["name"].dump()) + ": " +
           function["bytes"].dump() + " bytes";
  });
  return text;
}

void inspect(const Source& source, bool as_json, std::ostream& out) {
  Module module = read_module(source.bytes(), source.name());
  validate_module(module);
  const ExpansionBudget all_signatures(module);
  const Json description = describe(module);
  // Only the file's own name may be no UTF-8.
  const std::string text = as_json ? description.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"
                                   : spelled_description(description);
  out << escape_control_characters(text, "\\u%04x", "\n");  // JSON itself leaves those from U+007F on
}

}  // namespace translator
