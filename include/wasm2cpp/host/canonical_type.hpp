// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Two modules that write the same type must mean the same thing when one calls a function of the other through a
// table. The specification (section 3.1.2, "Type Equivalence") compares types by their recursive groups: two types are
// equal if they stand at the same place of equal groups, where references inside the group count by position and
// references out of it by the type meant. So each group is written as a key:
//
//   (rec (type $a (func (param (ref $a) i32))))   ->   F . - | ref "inside, 0" | i32 |
//
// and one process-wide map from keys to canonical types makes equality a pointer comparison: all that
// call_indirect does in the common case. For types that are not final, each canonical type carries the list of its
// supertypes from the root to itself (a "display"), so that a subtype check is one load and one comparison.
//
// Invariants: canonical types are never freed and never change; the registry is guarded by a mutex; a module's
// `type_ids` are filled once, before its first instance. The registry copies what it keeps, so that a library with
// translated modules may be unloaded.
//
// What this file does not do: matching of imports (link.hpp).
#pragma once

#include <map>
#include <string>
#include <vector>

#include <wasm2cpp/guest/description.hpp>
#include <wasm2cpp/guest/names.hpp>
#include <wasm2cpp/host/lock.hpp>
#include <wasm2cpp/host/signature.hpp>

namespace wasm2cpp::host {

using guest::is_subtype;
using guest::type_id;

/// A value type whose heap type no longer depends on a module: `type` is set if `heap` >= 0.
struct canonical_value {
  std::uint8_t kind = guest::kind_i32;
  bool is_nullable = false;
  std::int32_t heap = 0;
  type_id type = nullptr;
  bool is_reference() const { return kind == guest::kind_reference; }
  friend bool operator==(const canonical_value&, const canonical_value&) = default;
};

inline bool has_references(const std::vector<canonical_value>& types) {
  for (const canonical_value& type : types)
    if (type.is_reference()) return true;
  return false;
}

/// A structure's field, or an array's element.
struct canonical_field {
  canonical_value type;
  std::uint8_t packed_bits = 0;
  bool is_mutable = false;
};

/// What the registry knows of a type beyond what guest code needs. Every type_id points to one of these.
struct registered_type : guest::canonical_type {
  bool is_final = true;
  std::vector<canonical_value> parameters;
  std::vector<canonical_value> results;
  std::vector<canonical_field> fields;
  std::vector<type_id> display;  ///< supertypes from the root; the last is the type itself
};

inline const registered_type& type_details(type_id type) { return *static_cast<const registered_type*>(type); }

// ---- matching of value types (section 3.3.2 and following) ----

/// The abstract heap type directly above a defined type.
inline std::int32_t heap_of_kind(std::uint32_t kind) {
  if (kind == guest::type_function) return guest::heap_func;
  return kind == guest::type_struct ? guest::heap_struct : guest::heap_array;
}

inline bool abstract_heap_matches(std::int32_t sub, std::int32_t super) {
  if (sub == super) return true;
  switch (sub) {
    case guest::heap_i31:
    case guest::heap_struct:
    case guest::heap_array:
      return super == guest::heap_eq || super == guest::heap_any;
    case guest::heap_eq:
      return super == guest::heap_any;
    case guest::heap_none:
      return super == guest::heap_any || super == guest::heap_eq || super == guest::heap_i31 ||
             super == guest::heap_struct || super == guest::heap_array;
    case guest::heap_nofunc:
      return super == guest::heap_func;
    case guest::heap_noextern:
      return super == guest::heap_extern;
    case guest::heap_noexn:
      return super == guest::heap_exn;
    default:
      return false;
  }
}

inline bool heap_matches(const canonical_value& sub, const canonical_value& super) {
  if (sub.type && super.type) return is_subtype(sub.type, super.type);
  if (sub.type) return abstract_heap_matches(heap_of_kind(type_details(sub.type).kind), super.heap);
  if (super.type) {  // only the bottom of its hierarchy lies below a defined type
    const bool is_function = type_details(super.type).kind == guest::type_function;
    return sub.heap == (is_function ? guest::heap_nofunc : guest::heap_none);
  }
  return abstract_heap_matches(sub.heap, super.heap);
}

inline bool value_matches(const canonical_value& sub, const canonical_value& super) {
  if (sub.kind != super.kind) return false;
  if (!sub.is_reference()) return true;
  return (!sub.is_nullable || super.is_nullable) && heap_matches(sub, super);
}

/// A module's value type without the module. The `type_ids` that it names must be filled.
inline canonical_value canonical(const module_description& module, const guest::value_type& type) {
  canonical_value value;
  value.kind = type.kind;
  if (type.kind != guest::kind_reference) return value;
  value.is_nullable = type.nullable;
  if (type.heap < 0)
    value.heap = type.heap;
  else
    value.type = module.type_ids[type.heap];
  return value;
}

// ---- the registry ----

class WASM2CPP_SHARED type_registry {
 public:
  WASM2CPP_SHARED static type_registry& get() {
    static type_registry* const registry = new type_registry;  // never destroyed: canonical types outlive everything
    return *registry;
  }

