// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types in the text format, for link errors: "(func (param i32) (result i64))", "(memory 1 10)", "(global (mut f32))".
// Defined types inside of others have no name at run time, and are written "(ref $type)".
#pragma once

#include <string>
#include <vector>

#include <wasm2cpp/host/canonical_type.hpp>
#include <wasm2cpp/host/message.hpp>

namespace wasm2cpp::host {

inline const char* heap_text(const canonical_value& type) {
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
  if (!type.is_nullable) return joined({"(ref ", heap_text(type), ")"});
  if (type.heap == guest::heap_func || type.heap == guest::heap_extern || type.heap == guest::heap_exn)
    return joined({heap_text(type), "ref"});
  return joined({"(ref null ", heap_text(type), ")"});
}

inline std::string mutable_text(const std::string& type, bool is_mutable) {
  return is_mutable ? joined({"(mut ", type, ")"}) : type;
}

inline std::string text_of(const canonical_field& field) {
  const std::string type = field.packed_bits != 0 ? joined({"i", field.packed_bits}) : text_of(field.type);
  return mutable_text(type, field.is_mutable);
}

/// ` (param i32)` for each, or ` (result i32)`.
inline void append_types(std::string& text, const char* what, const std::vector<canonical_value>& types) {
  for (const canonical_value& type : types) append(text, {" (", what, " ", text_of(type), ")"});
}

inline std::string text_of(type_id type) {
  const registered_type& details = type_details(type);
  if (details.kind == guest::type_array) return joined({"(array ", text_of(details.fields[0]), ")"});
  std::string text = details.kind == guest::type_struct ? "(struct" : "(func";
  for (const canonical_field& field : details.fields) append(text, {" (field ", text_of(field), ")"});
  append_types(text, "param", details.parameters);
  append_types(text, "result", details.results);
  text.push_back(')');
  return text;
}

inline std::string tag_text(type_id type) {
  std::string text = "(tag";
  append_types(text, "param", type_details(type).parameters);
  text.push_back(')');
  return text;
}

/// Of memories and tables.
inline std::string limits_text(bool is_64, std::uint64_t min, bool has_max, std::uint64_t max) {
  std::string text = joined({is_64 ? " i64 " : " ", min});
  if (has_max) append(text, {" ", max});
  return text;
}

inline std::string memory_text(bool is_64, std::uint64_t min, bool has_max, std::uint64_t max, bool is_shared,
                               unsigned page_bits) {
  std::string text = joined({"(memory", limits_text(is_64, min, has_max, max), is_shared ? " shared" : ""});
  if (page_bits != 16) append(text, {" (pagesize ", std::uint64_t{1} << page_bits, ")"});
  text.push_back(')');
  return text;
}

inline std::string table_text(bool is_64, std::uint64_t min, bool has_max, std::uint64_t max,
                              const canonical_value& element) {
  return joined({"(table", limits_text(is_64, min, has_max, max), " ", text_of(element), ")"});
}

inline std::string global_text(const canonical_value& type, bool is_mutable) {
  return joined({"(global ", mutable_text(text_of(type), is_mutable), ")"});
}

}  // namespace wasm2cpp::host
