// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Types in the binary format (specification, section 5.3).
//
// Types are told apart by one byte that is a negative number in LEB128 (0x7f is -1: i32), so that where an index may
// stand as well, as in heap types and block types, the index is a non-negative one of 33 bits.
//
// An index is taken as it comes here; whether there is such a type is for the validator to say.
#include "reader_types.hpp"

#include <optional>

namespace translator {
namespace {

std::optional<AbstractHeapType> abstract_heap_type(std::uint8_t code) {
  switch (code) {
    case 0x74: return AbstractHeapType::NoExn;
    case 0x73: return AbstractHeapType::NoFunc;
    case 0x72: return AbstractHeapType::NoExtern;
    case 0x71: return AbstractHeapType::None;
    case 0x70: return AbstractHeapType::Func;
    case 0x6f: return AbstractHeapType::Extern;
    case 0x6e: return AbstractHeapType::Any;
    case 0x6d: return AbstractHeapType::Eq;
    case 0x6c: return AbstractHeapType::I31;
    case 0x6b: return AbstractHeapType::Struct;
    case 0x6a: return AbstractHeapType::Array;
    case 0x69: return AbstractHeapType::Exn;
    default: return std::nullopt;
  }
}

std::optional<ValueType> number_or_vector_type(std::uint8_t code) {
  switch (code) {
    case 0x7f: return ValueType(ValueType::I32);
    case 0x7e: return ValueType(ValueType::I64);
    case 0x7d: return ValueType(ValueType::F32);
    case 0x7c: return ValueType(ValueType::F64);
    case 0x7b: return ValueType(ValueType::V128);
    default: return std::nullopt;
  }
}

/// An index where a negative number would be a type.
std::uint32_t read_type_index(ByteReader& reader) {
  const std::size_t start = reader.offset();
  const std::int64_t index = reader.s33("a type index");
  if (index < 0 || index >= max_types) reader.malformed(start, "malformed type index");
  return static_cast<std::uint32_t>(index);
}

bool is_index(std::uint8_t first_byte) { return (first_byte & 0xc0) != 0x40; }

bool read_mutability(ByteReader& reader) {
  const std::size_t start = reader.offset();
  const std::uint8_t flag = reader.u8("a mutability flag");
  if (flag > 1) reader.malformed(start, "malformed mutability flag");
  return flag == 1;
}

FieldType read_field_type(ByteReader& reader) {
  FieldType field;
  const std::uint8_t code = reader.peek("a field type");
  if (code == 0x78 || code == 0x77) {
    reader.u8("a field type");
    field.packed_bits = code == 0x78 ? 8 : 16;
  } else {
    field.type = read_value_type(reader);
  }
  field.is_mutable = read_mutability(reader);
  return field;
}

std::uint32_t read_limited_count(ByteReader& reader, const char* what, std::uint32_t maximum) {
  const std::size_t start = reader.offset();
  const std::uint32_t count = reader.count(what);
  if (count > maximum) {
    reader.malformed(start, std::string(what) + " " + std::to_string(count) + " is beyond the limit of " +
                                std::to_string(maximum));
  }
  return count;
}

std::vector<ValueType> read_result_type(ByteReader& reader, const char* what, std::uint32_t maximum) {
  std::vector<ValueType> types(read_limited_count(reader, what, maximum));
  for (ValueType& type : types) type = read_value_type(reader);
  return types;
}

void read_composite_type(ByteReader& reader, SubType& type) {
  const std::size_t start = reader.offset();
  switch (reader.u8("a type")) {
    case 0x60:
      type.kind = SubType::Function;
      type.function.parameters = read_result_type(reader, "parameter count", max_parameters);
      type.function.results = read_result_type(reader, "result count", max_results);
      return;
    case 0x5f:
      type.kind = SubType::Struct;
      type.fields.resize(read_limited_count(reader, "field count", max_fields));
      for (FieldType& field : type.fields) {
        field = read_field_type(reader);
        type.is_defaultable &= field.is_defaultable();
      }
      return;
    case 0x5e:
      type.kind = SubType::Array;
      type.fields.push_back(read_field_type(reader));
      type.is_defaultable = type.fields[0].is_defaultable();
      return;
    default: reader.malformed(start, "malformed type: expected a function, struct or array type");
  }
}

SubType read_sub_type(ByteReader& reader) {
  SubType type;
  type.offset = reader.offset();
  const std::uint8_t code = reader.peek("a type");
  if (code == 0x50 || code == 0x4f) {
    reader.u8("a type");
    type.is_final = code == 0x4f;
    const std::size_t start = reader.offset();
    const std::uint32_t supertypes = reader.count("supertype count");
    if (supertypes > 1) reader.malformed(start, "a type has at most one supertype");
    type.has_supertype = supertypes == 1;
    if (type.has_supertype) type.supertype = reader.u32("a supertype");
  }
  read_composite_type(reader, type);
  return type;
}

struct LimitsFlags {
  bool has_max, is_shared, is_64, has_page_size;
};

LimitsFlags read_limits_flags(ByteReader& reader, std::uint8_t allowed) {
  const std::size_t start = reader.offset();
  const std::uint8_t flags = reader.u8("a limits flag");
  if (flags & ~allowed) reader.malformed(start, "malformed limits flags");
  return {(flags & 1) != 0, (flags & 2) != 0, (flags & 4) != 0, (flags & 8) != 0};
}

Limits read_limits(ByteReader& reader, bool has_max) {
  Limits limits;
  limits.min = reader.u64("a minimum");
  limits.has_max = has_max;
  if (has_max) limits.max = reader.u64("a maximum");
  return limits;
}

}  // namespace

HeapType read_heap_type(ByteReader& reader) {
  const std::size_t start = reader.offset();
  if (is_index(reader.peek("a heap type"))) return HeapType::index(read_type_index(reader));
  const auto abstract = abstract_heap_type(reader.u8("a heap type"));
  if (!abstract) reader.malformed(start, "malformed heap type");
  return *abstract;
}

ValueType read_reference_type(ByteReader& reader) {
  const std::size_t start = reader.offset();
  const std::uint8_t code = reader.u8("a reference type");
  if (code == 0x64) return ValueType::reference(read_heap_type(reader), false);
  if (code == 0x63) return ValueType::reference(read_heap_type(reader), true);
  const auto abstract = abstract_heap_type(code);
  if (!abstract) reader.malformed(start, "malformed reference type");
  return ValueType::reference(*abstract, true);
}

ValueType read_value_type(ByteReader& reader) {
  const auto type = number_or_vector_type(reader.peek("a value type"));
  if (!type) return read_reference_type(reader);
  reader.u8("a value type");
  return *type;
}

BlockType read_block_type(ByteReader& reader) {
  BlockType type;
  const std::uint8_t code = reader.peek("a block type");
  if (code == 0x40) {
    reader.u8("a block type");
  } else if (is_index(code)) {
    type.kind = BlockType::Index;
    type.type_index = read_type_index(reader);
  } else {
    type.kind = BlockType::Value;
    type.value = read_value_type(reader);
  }
  return type;
}

TableType read_table_type(ByteReader& reader) {
  TableType type;
  type.element = read_reference_type(reader);
  const LimitsFlags flags = read_limits_flags(reader, 0b0101);
  type.is_64 = flags.is_64;
  type.limits = read_limits(reader, flags.has_max);
  return type;
}

MemoryType read_memory_type(ByteReader& reader) {
  MemoryType type;
  const LimitsFlags flags = read_limits_flags(reader, 0b1111);
  type.is_64 = flags.is_64;
  type.is_shared = flags.is_shared;
  type.limits = read_limits(reader, flags.has_max);
  if (flags.has_page_size) {
    const std::size_t start = reader.offset();
    const std::uint32_t page_bits = reader.u32("a page size");
    if (page_bits > 64) reader.malformed(start, "malformed page size");
    type.page_bits = static_cast<std::uint8_t>(page_bits);
  }
  return type;
}

GlobalType read_global_type(ByteReader& reader) {
  GlobalType type;
  type.type = read_value_type(reader);
  type.is_mutable = read_mutability(reader);
  return type;
}

TagType read_tag_type(ByteReader& reader) {
  const std::size_t start = reader.offset();
  if (reader.u8("a tag's attribute") != 0) reader.malformed(start, "malformed tag attribute");
  return {reader.u32("a tag's type")};
}

void read_recursive_group(ByteReader& reader, std::vector<SubType>& types) {
  const auto begin = static_cast<std::uint32_t>(types.size());
  std::uint32_t count = 1;
  const std::size_t start = reader.offset();
  if (reader.peek("a type") == 0x4e) {
    reader.u8("a recursive group");
    count = reader.count("type count", 2);
  }
  if (count > max_types - begin) reader.malformed(start, "too many types");
  for (std::uint32_t i = 0; i < count; ++i) {
    types.push_back(read_sub_type(reader));
    types.back().group_begin = begin;
    types.back().group_end = begin + count;
  }
}

}  // namespace translator
