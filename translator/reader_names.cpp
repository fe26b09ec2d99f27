// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The name section (specification, appendix 7.7.1): the names that the author of a module gave to what has none in the
// module itself. Here: the module, functions, locals, globals, types and their fields.
//
// A custom section is never a reason to refuse a module. What is malformed here, or names what does not exist, is
// passed over, and the names up to there are kept.
#include "reader_names.hpp"

#include <algorithm>
#include <tuple>

#include "reader.hpp"

namespace translator {
namespace {

enum Subsection : std::uint8_t { ModuleName = 0, FunctionNames = 1, LocalNames = 2, TypeNames = 4, GlobalNames = 7, FieldNames = 10 };

/// A name map: calls `take(index, name)` for each entry.
template <class Take>
void read_name_map(ByteReader& reader, Take take) {
  const std::uint32_t count = reader.count("name count", 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t index = reader.u32("an index");
    take(index, reader.name("a name"));
  }
}

template <class Entities>
void read_entity_names(ByteReader& reader, Entities& entities) {
  read_name_map(reader, [&](std::uint32_t index, std::string_view name) {
    if (index < entities.size()) entities[index].name = name;
  });
}

/// An indirect name map: calls `take(outer, inner, name)` for each entry.
template <class Take>
void read_indirect_name_map(ByteReader& reader, Take take) {
  const std::uint32_t count = reader.count("index count", 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t outer = reader.u32("an index");
    read_name_map(reader, [&](std::uint32_t inner, std::string_view name) { take(outer, inner, name); });
  }
}

void read_local_names(ByteReader& reader, Module& module) {
  read_indirect_name_map(reader, [&](std::uint32_t function, std::uint32_t local, std::string_view name) {
    if (function < module.functions.size()) module.local_names.push_back({function, local, name});
  });
}

void read_type_names(ByteReader& reader, Module& module) {
  module.type_names.resize(module.types.size());
  read_name_map(reader, [&](std::uint32_t type, std::string_view name) {
    if (type < module.types.size()) module.type_names[type] = name;
  });
}

void read_field_names(ByteReader& reader, Module& module) {
  read_indirect_name_map(reader, [&](std::uint32_t type, std::uint32_t field, std::string_view name) {
    if (type < module.types.size() && field < module.types[type].fields.size())
      module.field_names.push_back({type, field, name});
  });
}

void read_subsections(ByteReader& reader, Module& module) {
  while (!reader.at_end()) {
    const std::uint8_t id = reader.u8("a subsection");
    const std::uint32_t size = reader.count("a subsection's size");
    ByteReader subsection(module.bytes, reader.skip(size, "a subsection"));
    switch (id) {
      case ModuleName: module.name = subsection.name("a name"); break;
      case FunctionNames: read_entity_names(subsection, module.functions); break;
      case LocalNames: read_local_names(subsection, module); break;
      case TypeNames: read_type_names(subsection, module); break;
      case FieldNames: read_field_names(subsection, module); break;
      case GlobalNames: read_entity_names(subsection, module.globals); break;
      default: break;
    }
  }
}

/// The specification wants them sorted; a producer may not have known.
template <class Name, class Before>
void sort_names(std::vector<Name>& names, Before before) {
  if (!std::is_sorted(names.begin(), names.end(), before)) std::stable_sort(names.begin(), names.end(), before);
}

}  // namespace

void read_names(Module& module, ByteRange contents) {
  ByteReader reader(module.bytes, contents);
  try {
    read_subsections(reader, module);
  } catch (const Diagnostic&) {
    // The names up to here are as good as any.
  }
  sort_names(module.local_names, [](const LocalName& a, const LocalName& b) {
    return std::tie(a.function, a.local) < std::tie(b.function, b.local);
  });
  sort_names(module.field_names, [](const FieldName& a, const FieldName& b) {
    return std::tie(a.type, a.field) < std::tie(b.type, b.field);
  });
}

}  // namespace translator
