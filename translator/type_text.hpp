// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types as text: in C++ for emitted code ("u32", "values<u32, f64>") and for the public class ("std::uint32_t",
// "std::tuple<std::uint32_t, double>"), and in the specification's words for comments ("(i32 i32) -> i32").
#pragma once

#include <span>
#include <string>

#include "module.hpp"
#include "types.hpp"

namespace translator {

/// The abstract heap type of a heap type: itself, or the one above the module's own type.
AbstractHeapType abstract_heap(const Module& module, HeapType heap);

std::string internal_type(const Module& module, const ValueType& type);                ///< u32
std::string internal_result(const Module& module, const FunctionType& type);           ///< void, u32, values<u32, f64>
std::string internal_types(const Module& module, std::span<const ValueType> types);    ///< u32, f64
std::string internal_signature(const Module& module, const FunctionType& type);        ///< u32(u32, f64)
/// What a field or element is kept as: u8 and u16 for the packed ones.
std::string storage_type(const Module& module, const FieldType& field);
std::string public_types(const Module& module, std::span<const ValueType> types);      ///< std::uint32_t, double

std::string public_type(const Module& module, const ValueType& type);                  ///< std::uint32_t
std::string public_result(const Module& module, const FunctionType& type);             ///< std::tuple<std::uint32_t, double>
std::string public_signature(const Module& module, const FunctionType& type);         

std::string wasm_signature(const FunctionType& type);                                  ///< (i32 f64) -> i32

std::string public_tag(const Module& module, std::uint32_t tag);      ///< wasm2cpp::tag<std::uint32_t>

/// The type of the member through which a host gives an import: "wasm2cpp::memory".
std::string import_type(const Module& module, const Import& import);

}  // namespace translator