  /// Fills `module.type_ids` and makes the names of its functions known, once; safe to call from several threads.
  void register_module(const module_description& module) {
    if (__atomic_load_n(module.is_registered, __ATOMIC_ACQUIRE)) return;
    const lock held(mutex_);
    if (*module.is_registered) return;
    for (std::uint32_t begin = 0; begin < module.type_count; begin = module.types[begin].group_end)
      register_group(module, begin, module.types[begin].group_end);
    guest::register_names(module.name, module.name_tables, module.name_table_count, module.code_begin, module.code_end);
    __atomic_store_n(module.is_registered, 1u, __ATOMIC_RELEASE);
  }

  /// The final function type without supertypes that stands alone in its group: what a host function has.
  type_id function_type(std::vector<canonical_value> parameters, std::vector<canonical_value> results) {
    std::string key;
    append_header(key, guest::type_function, true);
    key += '-';
    for (const canonical_value& type : parameters) append_value(key, type);
    key += '>';
    for (const canonical_value& type : results) append_value(key, type);
    key += ';';
    const lock held(mutex_);
    std::vector<registered_type*>& group = groups_[key];
    if (group.empty()) {
      group.push_back(new registered_type{});
      group[0]->parameters = std::move(parameters);
      group[0]->results = std::move(results);
      finish(*group[0], nullptr);
    }
    return group[0];
  }

 private:
  using description = guest::type_description;

  void register_group(const module_description& module, std::uint32_t begin, std::uint32_t end) {
    std::string key;
    for (std::uint32_t i = begin; i < end; ++i) append_type(key, module, module.types[i]);
    std::vector<registered_type*>& group = groups_[key];
    const bool is_new = group.empty();
    for (std::uint32_t i = begin; i < end; ++i) {
      if (is_new) group.push_back(new registered_type{});
      module.type_ids[i] = group[i - begin];
    }
    if (!is_new) return;
    for (std::uint32_t i = begin; i < end; ++i) fill(*group[i - begin], module, module.types[i]);
  }

  /// The ids of the group's members must be there, because they may name each other.
  static void fill(registered_type& type, const module_description& module, const description& source) {
    type.kind = source.kind;
    type.is_final = source.is_final;
    for (std::uint32_t i = 0; i < source.parameter_count; ++i)
      type.parameters.push_back(canonical(module, source.parameters[i]));
    for (std::uint32_t i = 0; i < source.result_count; ++i)
      type.results.push_back(canonical(module, source.results[i]));
    for (std::uint32_t i = 0; i < source.field_count; ++i)
      type.fields.push_back(
          {canonical(module, source.fields[i].type), source.fields[i].packed_bits, source.fields[i].is_mutable != 0});
    finish(type, source.supertype < 0 ? nullptr : module.type_ids[source.supertype]);
  }

  static void finish(registered_type& type, type_id supertype) {
    if (supertype) type.display = type_details(supertype).display;
    type.display.push_back(&type);
    type.depth = static_cast<std::uint32_t>(type.display.size() - 1);
    type.supertypes = type.display.data();
  }

  // ---- keys: one byte for each kind of thing, then fixed-size data, so that no two groups share a key ----

  static void append_type(std::string& key, const module_description& module, const description& type) {
    append_header(key, type.kind, type.is_final);
    if (type.supertype < 0)
      key += '-';
    else
      append_index(key, module, type, type.supertype);
    for (std::uint32_t i = 0; i < type.parameter_count; ++i) append_value(key, module, type, type.parameters[i]);
    for (std::uint32_t i = 0; i < type.field_count; ++i) {
      append_value(key, module, type, type.fields[i].type);
      key += static_cast<char>(type.fields[i].packed_bits);
      key += type.fields[i].is_mutable ? 'm' : 'c';
    }
    key += '>';
    for (std::uint32_t i = 0; i < type.result_count; ++i) append_value(key, module, type, type.results[i]);
    key += ';';
  }

  static void append_header(std::string& key, std::uint8_t kind, bool is_final) {
    key += static_cast<char>('A' + kind);
    key += is_final ? '.' : '+';
  }

  static void append_value(std::string& key, const module_description& module, const description& type,
                           const guest::value_type& value) {
    if (value.kind != guest::kind_reference || value.heap < 0) return append_value(key, canonical(module, value));
    key += value.nullable ? "rn" : "r!";
    append_index(key, module, type, value.heap);
  }

