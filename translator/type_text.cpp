// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types as text: see type_text.hpp.
#include "type_text.hpp"

#include <cassert>

namespace translator {

namespace {

enum class Hierarchy { Function, External, Exception };

Hierarchy hierarchy_of(const ValueType& type) {
  if (type.heap.is_index()) return Hierarchy::Function;
  const AbstractHeapType heap = type.heap.abstract();
  if (heap == AbstractHeapType::Exn || heap == AbstractHeapType::NoExn) return Hierarchy::Exception;
  return heap == AbstractHeapType::Extern || heap == AbstractHeapType::NoExtern ? Hierarchy::External : Hierarchy::Function;
}

const char* reference_type(Hierarchy hierarchy) {
  switch (hierarchy) {
    case Hierarchy::External: return "externref";
    case Hierarchy::Exception: return "exnref";
    case Hierarchy::Function: break;
  }
  return "funcref";
}

template <class Spell>
std::string joined(std::span<const ValueType> types, const char* separator, Spell spell) {
  std::string out;
  for (const ValueType& type : types) {
    if (!out.empty()) out += separator;
    out += spell(type);
  }
  return out;
}

}  // namespace

std::string internal_type(const ValueType& type) {
  switch (type.kind) {
    case ValueType::I32: return "u32";
    case ValueType::I64: return "u64";
    case ValueType::F32: return "f32";
    case ValueType::F64: return "f64";
    case ValueType::V128: return "v128";
    case ValueType::Reference: return reference_type(hierarchy_of(type));
    case ValueType::Bottom: break;
  }
  assert(!"a type that no value has");
  return {};
}

std::string internal_result(const FunctionType& type) {
  if (type.results.empty()) return "void";
  if (type.results.size() == 1) return internal_type(type.results.front());
  return "values<" + internal_types(type.results) + ">";
}

std::string internal_types(std::span<const ValueType> types) { return joined(types, ", ", internal_type); }

std::string internal_signature(const FunctionType& type) {
  return internal_result(type) + "(" + internal_types(type.parameters) + ")";
}

std::string public_type(const ValueType& type) {
  switch (type.kind) {
    case ValueType::I32: return "std::uint32_t";
    case ValueType::I64: return "std::uint64_t";
    case ValueType::F32: return "float";
    case ValueType::F64: return "double";
    case ValueType::V128: return "wasm2cpp::v128";
    case ValueType::Reference: return "wasm2cpp::" + internal_type(type);
    case ValueType::Bottom: break;
  }
  assert(!"a type that no value has");
  return {};
}

std::string public_types(std::span<const ValueType> types) { return joined(types, ", ", public_type); }

std::string public_result(const FunctionType& type) {
  if (type.results.empty()) return "void";
  if (type.results.size() == 1) return public_type(type.results.front());
  return "std::tuple<" + public_types(type.results) + ">";
}

std::string public_signature(const FunctionType& type) {
  return public_result(type) + "(" + public_types(type.parameters) + ")";
}

std::string wasm_type(const ValueType& type) {
  switch (type.kind) {
    case ValueType::I32: return "i32";
    case ValueType::I64: return "i64";
    case ValueType::F32: return "f32";
    case ValueType::F64: return "f64";
    case ValueType::V128: return "v128";
    case ValueType::Reference: return internal_type(type);
    case ValueType::Bottom: break;
  }
  return "?";
}

std::string wasm_signature(const FunctionType& type) {
  std::string out = "(" + joined(type.parameters, " ", wasm_type) + ")";
  if (type.results.size() == 1) out += " -> " + wasm_type(type.results.front());
  if (type.results.size() > 1) out += " -> (" + joined(type.results, " ", wasm_type) + ")";
  return out;
}

std::string public_tag(const Module& module, std::uint32_t tag) {
  return "wasm2cpp::tag<" + public_types(module.types[module.tags[tag].type.type_index].function.parameters) + ">";
}

std::string import_type(const Module& module, const Import& import) {
  switch (import.kind) {
    case ExternalKind::Function:
      return "wasm2cpp::function_import<" + public_signature(module.type_of_function(import.index)) + ">";
    case ExternalKind::Table: return "wasm2cpp::table";
    case ExternalKind::Memory: return "wasm2cpp::memory";
    case ExternalKind::Global: return "wasm2cpp::global<" + public_type(module.globals[import.index].type.type) + ">";
    case ExternalKind::Tag: break;
  }
  return public_tag(module, import.index);
}

}  // namespace translator
