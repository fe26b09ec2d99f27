// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types as text: see type_text.hpp.
#include "type_text.hpp"

#include <cassert>

namespace translator {

namespace {

/// Guest code has one C++ type for each hierarchy of reference types.
const char* internal_reference(AbstractHeapType heap) {
  switch (heap) {
    case AbstractHeapType::Func: case AbstractHeapType::NoFunc: return "funcref";
    case AbstractHeapType::Extern: case AbstractHeapType::NoExtern: return "externref";
    case AbstractHeapType::Exn: case AbstractHeapType::NoExn: return "exnref";
    default: return "anyref";
  }
}

/// Hosts have one for each abstract type that tells something.
const char* public_reference(AbstractHeapType heap) {
  switch (heap) {
    case AbstractHeapType::Eq: return "wasm2cpp::eqref";
    case AbstractHeapType::I31: return "wasm2cpp::i31ref";
    case AbstractHeapType::Struct: return "wasm2cpp::structref";
    case AbstractHeapType::Array: return "wasm2cpp::arrayref";
    case AbstractHeapType::Func: case AbstractHeapType::NoFunc: return "wasm2cpp::funcref";
    case AbstractHeapType::Extern: case AbstractHeapType::NoExtern: return "wasm2cpp::externref";
    case AbstractHeapType::Exn: case AbstractHeapType::NoExn: return "wasm2cpp::exnref";
    default: return "wasm2cpp::anyref";
  }
}

template <class Spell>
std::string joined(const Module& module, std::span<const ValueType> types, const char* separator, Spell spell) {
  std::string out;
  for (const ValueType& type : types) {
    if (!out.empty()) out += separator;
    out += spell(module, type);
  }
  return out;
}

}  // namespace

AbstractHeapType abstract_heap(const Module& module, HeapType heap) {
  if (!heap.is_index()) return heap.abstract();
  switch (module.types[heap.type_index()].kind) {
    case SubType::Function: return AbstractHeapType::Func;
    case SubType::Struct: return AbstractHeapType::Struct;
    case SubType::Array: return AbstractHeapType::Array;
  }
  return heap.abstract();
}

std::string internal_type(const Module& module, const ValueType& type) {
  switch (type.kind) {
    case ValueType::I32: return "u32";
    case ValueType::I64: return "u64";
    case ValueType::F32: return "f32";
    case ValueType::F64: return "f64";
    case ValueType::V128: return "v128";
    case ValueType::Reference: return internal_reference(abstract_heap(module, type.heap));
    case ValueType::Bottom: break;
  }
  assert(false && "a type that no value has");
  return {};
}

std::string internal_result(const Module& module, const FunctionType& type) {
  if (type.results.empty()) return "void";
  if (type.results.size() == 1) return internal_type(module, type.results.front());
  return "values<" + internal_types(module, type.results) + ">";
}

std::string internal_types(const Module& module, std::span<const ValueType> types) { return joined(module, types, ", ", internal_type); }

std::string internal_signature(const Module& module, const FunctionType& type) {
  return internal_result(module, type) + "(" + internal_types(module, type.parameters) + ")";
}

std::string storage_type(const Module& module, const FieldType& field) {
  if (field.packed_bits == 0) return internal_type(module, field.type);
  return field.packed_bits == 8 ? "u8" : "u16";
}

std::string public_type(const Module& module, const ValueType& type) {
  switch (type.kind) {
    case ValueType::I32: return "std::uint32_t";
    case ValueType::I64: return "std::uint64_t";
    case ValueType::F32: return "float";
    case ValueType::F64: return "double";
    case ValueType::V128: return "wasm2cpp::v128";
    case ValueType::Reference: return public_reference(abstract_heap(module, type.heap));
    case ValueType::Bottom: break;
  }
  assert(false && "a type that no value has");
  return {};
}

std::string public_types(const Module& module, std::span<const ValueType> types) {
  return joined(module, types, ", ", public_type);
}

std::string public_result(const Module& module, const FunctionType& type) {
  if (type.results.empty()) return "void";
  if (type.results.size() == 1) return public_type(module, type.results.front());
  return "std::tuple<" + joined(module, type.results, ", ", public_type) + ">";
}

std::string public_signature(const Module& module, const FunctionType& type) {
  return public_result(module, type) + "(" + joined(module, type.parameters, ", ", public_type) + ")";
}

std::string wasm_signature(const FunctionType& type) {
  const auto list = [](const std::vector<ValueType>& types) {
    std::string out;
    for (const ValueType& each : types) out += (out.empty() ? "" : " ") + spelled(each);
    return out;
  };
  std::string out = "(" + list(type.parameters) + ")";
  if (type.results.size() == 1) out += " -> " + list(type.results);
  if (type.results.size() > 1) out += " -> (" + list(type.results) + ")";
  return out;
}

std::string public_tag(const Module& module, std::uint32_t tag) {
  return "wasm2cpp::tag<" + public_types(module, module.types[module.tags[tag].type.type_index].function.parameters) + ">";
}

std::string import_type(const Module& module, const Import& import) {
  switch (import.kind) {
    case ExternalKind::Function:
      return "wasm2cpp::function_import<" + public_signature(module, module.type_of_function(import.index)) + ">";
    case ExternalKind::Table: return "wasm2cpp::table";
    case ExternalKind::Memory: return "wasm2cpp::memory";
    case ExternalKind::Global: return "wasm2cpp::global<" + public_type(module, module.globals[import.index].type.type) + ">";
    case ExternalKind::Tag: break;
  }
  return public_tag(module, import.index);
}

}  // namespace translator
