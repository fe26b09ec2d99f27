// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How types are read (specification, section 5.3): shared by the reader of sections and the reader of instructions.
#pragma once

#include "reader.hpp"

namespace translator {

ValueType read_value_type(ByteReader& reader);
ValueType read_reference_type(ByteReader& reader);
HeapType read_heap_type(ByteReader& reader);
BlockType read_block_type(ByteReader& reader);
TableType read_table_type(ByteReader& reader);
MemoryType read_memory_type(ByteReader& reader);
GlobalType read_global_type(ByteReader& reader);
TagType read_tag_type(ByteReader& reader);
/// One entry of the type section, which is a recursive group or a type that is a group of its own.
void read_recursive_group(ByteReader& reader, std::vector<SubType>& types);

}  // namespace translator
