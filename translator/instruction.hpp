// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One decoded instruction, and what is true of each instruction: `instructions.def` is the one table, and this file is
// its C++ face. Reader, validator, lowering, emitter, feature gates and messages all ask `info(opcode)`.
//
//     info(Opcode::i32_load).text       "i32.load"
//     info(Opcode::i32_load).signature  "m:i"    (an address of memory $m; gives an i32)
//
// The letters of a signature: i I f F V are i32 i64 f32 f64 v128; m and t are the address type (i32 or i64) of the
// memory or table in the immediate; r is the element type of the table in the immediate; "*" means that the
// validator has a rule of its own for the instruction (control, calls, variables, references, mixed address types).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "types.hpp"

namespace translator {

enum class Opcode : std::uint16_t {
#define OP(id, ...) id,
#include "instructions.def"
#undef OP
};

/// What follows the opcode in the binary format (section 5.4).
enum class Immediate : std::uint8_t {
  None,
  Block,           ///< block type
  Label,           ///< label index
  LabelTable,      ///< br_table's vector of labels and its default
  Function,        ///< function index
  Type,            ///< type index
  CallIndirect,    ///< type index, table index
  Local,
  Global,
  Table,
  TableTable,      ///< table.copy: destination, source
  ElementTable,    ///< table.init: element segment, table (as encoded)
  Element,
  MemArg,
  Memory,
  MemoryMemory,    ///< memory.copy: destination, source
  DataMemory,      ///< memory.init: data segment, memory
  Data,
  Types,           ///< select with types
  I32, I64, F32, F64, V128,
  Lane,
  MemArgLane,
  Shuffle,
  HeapType,        ///< ref.null, ref.test, ref.cast
  LabelCast,       ///< br_on_cast, br_on_cast_fail: flags, label, two heap types
  TryTable,        ///< block type and catch clauses
  Tag,
  TypeField,       ///< struct.get and the like
  TypeLength,      ///< array.new_fixed
  TypeType,        ///< array.copy
  TypeData,        ///< array.new_data, array.init_data
  TypeElement,     ///< array.new_elem, array.init_elem
  ZeroByte,        ///< atomic.fence
};

/// The features of 3.0 and of the proposals that ship, as a gate: what is not built is refused by name.
enum class Feature : std::uint8_t {
  Core,
  TailCall,
  Simd,
  RelaxedSimd,
  Exceptions,
  LegacyExceptions,
  FunctionReferences,
  GarbageCollection,
  Threads,
  WideArithmetic,
  CustomPageSizes,
};

/// What an instruction reads, writes and may trap with, beyond its operands: the input of `may_reorder`.
/// Traps come in kinds, because two traps of one kind cannot be told apart and may swap.
enum Effects : std::uint32_t {
  Pure = 0,
  ReadsMemory = 1u << 0,
  WritesMemory = 1u << 1,
  ReadsGlobal = 1u << 2,
  WritesGlobal = 1u << 3,
  ReadsTable = 1u << 4,
  WritesTable = 1u << 5,
  ReadsHeap = 1u << 6,
  WritesHeap = 1u << 7,
  WritesLocal = 1u << 8,
  TrapsMemory = 1u << 16,    ///< out of bounds memory access
  TrapsInteger = 1u << 17,   ///< divide by zero, overflow, conversion: more than one wording, so never two swapped
  TrapsTable = 1u << 18,
  TrapsReference = 1u << 19, ///< null, cast
  Anything = 0xffff'ffffu,   ///< calls
  AllReads = ReadsMemory | ReadsGlobal | ReadsTable | ReadsHeap,
  AllWrites = WritesMemory | WritesGlobal | WritesTable | WritesHeap,
  AllTraps = TrapsMemory | TrapsInteger | TrapsTable | TrapsReference,
};

struct InstructionInfo {
  const char* id;
  std::uint8_t prefix;      ///< 0 for one-byte opcodes, else 0xfb, 0xfc, 0xfd, 0xfe
  std::uint32_t code;
  const char* text;         ///< the name in the text format
  Immediate immediate;
  const char* signature;
  std::uint8_t width;       ///< bytes accessed in memory; 0 for none
  std::uint32_t effects;
  Feature feature;
  const char* spelling;     ///< how it is written in C++: an operator, or the runtime function's name; "" if by rule
  std::uint8_t operands;    ///< how many a signature has that is not "*"
  /// Arithmetic on values of 1.0, constants, locals: it says nothing of the function but that it computes.
  bool is_plain;

  /// The letters behind the colon; of a signature that is not "*".
  const char* results() const { return signature + operands + 1; }
};

extern const InstructionInfo instruction_table[];

/// Asked several times for each instruction of a module.
inline const InstructionInfo& info(Opcode opcode) { return instruction_table[static_cast<std::size_t>(opcode)]; }
/// Whether it is written with the memory itself, not with the handle of loads and stores: waiting and notifying must know
/// whether the memory is shared.
constexpr bool takes_memory_itself(Opcode opcode) {
  return opcode == Opcode::memory_atomic_wait32 || opcode == Opcode::memory_atomic_wait64 ||
         opcode == Opcode::memory_atomic_notify;
}
/// What a code is that names no instruction.
inline constexpr Opcode no_opcode{0xffff};
/// The instruction of each code without a prefix, or `no_opcode`.
extern const std::array<Opcode, 0x100> plain_opcodes;
/// The instruction of this code after this prefix (0 for none), or `no_opcode`.
Opcode opcode_of(std::uint8_t prefix, std::uint32_t code);
const char* name_of(Feature feature);

struct BlockType {
  enum Kind : std::uint8_t { Empty, Value, Index };
  Kind kind = Empty;
  ValueType value;
  std::uint32_t type_index = 0;
};

struct MemArg {
  std::uint32_t align = 0;   ///< log2
  std::uint32_t memory = 0;
  std::uint64_t offset = 0;
};

struct CatchClause {
  enum Kind : std::uint8_t { Catch = 0, CatchRef = 1, CatchAll = 2, CatchAllRef = 3 };
  Kind kind = Catch;
  std::uint32_t tag = 0;
  std::uint32_t label = 0;
};

/// A decoded instruction. Only the fields that its `Immediate` names hold something.
/// Vectors keep their capacity from one instruction to the next, so that decoding does not allocate.
struct Instruction {
  Opcode opcode = {};
  std::size_t offset = 0;                ///< of its first byte in the input
  std::uint32_t index = 0;               ///< the first index immediate, in the order of the binary format
  std::uint32_t index2 = 0;              ///< the second
  std::uint64_t bits = 0;                ///< of a constant: its bits, an i32 zero-extended
  MemArg mem_arg;
  BlockType block_type;
  std::uint8_t lane = 0;
  std::array<std::uint8_t, 16> bytes{};  ///< v128.const, i8x16.shuffle
  HeapType heap;                         ///< ref.null, ref.test, ref.cast; the source type of br_on_cast
  HeapType heap2;                        ///< the target type of br_on_cast
  bool is_nullable = false;              ///< of heap (ref.test/ref.cast null; br_on_cast's source)
  bool is_nullable2 = false;
  std::vector<ValueType> types;          ///< select's
  std::vector<std::uint32_t> labels;     ///< br_table's, the default last
  std::vector<CatchClause> catches;
};

}  // namespace translator
