// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Whether what is given for a module's imports fits (specification, section 3.3.13 "Matching of external types" and
// 4.5.4 "Instantiation", steps 1 to 6), and in which store the instance will live. Nothing is written yet; a misfit is
// a link_error that names the import, the type wanted and the type found:
//
//   incompatible import type: "js" "mem": wanted (memory 2), found (memory 1 100)
//
// Beyond the specification: code in guard mode needs memories that are reserved, and a table, a global or tag of
// references, or a function must be of the store that the instance joins.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <wasm2cpp/host/module_instance.hpp>
#include <wasm2cpp/host/type_text.hpp>

namespace wasm2cpp::host {

/// What differs.
struct mismatch {
  std::string wanted;
  std::string found;
};

// ---- types as text ----

inline std::string text_of(const guest::memory_description& wanted) {
  return memory_text(wanted.is_64, wanted.min, wanted.has_max, wanted.max, wanted.is_shared, wanted.page_bits);
}
inline std::string text_of(const memory& found) {
  const memory_object& m = *found.object();
  return memory_text(m.is_64, found.size(), m.has_maximum, m.maximum, m.is_shared, m.page_bits);
}
inline std::string text_of(const module_description& module, const guest::table_description& wanted) {
  return table_text(wanted.is_64, wanted.min, wanted.has_max, wanted.max, canonical(module, wanted.element));
}
inline std::string text_of(const table& found) {
  const table_object& t = *found.object();
  return table_text(t.is_64, t.size, t.has_maximum, t.maximum, t.element);
}
inline std::string text_of(const module_description& module, const guest::global_description& wanted) {
  return global_text(canonical(module, wanted.type), wanted.is_mutable);
}
inline std::string text_of(const global_location& found) { return global_text(found.type, found.is_mutable); }

/// The module's types must be registered.
inline std::string text_of(const module_description& module, const guest::import_description& wanted) {
  switch (wanted.kind) {
    case guest::external_function:
      return text_of(module.type_ids[wanted.index]);
    case guest::external_table:
      return text_of(module, module.tables[wanted.index]);
    case guest::external_memory:
      return text_of(module.memories[wanted.index]);
    case guest::external_global:
      return text_of(module, module.globals[wanted.index]);
    default:
      return tag_text(module.type_ids[wanted.index]);
  }
}

inline std::string text_of(const external& found) {
  switch (found.kind()) {
    case guest::external_function:
      return text_of(found.function_source().type());
    case guest::external_table:
      return text_of(found.as_table());
    case guest::external_memory:
      return text_of(found.as_memory());
    case guest::external_global:
      return text_of(found.global_location());
    default:
      return tag_text(found.tag_location().object->type);
  }
}

// ---- matching ----

/// Section 3.3.10, "Matching" of limits. `found` counts what is there now as its minimum.
template <class Wanted>
bool limits_match(const Wanted& wanted, std::uint64_t size, bool has_max, std::uint64_t max) {
  return size >= wanted.min && (!wanted.has_max || (has_max && max <= wanted.max));
}

inline std::optional<mismatch> match_memory(const module_description& module, const guest::memory_description& wanted,
                                            const memory& found) {
  const memory_object& m = *found.object();
  if (!(limits_match(wanted, found.size(), m.has_maximum, m.maximum) && wanted.is_64 == m.is_64 &&
        wanted.is_shared == m.is_shared && wanted.page_bits == m.page_bits))
    return mismatch{text_of(wanted), text_of(found)};
  const bool needs_guard = !module.is_checked && !wanted.is_64 && wanted.page_bits == 16;
  if (needs_guard && !m.is_guarded) return mismatch{"a memory with guard pages", "one without"};
  return std::nullopt;
}

inline std::optional<mismatch> match_table(const module_description& module, const guest::table_description& wanted,
                                           const table& found) {
  const table_object& t = *found.object();
  const canonical_value element = canonical(module, wanted.element);
  const bool is_same_element = value_matches(t.element, element) && value_matches(element, t.element);
  if (is_same_element && limits_match(wanted, t.size, t.has_maximum, t.maximum) && wanted.is_64 == t.is_64)
    return std::nullopt;
  return mismatch{text_of(module, wanted), text_of(found)};
}

inline std::optional<mismatch> match_global(const module_description& module, const guest::global_description& wanted,
                                            const global_location& found) {
  const canonical_value type = canonical(module, wanted.type);
  const bool matches = value_matches(found.type, type) && (!wanted.is_mutable || value_matches(type, found.type));
  if (matches && wanted.is_mutable == found.is_mutable) return std::nullopt;
  return mismatch{text_of(module, wanted), text_of(found)};
}

/// A callable's type is what C++ tells of one: it takes the import's.
inline std::optional<mismatch> match_function(type_id wanted, type_id found, bool is_callable) {
  if (is_subtype(found, wanted) || (is_callable && erases_to(wanted, found))) return std::nullopt;
  return mismatch{text_of(wanted), text_of(found)};
}

/// Section 3.3.13: tags match if their types are the same.
inline std::optional<mismatch> match_tag(type_id wanted, const tag_location& found) {
  if (found.object->type == wanted) return std::nullopt;
  return mismatch{tag_text(wanted), tag_text(found.object->type)};
}

inline const char* text_of_kind(std::uint8_t kind) {
  static constexpr const char* names[] = {"a function", "a table", "a memory", "a global", "a tag"};
  return names[kind];
}

inline std::optional<mismatch> match(const module_description& module, const guest::import_description& wanted,
                                     const external& found) {
  if (wanted.kind != found.kind()) return mismatch{text_of(module, wanted), text_of(found)};
  switch (wanted.kind) {
    case guest::external_function: {
      const function_source source = found.function_source();
      return match_function(module.type_ids[wanted.index], source.type(), !source.record);
    }
    case guest::external_table:
      return match_table(module, module.tables[wanted.index], found.as_table());
    case guest::external_memory:
      return match_memory(module, module.memories[wanted.index], found.as_memory());
    case guest::external_tag:
      return match_tag(module.type_ids[wanted.index], found.tag_location());
    default:
      return match_global(module, module.globals[wanted.index], found.global_location());
  }
}

/// The store that a thing is bound to; null if it may join any.
inline ref<store_data> home_of(const external& thing) {
  switch (thing.kind()) {
    case guest::external_function:
      return thing.function_source().owner;
    case guest::external_table:
      return thing.as_table().store().data();
    case guest::external_global: {
      const global_location location = thing.global_location();
      return location.type.is_reference() ? location.store : ref<store_data>();
    }
    case guest::external_tag: {
      const tag_location location = thing.tag_location();
      return location.carries_references() ? location.store : ref<store_data>();
    }
    default:
      return {};
  }
}

/// `"js" "mem"`, with what is not printable escaped as in the text format.
[[gnu::noinline]] inline std::string quoted(std::string_view name) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text(1, '"');
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '"' || c == '\\') {
      text.push_back('\\');
      text.push_back(digits[byte >> 4]);
      text.push_back(digits[byte & 15]);
    } else {
      text.push_back(c);
    }
  }
  text.push_back('"');
  return text;
}

inline link_error misfit(const guest::import_description& import, const mismatch& difference) {
  return link_error(joined({"incompatible import type: ", quoted(view_of(import.module)), " ", quoted(view_of(import.name)),
                            ": wanted ", difference.wanted, ", found ", difference.found}));
}

/// Checks all imports. `home` is the store that was named, if one was; else it becomes that of the imports, or a new
/// one.
inline std::optional<link_error> check_imports(const module_description& module, const std::vector<external>& imports,
                                               ref<store_data>& home) {
  if (imports.size() != module.import_count)
    return link_error(joined({imports.size(), " imports are given, ", module.import_count, " are wanted"}));
  for (std::uint32_t i = 0; i < module.import_count; ++i) {
    if (const auto difference = match(module, module.imports[i], imports[i]))
      return misfit(module.imports[i], *difference);
    const ref<store_data> found = home_of(imports[i]);
    if (!home) home = found;
    if (found && found != home)
      return misfit(module.imports[i], {joined({text_of_kind(imports[i].kind()), " of the instance's store"}),
                                        "one of another store"});
  }
  if (!home) home = make_ref<store_data>();
  return std::nullopt;
}

}  // namespace wasm2cpp::host
