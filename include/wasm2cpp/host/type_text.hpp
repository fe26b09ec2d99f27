// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types in the text format, for link errors: "(func (param i32) (result i64))", "(memory 1 10)", "(global (mut f32))".
// Defined types inside of others have no name at run time, and are written "(ref $type)".
#pragma once

#include <string>

#include <wasm2cpp/host/canonical_type.hpp>

namespace wasm2cpp::host {

inline std::string heap_text(const canonical_value& type) {
  if (type.type) return "$type";
  switch (type.heap) {
    case guest::heap_func:
      return "func";
    case guest::heap_extern:
      return "extern";
    case guest::heap_any:
      return "any";
    case guest::heap_eq:
      return "eq";
    case guest::heap_i31:
      return "i31";
    case guest::heap_struct:
      return "struct";
    case guest::heap_array:
      return "array";
    case guest::heap_exn:
      return "exn";
    case guest::heap_none:
      return "none";
    case guest::heap_nofunc:
      return "nofunc";
    case guest::heap_noextern:
      return "noextern";
    default:
      return "noexn";
  }
}

inline std::string text_of(const canonical_value& type) {
  static constexpr const char* numbers[] = {"i32", "i64", "f32", "f64", "v128"};
  if (!type.is_reference()) return numbers[type.kind];
  if (!type.is_nullable) return "(ref " + heap_text(type) + ")";
  if (type.heap == guest::heap_func || type.heap == guest::heap_extern || type.heap == guest::heap_exn)
    return heap_text(type) + "ref";
  return "(ref null " + heap_text(type) + ")";
}

inline std::string text_of(const canonical_field& field) {
  std::string text = text_of(field.type);
  if (field.packed_bits != 0) text = "i" + std::to_string(field.packed_bits);
  return field.is_mutable ? "(mut " + text + ")" : text;
}

inline std::string text_of(type_id type) {
  const registered_type& details = type_details(type);
  if (details.kind == guest::type_array) return "(array " + text_of(details.fields[0]) + ")";
  if (details.kind == guest::type_struct) {
    std::string text = "(struct";
    for (const canonical_field& field : details.fields) text += " (field " + text_of(field) + ")";
    return text + ")";
  }
  std::string text = "(func";
  for (const canonical_value& parameter : details.parameters) text += " (param " + text_of(parameter) + ")";
  for (const canonical_value& result : details.results) text += " (result " + text_of(result) + ")";
  return text + ")";
}

inline std::string tag_text(type_id type) {
  std::string text = "(tag";
  for (const canonical_value& parameter : type_details(type).parameters) text += " (param " + text_of(parameter) + ")";
  return text + ")";
}

/// Of memories and tables.
inline std::string limits_text(bool is_64, std::uint64_t min, bool has_max, std::uint64_t max) {
  std::string text = is_64 ? " i64 " : " ";
  text += std::to_string(min);
  if (has_max) text += " " + std::to_string(max);
  return text;
}

inline std::string memory_text(bool is_64, std::uint64_t min, bool has_max, std::uint64_t max, bool is_shared,
                               unsigned page_bits) {
  std::string text = "(memory" + limits_text(is_64, min, has_max, max);
  if (is_shared) text += " shared";
  if (page_bits != 16) text += " (pagesize " + std::to_string(std::uint64_t{1} << page_bits) + ")";
  return text + ")";
}

inline std::string table_text(bool is_64, std::uint64_t min, bool has_max, std::uint64_t max,
                              const canonical_value& element) {
  return "(table" + limits_text(is_64, min, has_max, max) + " " + text_of(element) + ")";
}

inline std::string global_text(const canonical_value& type, bool is_mutable) {
  return "(global " + (is_mutable ? "(mut " + text_of(type) + ")" : text_of(type)) + ")";
}

}  // namespace wasm2cpp::host
