// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types of WebAssembly 3.0 (specification, section 2.3, "Types"), as plain data.
//
// A module's type section is a list of recursive groups; `Module::types` is that list flattened, each entry
// remembering the group it came from. A `HeapType` is either one of the abstract heap types or an index into that
// flattened list. Types are compared with `TypeMatcher` (type_matcher.hpp), never with `==` alone, because two
// indices may name the same type.
//
// What this file does not do: subtyping, validity, how emitted code writes a type.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace translator {

/// Abstract heap types have negative codes, so that a non-negative value is always an index into `Module::types`.
enum class AbstractHeapType : std::int32_t {
  Func = -1,
  Extern = -2,
  Any = -3,
  Eq = -4,
  I31 = -5,
  Struct = -6,
  Array = -7,
  Exn = -8,
  None = -9,
  NoFunc = -10,
  NoExtern = -11,
  NoExn = -12,
  Bottom = -13,  ///< the bottom of every hierarchy; exists during validation only
};

struct HeapType {
  std::int32_t code = static_cast<std::int32_t>(AbstractHeapType::Func);

  constexpr HeapType() = default;
  constexpr HeapType(AbstractHeapType abstract) : code(static_cast<std::int32_t>(abstract)) {}
  static constexpr HeapType index(std::uint32_t type_index) {
    HeapType type;
    type.code = static_cast<std::int32_t>(type_index);
    return type;
  }
  constexpr bool is_index() const { return code >= 0; }
  constexpr std::uint32_t type_index() const { return static_cast<std::uint32_t>(code); }
  constexpr AbstractHeapType abstract() const { return static_cast<AbstractHeapType>(code); }
  friend constexpr bool operator==(HeapType, HeapType) = default;
};

/// A value type, or during validation `Bottom`, which matches every value type.
struct ValueType {
  enum Kind : std::uint8_t { I32, I64, F32, F64, V128, Reference, Bottom };
  Kind kind = I32;
  bool is_nullable = false;  ///< of a Reference only
  HeapType heap;             ///< of a Reference only

  constexpr ValueType() = default;
  constexpr ValueType(Kind number) : kind(number) {}
  static constexpr ValueType reference(HeapType heap, bool is_nullable) {
    ValueType type;
    type.kind = Reference;
    type.is_nullable = is_nullable;
    type.heap = heap;
    return type;
  }
  constexpr bool is_reference() const { return kind == Reference; }
  constexpr bool is_number() const { return kind <= F64; }
  constexpr bool is_defaultable() const { return kind != Reference || is_nullable; }
  friend constexpr bool operator==(const ValueType& a, const ValueType& b) {
    return a.kind == b.kind && (a.kind != Reference || (a.is_nullable == b.is_nullable && a.heap == b.heap));
  }
};

struct FunctionType {
  std::vector<ValueType> parameters;
  std::vector<ValueType> results;
  friend bool operator==(const FunctionType&, const FunctionType&) = default;
};

/// A storage type: a value type, or one of the packed types i8 and i16 (then `packed_bits` is 8 or 16).
struct FieldType {
  ValueType type;
  std::uint8_t packed_bits = 0;
  bool is_mutable = false;
  bool is_defaultable() const { return packed_bits != 0 || type.is_defaultable(); }
  friend bool operator==(const FieldType&, const FieldType&) = default;
};

/// One entry of the flattened type section.
struct SubType {
  enum Kind : std::uint8_t { Function, Struct, Array };
  Kind kind = Function;
  bool is_final = true;
  bool has_supertype = false;
  bool is_defaultable = true;    ///< each of `fields` has a default value
  std::uint32_t supertype = 0;   ///< valid if has_supertype
  FunctionType function;         ///< of a Function
  std::vector<FieldType> fields; ///< of a Struct; of an Array, exactly one
  std::uint32_t group_begin = 0; ///< the recursive group is types[group_begin .. group_end)
  std::uint32_t group_end = 0;
  std::size_t offset = 0;        ///< in the input; for messages
};

struct Limits {
  std::uint64_t min = 0;
  std::uint64_t max = 0;  ///< valid if has_max
  bool has_max = false;
};

struct MemoryType {
  Limits limits;               ///< in pages
  bool is_64 = false;          ///< addresses are i64
  bool is_shared = false;
  std::uint8_t page_bits = 16; ///< log2 of the page size: 16, or 0 with custom page sizes
};

struct TableType {
  Limits limits;  ///< in elements
  bool is_64 = false;
  ValueType element = ValueType::reference(AbstractHeapType::Func, true);
};

struct GlobalType {
  ValueType type;
  bool is_mutable = false;
};

struct TagType {
  std::uint32_t type_index = 0;
};

/// As the text format writes them: "i32", "funcref", "(ref null 3)", "(i32 i64) -> i32".
std::string spelled(HeapType type);
std::string spelled(ValueType type);
std::string spelled(const FunctionType& type);

}  // namespace translator
