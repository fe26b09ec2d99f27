// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How a module's entities get their identifiers: see module_names.hpp, and names.hpp for the rules of spelling.
#include "module_names.hpp"

#include <algorithm>
#include <map>

#include "type_text.hpp"

namespace translator {

namespace {

std::string fallback(char letter, std::uint32_t index) { return letter + std::to_string(index); }

void name_functions(const Module& module, const CallGraph& calls, const GivenState& given, ModuleNames& names, UniqueNames& unique) {
  for (std::uint32_t i = 0; i < module.functions.size(); ++i) {
    const Function& function = module.functions[i];
    const std::string_view given_name =
        function.name.empty() && function.is_import() ? module.imports[function.import].name : function.name;
    std::string wanted = given_name.empty() ? std::string() : escape_internal(given_name);
    names.functions.push_back(unique.claim(std::move(wanted), fallback('f', i)));
  }
  const auto beside = [&](std::uint32_t function, const char* suffix) {
    return unique.claim(names.functions[function] + suffix, fallback('f', function) + suffix);
  };
  for (std::uint32_t i = module.imported_functions; i < module.functions.size(); ++i) {
    if (calls.makes_tail_calls(i)) names.bodies[i] = beside(i, "_body");
    if (given.has_entry(i)) names.entries[i] = beside(i, "_entry");
  }
  names.at_namespace_level.insert(names.functions.begin(), names.functions.end());
  for (const auto* more : {&names.bodies, &names.entries})
    for (const auto& [function, name] : *more) names.at_namespace_level.insert(name);
}

/// A field may not be called as its struct, nor as what every struct has.
std::vector<std::string> name_fields(const Module& module, std::uint32_t type, const std::string& struct_name) {
  UniqueNames unique;
  for (const std::string& taken : {struct_name, std::string("object"), std::string("type"), std::string("fill"), std::string("holds_references")})
    unique.claim(taken, taken);
  std::vector<std::string> fields;
  for (std::uint32_t i = 0; i < module.types[type].fields.size(); ++i) {
    const std::string_view given = name_of_field(module, type, i);
    fields.push_back(unique.claim(given.empty() ? std::string() : escape_internal(given), fallback('f', i)));
  }
  return fields;
}

void name_structs(const Module& module, ModuleNames& names, UniqueNames& unique) {
  for (std::uint32_t i = 0; i < module.types.size(); ++i) {
    if (module.types[i].kind != SubType::Struct || module.canonical_types[i] != i) continue;
    const std::string_view given = i < module.type_names.size() ? module.type_names[i] : std::string_view();
    StructNames& made = names.structs[i];
    made.name = unique.claim(given.empty() ? std::string() : escape_internal(given), "struct_" + std::to_string(i));
    made.fields = name_fields(module, i, made.name);
    names.at_namespace_level.insert(made.name);
  }
}

void name_globals(const Module& module, ModuleNames& names) {
  UniqueNames unique;
  for (std::uint32_t i = 0; i < module.globals.size(); ++i) {
    const Global& global = module.globals[i];
    const std::string_view given = global.name.empty() && global.is_import() ? module.imports[global.import].name : global.name;
    names.globals.push_back(unique.claim(given.empty() ? std::string() : escape_internal(given), fallback('g', i)));
  }
}

void name_imports(const Module& module, ModuleNames& names) {
  UniqueNames unique_groups;
  std::map<std::string_view, std::size_t> group_of;
  std::vector<UniqueNames> unique_members;
  std::map<std::pair<std::size_t, std::string>, std::string> member_of;  // group and "name, type" to member
  for (std::uint32_t i = 0; i < module.imports.size(); ++i) {
    const Import& import = module.imports[i];
    const auto [place, is_new] = group_of.try_emplace(import.module, names.import_groups.size());
    if (is_new) {
      ImportGroup group;
      group.module = import.module;
      group.name = unique_groups.claim(escape_member(import.module), "module" + std::to_string(i));
      group.type = unique_groups.claim(escape_member(import.module) + "_imports", "module" + std::to_string(i) + "_imports");
      names.import_groups.push_back(std::move(group));
      unique_members.emplace_back();
    }
    const std::size_t group = place->second;
    const std::string key = std::string(import.name) + '\0' + import_type(module, import);
    const auto [member, is_new_member] = member_of.try_emplace({group, key});
    if (is_new_member) {
      member->second = unique_members[group].claim(escape_member(import.name), std::to_string(i));
      names.import_groups[group].members.push_back({member->second, i});
    }
    names.import_expressions.push_back(names.import_groups[group].name + "." + member->second);
  }
}

void name_exports(const Module& module, ModuleNames& names) {
  UniqueNames unique;
  for (std::uint32_t i = 0; i < module.exports.size(); ++i)
    names.exports.push_back(unique.claim(escape_member(module.exports[i].name), "export" + std::to_string(i)));
}

}  // namespace

ModuleNames name_module(const Module& module, const CallGraph& calls, const GivenState& given, std::string space) {
  ModuleNames names;
  names.space = std::move(space);
  UniqueNames unique;
  for (const char* type : {"f32", "f64"}) unique.claim(type, type);  // no names for functions 32 and 64
  name_functions(module, calls, given, names, unique);
  name_structs(module, names, unique);
  name_globals(module, names);
  name_imports(module, names);
  name_exports(module, names);
  return names;
}

std::vector<std::string> name_locals(const Module& module, const ModuleNames& names, std::uint32_t function,
                                     std::span<const std::uint32_t> locals) {
  const auto parameters = module.type_of_function(function).parameters.size();
  const auto plain_name = [&](std::uint32_t local) { return fallback(local < parameters ? 'p' : 'l', local); };
  const auto begin = std::ranges::lower_bound(module.local_names, function, {}, &LocalName::function);
  const auto end = std::ranges::upper_bound(module.local_names, function, {}, &LocalName::function);
  std::vector<std::string> spelled;
  spelled.reserve(locals.size());
  if (begin == end) {
    for (const std::uint32_t local : locals) spelled.push_back(plain_name(local));
    return spelled;
  }
  UniqueNames unique;
  for (const std::uint32_t local : locals) {
    const std::string plain = plain_name(local);
    const auto place = std::ranges::lower_bound(begin, end, local, {}, &LocalName::local);
    const bool has_name = place != end && place->local == local;
    std::string wanted = has_name && !place->name.empty() ? escape_internal(place->name) : std::string();
    if (names.at_namespace_level.contains(wanted)) wanted += '_' + plain;
    if (names.at_namespace_level.contains(wanted)) wanted.clear();
    spelled.push_back(unique.claim(std::move(wanted), plain));
  }
  return spelled;
}

std::string_view name_of_field(const Module& module, std::uint32_t type, std::uint32_t field) {
  const auto place = std::lower_bound(
      module.field_names.begin(), module.field_names.end(), std::pair(type, field),
      [](const FieldName& a, std::pair<std::uint32_t, std::uint32_t> b) { return std::pair(a.type, a.field) < b; });
  const bool has_name = place != module.field_names.end() && place->type == type && place->field == field;
  return has_name ? place->name : std::string_view();
}

std::string in_comment(std::string_view text) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte > ' ' && byte < 0x7f && c != '\\' && c != '%') {
      out += c;
    } else {
      out += '%';
      out += digits[byte >> 4];
      out += digits[byte & 15];
    }
  }
  return out;
}

}  // namespace translator
