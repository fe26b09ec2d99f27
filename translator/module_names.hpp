// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The C++ identifiers of one module's entities, chosen once, before anything is written. Internal functions have the
// name section's names, imported ones without such a name those of their import; the rest are f12, g3.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "call_graph.hpp"
#include "given_state.hpp"
#include "keyed_hash.hpp"
#include "module.hpp"
#include "names.hpp"

namespace translator {

/// One member of the imports struct of one imported module. An import that the module names twice at one type is one
/// member; at another type it is another member, whose name has the import's position behind it.
struct ImportMember {
  std::string name;
  std::uint32_t import = 0;            ///< index into Module::imports, of the first of its kind
};

struct ImportGroup {
  std::string_view module;
  std::string name;                    ///< of the member
  std::string type;                    ///< of the nested struct
  std::vector<ImportMember> members;
};

/// The C++ struct of a structure type.
struct StructNames {
  std::string name;
  std::vector<std::string> fields;
};

struct ModuleNames {
  std::string space;                   ///< the namespace
  std::vector<std::string> functions;  ///< by function index
  std::unordered_map<std::uint32_t, std::string> bodies;   ///< of functions that make tail calls
  std::unordered_map<std::uint32_t, std::string> entries;  ///< of functions that have one (GivenState)
  std::vector<std::string> globals;    ///< members of the state
  std::unordered_set<std::string, KeyedHash> at_namespace_level;  ///< what no local variable may hide

  std::unordered_map<std::uint32_t, StructNames> structs;  ///< by type index, of each canonical structure type
  const StructNames& struct_of(const Module& module, std::uint32_t type) const {
    return structs.at(module.canonical_types[type]);
  }

  /// What is called with the common signature: the function's entry, if it has one.
  const std::string& entry(std::uint32_t function) const {
    const auto found = entries.find(function);
    return found == entries.end() ? functions[function] : found->second;
  }

  std::vector<ImportGroup> import_groups;
  std::vector<std::string> import_expressions;  ///< per import: "js.mem"
  std::vector<std::string> exports;             ///< per export: the member's name
};

ModuleNames name_module(const Module& module, const CallGraph& calls, const GivenState& given, std::string space);

/// The names of some of a function's parameters and locals, as many and in the order as `locals` has.
std::vector<std::string> name_locals(const Module& module, const ModuleNames& names, std::uint32_t function,
                                     std::span<const std::uint32_t> locals);

/// As in the name section; empty if it has none.
std::string_view name_of_field(const Module& module, std::uint32_t type, std::uint32_t field);

/// Text from the module as part of a comment: what is not plain ASCII is written %HH, so that no comment ends early.
std::string in_comment(std::string_view text);

}  // namespace translator