  static void append_value(std::string& key, const canonical_value& value) {
    if (!value.is_reference()) {
      key += static_cast<char>('0' + value.kind);
      return;
    }
    key += value.is_nullable ? "rn" : "r!";
    if (value.type)
      append_pointer(key, value.type);
    else
      key += static_cast<char>('a' - value.heap);
  }

  static void append_index(std::string& key, const module_description& module, const description& type,
                           std::int32_t index) {
    const auto i = static_cast<std::uint32_t>(index);
    if (i < type.group_begin || i >= type.group_end) return append_pointer(key, module.type_ids[i]);
    const std::uint32_t position = i - type.group_begin;
    key += '#';
    key.append(reinterpret_cast<const char*>(&position), sizeof position);
  }

  static void append_pointer(std::string& key, type_id type) {
    key += '*';
    key.append(reinterpret_cast<const char*>(&type), sizeof type);
  }

  pthread_mutex_t mutex_ = PTHREAD_MUTEX_INITIALIZER;
  std::map<std::string, std::vector<registered_type*>> groups_;
};

// ---- C++ signatures ----

template <class T>
canonical_value canonical_value_of() {
  static_assert(value_of_guest<T>);
  using namespace guest;
  if constexpr (std::same_as<T, std::uint32_t>)
    return {.kind = kind_i32};
  else if constexpr (std::same_as<T, std::uint64_t>)
    return {.kind = kind_i64};
  else if constexpr (std::same_as<T, float>)
    return {.kind = kind_f32};
  else if constexpr (std::same_as<T, double>)
    return {.kind = kind_f64};
  else if constexpr (std::same_as<T, wasm2cpp::v128>)
    return {.kind = kind_v128};
  else if constexpr (std::same_as<T, guest::funcref>)
    return {.kind = kind_reference, .is_nullable = true, .heap = heap_func};
  else if constexpr (std::same_as<T, wasm2cpp::exnref>)
    return {.kind = kind_reference, .is_nullable = true, .heap = heap_exn};
  else if constexpr (collected_reference<T>)
    return {.kind = kind_reference,
            .is_nullable = true,
            .heap = std::same_as<T, eqref>       ? heap_eq
                    : std::same_as<T, i31ref>    ? heap_i31
                    : std::same_as<T, structref> ? heap_struct
                    : std::same_as<T, arrayref>  ? heap_array
                                                 : heap_any};
  else
    return {.kind = kind_reference, .is_nullable = true, .heap = heap_extern};
}

/// A value type as C++ tells it: the nullable reference to what is abstract above it.
inline canonical_value erasure(const canonical_value& type) {
  if (!type.is_reference()) return type;
  canonical_value erased{.kind = guest::kind_reference, .is_nullable = true, .heap = type.heap};
  if (type.type) erased.heap = heap_of_kind(type.type->kind);
  if (erased.heap == guest::heap_nofunc) erased.heap = guest::heap_func;
  if (erased.heap == guest::heap_noextern) erased.heap = guest::heap_extern;
  if (erased.heap == guest::heap_noexn) erased.heap = guest::heap_exn;
  if (erased.heap == guest::heap_none) erased.heap = guest::heap_any;
  return erased;
}

/// Is `told` what C++ tells of the function type `type`? Then what it does not tell is checked in each call.
inline bool erases_to(type_id type, type_id told) {
  const auto same = [](const std::vector<canonical_value>& a, const std::vector<canonical_value>& b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i)
      if (!(erasure(a[i]) == b[i])) return false;
    return true;
  };
  const registered_type &exact = type_details(type), &erased = type_details(told);
  return exact.kind == guest::type_function && same(exact.parameters, erased.parameters) &&
         same(exact.results, erased.results);
}

template <class Signature>
struct signature_type;
template <class... A>
struct signature_type<void(A...)> {
  static type_id get() { return type_registry::get().function_type({canonical_value_of<A>()...}, {}); }
};
template <class... R, class... A>
struct signature_type<std::tuple<R...>(A...)> {
  static type_id get() {
    return type_registry::get().function_type({canonical_value_of<A>()...}, {canonical_value_of<R>()...});
  }
};
template <class R, class... A>
struct signature_type<R(A...)> {
  static type_id get() {
    return type_registry::get().function_type({canonical_value_of<A>()...}, {canonical_value_of<R>()});
  }
};

/// The canonical type of `R(A...)`.
template <class Signature>
type_id type_of() {
  static const type_id type = signature_type<Signature>::get();
  return type;
}

}  // namespace wasm2cpp::host
