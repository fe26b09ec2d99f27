// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instructions in the binary format (specification, section 5.4): the code, found in the table, says which immediates
// follow, and each kind of immediate is read here once, whatever the instruction.
//
// Nothing here knows the nesting of blocks: `end` and `else` are instructions like any other.
#include <cassert>

#include "reader_types.hpp"

namespace translator {
namespace {

/// One that is not a single byte: behind a prefix, or none.
[[gnu::noinline]] Opcode read_rare_opcode(ByteReader& reader, std::size_t start, std::uint8_t first) {
  const bool is_prefix = first >= 0xfb && first <= 0xfe;
  const Opcode opcode = is_prefix ? opcode_of(first, reader.u32("an instruction")) : no_opcode;
  if (opcode == no_opcode) reader.malformed(start, "illegal opcode");
  return opcode;
}

/// Section 5.4.6: bit 6 of the alignment says that a memory index follows.
MemArg read_mem_arg(ByteReader& reader) {
  constexpr std::uint32_t has_memory = 0x40;
  MemArg arg;
  const std::size_t start = reader.offset();
  arg.align = reader.u32("an alignment");
  if (arg.align >= 2 * has_memory) reader.malformed(start, "malformed memory operation flags");
  if (arg.align & has_memory) {
    arg.align &= ~has_memory;
    arg.memory = reader.u32("a memory index");
  }
  arg.offset = reader.u64("an offset");
  return arg;
}

void read_labels(ByteReader& reader, Instruction& instruction) {
  instruction.labels.clear();
  const std::uint32_t count = reader.count("label count");
  for (std::uint32_t i = 0; i < count; ++i) instruction.labels.push_back(reader.u32("a label"));
  instruction.labels.push_back(reader.u32("a label"));
}

void read_select_types(ByteReader& reader, Instruction& instruction) {
  instruction.types.clear();
  const std::uint32_t count = reader.count("type count");
  for (std::uint32_t i = 0; i < count; ++i) instruction.types.push_back(read_value_type(reader));
}

void read_label_cast(ByteReader& reader, Instruction& instruction) {
  const std::size_t start = reader.offset();
  const std::uint8_t flags = reader.u8("cast flags");
  if (flags > 3) reader.malformed(start, "malformed cast flags");
  instruction.is_nullable = (flags & 1) != 0;
  instruction.is_nullable2 = (flags & 2) != 0;
  instruction.index = reader.u32("a label");
  instruction.heap = read_heap_type(reader);
  instruction.heap2 = read_heap_type(reader);
}

void read_catches(ByteReader& reader, Instruction& instruction) {
  instruction.catches.clear();
  const std::uint32_t count = reader.count("catch clause count", 2);
  for (std::uint32_t i = 0; i < count; ++i) {
    CatchClause clause;
    const std::size_t start = reader.offset();
    const std::uint8_t kind = reader.u8("a catch clause");
    if (kind > CatchClause::CatchAllRef) reader.malformed(start, "malformed catch clause");
    clause.kind = static_cast<CatchClause::Kind>(kind);
    if (kind <= CatchClause::CatchRef) clause.tag = reader.u32("a tag index");
    clause.label = reader.u32("a label");
    instruction.catches.push_back(clause);
  }
}

void read_sixteen_bytes(ByteReader& reader, Instruction& instruction) {
  for (std::uint8_t& byte : instruction.bytes) byte = reader.u8("a v128");
}

/// Section 5.5.16: what names a data segment in code needs the data count, which stands before the code.
std::uint32_t read_data_index(ByteReader& reader, const Module& module) {
  if (!module.data_count) reader.malformed(reader.offset(), "data count section required");
  return reader.u32("a data segment index");
}

void read_zero_byte(ByteReader& reader) {
  const std::size_t start = reader.offset();
  if (reader.u8("a zero byte") != 0) reader.malformed(start, "zero byte expected");
}

/// What an immediate is that is one index and nothing else; null of others.
constexpr const char* name_of_index(Immediate kind) {
  switch (kind) {
    case Immediate::Label: return "a label";
    case Immediate::Function: return "a function index";
    case Immediate::Type: return "a type index";
    case Immediate::Local: return "a local index";
    case Immediate::Global: return "a global index";
    case Immediate::Table: return "a table index";
    case Immediate::Element: return "an element segment index";
    case Immediate::Memory: return "a memory index";
    case Immediate::Tag: return "a tag index";
    default: return nullptr;
  }
}

constexpr auto names_of_indices = [] {
  std::array<const char*, static_cast<std::size_t>(Immediate::ZeroByte) + 1> names{};
  for (std::size_t kind = 0; kind < names.size(); ++kind) names[kind] = name_of_index(static_cast<Immediate>(kind));
  return names;
}();

[[gnu::noinline]] void read_immediates(ByteReader& reader, const Module& module, Immediate kind, Instruction& instruction) {
  switch (kind) {
    case Immediate::Block: instruction.block_type = read_block_type(reader); return;
    case Immediate::LabelTable: read_labels(reader, instruction); return;
    case Immediate::Data: instruction.index = read_data_index(reader, module); return;
    case Immediate::CallIndirect:
      instruction.index = reader.u32("a type index");
      instruction.index2 = reader.u32("a table index");
      return;
    case Immediate::TableTable:
      instruction.index = reader.u32("a table index");
      instruction.index2 = reader.u32("a table index");
      return;
    case Immediate::ElementTable:
      instruction.index = reader.u32("an element segment index");
      instruction.index2 = reader.u32("a table index");
      return;
    case Immediate::MemoryMemory:
      instruction.index = reader.u32("a memory index");
      instruction.index2 = reader.u32("a memory index");
      return;
    case Immediate::DataMemory:
      instruction.index = read_data_index(reader, module);
      instruction.index2 = reader.u32("a memory index");
      return;
    case Immediate::TypeField:
      instruction.index = reader.u32("a type index");
      instruction.index2 = reader.u32("a field index");
      return;
    case Immediate::TypeLength:
      instruction.index = reader.u32("a type index");
      instruction.index2 = reader.u32("a length");
      return;
    case Immediate::TypeType:
      instruction.index = reader.u32("a type index");
      instruction.index2 = reader.u32("a type index");
      return;
    case Immediate::TypeData:
      instruction.index = reader.u32("a type index");
      instruction.index2 = read_data_index(reader, module);
      return;
    case Immediate::TypeElement:
      instruction.index = reader.u32("a type index");
      instruction.index2 = reader.u32("an element segment index");
      return;
    case Immediate::MemArg: instruction.mem_arg = read_mem_arg(reader); return;
    case Immediate::MemArgLane:
      instruction.mem_arg = read_mem_arg(reader);
      instruction.lane = reader.u8("a lane index");
      return;
    case Immediate::Lane: instruction.lane = reader.u8("a lane index"); return;
    case Immediate::Types: read_select_types(reader, instruction); return;
    case Immediate::I32: instruction.bits = static_cast<std::uint32_t>(reader.s32("an i32")); return;
    case Immediate::I64: instruction.bits = static_cast<std::uint64_t>(reader.s64("an i64")); return;
    case Immediate::F32: instruction.bits = reader.f32_bits(); return;
    case Immediate::F64: instruction.bits = reader.f64_bits(); return;
    case Immediate::V128:
    case Immediate::Shuffle: read_sixteen_bytes(reader, instruction); return;
    case Immediate::HeapType:
      instruction.heap = read_heap_type(reader);
      instruction.is_nullable = instruction.opcode == Opcode::ref_test_null || instruction.opcode == Opcode::ref_cast_null;
      return;
    case Immediate::LabelCast: read_label_cast(reader, instruction); return;
    case Immediate::TryTable:
      instruction.block_type = read_block_type(reader);
      read_catches(reader, instruction);
      return;
    case Immediate::ZeroByte: read_zero_byte(reader); return;
    default: assert(false && "an immediate that is read elsewhere"); return;
  }
}

}  // namespace

void read_instruction(ByteReader& reader, const Module& module, Instruction& instruction) {
  instruction.offset = reader.offset();
  const std::uint8_t first = reader.u8("an instruction");
  Opcode opcode = plain_opcodes[first];
  if (opcode == no_opcode) [[unlikely]] opcode = read_rare_opcode(reader, instruction.offset, first);
  instruction.opcode = opcode;
  const Immediate kind = info(opcode).immediate;
  if (kind == Immediate::None) return;
  // Nearly all that follows is one index: quicker than the way through all kinds.
  if (const char* const index = names_of_indices[static_cast<std::size_t>(kind)]) {
    instruction.index = reader.u32(index);
  } else {
    read_immediates(reader, module, kind, instruction);
  }
}

InstructionReader::InstructionReader(const Module& module, ByteRange range)
    : reader_(module.bytes, range), module_(module) {}

std::vector<LocalRun> InstructionReader::read_locals() {
  std::vector<LocalRun> runs(reader_.count("local declaration count", 2));
  std::uint64_t total = 0;
  for (LocalRun& run : runs) {
    const std::size_t start = reader_.offset();
    run.count = reader_.u32("a local count");
    run.type = read_value_type(reader_);
    total += run.count;
    if (total > max_locals) reader_.malformed(start, "too many locals: the limit is " + std::to_string(max_locals));
  }
  return runs;
}

}  // namespace translator
