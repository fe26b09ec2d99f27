// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree between lowering and emitter: one function's expressions and statements.
//
// Wasm pushes values on a stack; C++ wants expressions. The lowering keeps pushed values as `Expression`s and strings
// `Statement`s together; the emitter writes them as C++. For
//
//     (local.set $acc (i32.add (local.get $acc) (i32.load offset=8 (local.get $ptr))))
//
// the tree is one statement, SetVariable acc, over an Operation i32.add with operands Variable acc and Operation
// i32.load.
//
// Nodes live in vectors and name each other by index, so that a tree is freed, and its memory reused, in one go.
//
// Invariants
// - A `Variable` is a parameter, a local or a variable that carries a block's parameter or result; it may be assigned
//   more than once. A `Temporary` is assigned exactly once, before every use.
// - Statements nest at most `maximum_depth` deep and expressions at most `maximum_expression_depth`, whatever the
//   module: beyond that the lowering writes labels and gotos in one sequence. Recursion over a tree is therefore safe.
// - `Expression::effects` is the union over the whole tree below it.
// `strip_loops` comes last, and what it copies keeps neither of the first and the last: temporaries are set in both copies.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "instruction.hpp"
#include "large_vector.hpp"
#include "module.hpp"

namespace translator {

using ExpressionId = std::uint32_t;
using StatementId = std::uint32_t;
using LabelId = std::uint32_t;
inline constexpr std::uint32_t no_node = 0xffff'ffffu;

/// C++ compilers stop at 256 nested brackets; both kinds of nesting count against it.
inline constexpr unsigned maximum_depth = 100;
inline constexpr unsigned maximum_expression_depth = 40;

enum class ExpressionKind : std::uint8_t {
  Constant,    ///< bits, of `type`; a null reference has bits 0; of a v128: Tree::vectors[index]
  Variable,    ///< index
  Temporary,   ///< index
  Result,      ///< the index2-th result of the call saved in temporary `index`
  Operation,   ///< an instruction with its operands
  Not,         ///< a condition reversed
  Or,          ///< either condition, the second evaluated only if the first does not hold
  // Of a loop in strips (strips.hpp):
  NearMemory,  ///< where memory `index` lies; if `bits` is 1, for another step than a NearMemory before
  Near,        ///< operand 0, an address that is known to be in bounds, plus `bits`; temporary `index` is its NearMemory
  Trips,       ///< how many iterations are left at least: operand 0 steps by `bits` while it compares with operand 1
  Strip,       ///< operand 0, or none where accesses would not be in bounds: they begin at operand 1, step by `index2`
               ///< and extend up to `bits` bytes further; in memory `index`
  // Of the exception just caught, operand 0:
  HasTag,      ///< whether it was thrown with tag `index`
  Payload,     ///< the index-th value of its payload
  Capture,     ///< a reference to it; the last use but for the reference
  Release,     ///< nothing: the last use
  ThrowAgain,  ///< thrown out of the function; the last use
};

struct Expression {
  ExpressionKind kind = ExpressionKind::Constant;
  std::uint8_t depth = 1;            ///< of the tree, itself included
  Opcode opcode = {};                ///< of an Operation
  ValueType type;                    ///< of the (first) result; meaningless for an operation without results
  std::uint32_t index = 0;           ///< variable, temporary, the instruction's first index immediate, or that of its
                                     ///< sixteen bytes in Tree::vectors
  std::uint32_t index2 = 0;          ///< the instruction's second index immediate, or its lane
  std::uint64_t bits = 0;            ///< a constant's bits, or a memory instruction's offset
  std::uint64_t variables_read = 0;  ///< a Bloom filter: bit (index mod 64) of each variable read
  std::uint32_t first_operand = 0;   ///< Tree::operands[first_operand ...]
  std::uint32_t operand_count = 0;
  std::uint32_t effects = Pure;
};
static_assert(sizeof(Expression) <= 56);  // a large function has hundreds of thousands

enum class StatementKind : std::uint8_t {
  SetVariable,   ///< variable index = value
  SetTemporary,  ///< temporary index = value (a declaration, unless the temporary is hoisted)
  Evaluate,      ///< value, for its effects only
  Drop,          ///< value, which is only there to trap: forced
  If,            ///< value; body; otherwise
  Block,         ///< body; branches to `label` go to its end
  Loop,          ///< body; branches to `label` go to its start; falling off the end leaves it
  Branch,        ///< to `label`
  BranchTable,   ///< value; cases
  Label,         ///< of flat code: branches to `label` come here
  Return,        ///< operands: the function's results
  TailCall,      ///< value: an Operation return_call*, whose results are the function's
  Try,           ///< body, which never falls off its end; what follows runs if it throws, with the exception in `index`
  Throw,         ///< value: an Operation throw*, or a ThrowAgain
  Trap,          ///< unreachable
  CheckStop,     ///< traps if the guest is to be stopped
  UseFuel,       ///< takes fuel for `count` instructions; traps if there is not so much
};

/// A list of statements, by their `next`.
struct Sequence {
  StatementId first = no_node;
  StatementId last = no_node;
  bool is_empty() const { return first == no_node; }
};

struct Case {
  Sequence moves;                         ///< what assigns the label's values, and the branch to it
  std::vector<std::uint32_t> keys;        ///< ascending; empty for a case that is only the default
  bool is_default = false;
};

/// Which way a condition mostly goes, where the module tells.
enum class Hint : std::uint8_t { None, Likely, Unlikely };

constexpr Hint reversed(Hint hint) {
  return hint == Hint::None ? hint : hint == Hint::Likely ? Hint::Unlikely : Hint::Likely;
}

/// How a branch is written in C++; decided by `resolve_branches`.
enum class BranchForm : std::uint8_t { Goto, Continue, Break, FallThrough };

struct Statement {
  StatementKind kind = StatementKind::Trap;
  BranchForm form = BranchForm::Goto;  ///< of a Branch
  Hint hint = Hint::None;              ///< of an If
  std::uint32_t index = 0;             ///< the variable or temporary set
  ExpressionId value = no_node;
  LabelId label = no_node;
  Sequence body;
  Sequence otherwise;
  std::uint32_t first = no_node;       ///< of a Return: in Tree::operands; of a BranchTable: in Tree::cases; of an If,
                                       ///< Block or Loop: the first of the block values declared before it
  std::uint32_t count = 0;
  StatementId next = no_node;
};

struct Label {
  enum Kind : std::uint8_t { Block, Loop, Function };
  Kind kind = Block;
  bool is_flat = false;        ///< stands in flat code: branches to it are gotos
  bool needs_goto = false;     ///< decided by `resolve_branches`
  std::uint32_t branches = 0;  ///< how many branches name it
};

struct Temporary {
  ValueType type;
  std::uint32_t results_of_type = no_node;  ///< all results of a call: the type index whose results they are
  std::uint32_t result_count = 1;           ///< all results of another instruction: so many, each of `type`
  bool is_hoisted = false;                  ///< declared at the function's head, because gotos pass its assignment
  bool is_near_memory = false;              ///< a NearMemory, which has no type of Wasm
};

struct Variable {
  ValueType type;
  std::uint32_t local = no_node;  ///< the index of the parameter or local; none for a block value
  bool is_block_value = false;  ///< carries a block's parameter or result; never holds its initial value
  bool is_hoisted = false;      ///< of a block value: declared at the function's head
  bool is_used = false;         ///< read somewhere
  bool is_of_strip = false;     ///< counts, or is an address, in a loop in strips
};

struct Tree {
  LargeVector<Expression> expressions;
  LargeVector<Statement> statements;
  LargeVector<ExpressionId> operands;
  std::vector<std::array<std::uint8_t, 16>> vectors;  ///< of v128 constants and shuffles
  std::vector<Case> cases;
  std::vector<Label> labels;
  std::vector<Temporary> temporaries;
  std::vector<Variable> variables;  ///< parameters, then the locals that are used, and block values, as they came up
  Sequence body;
  std::uint32_t caught_variable = no_node;  ///< of a function with a Try: what was caught last
  std::uint32_t region_variable = no_node;  ///< of one with flat try regions: see lowering_exceptions.cpp
  std::vector<std::uint32_t> memories_accessed;  ///< those that loads and stores name; ascending, when the body has been lowered
  bool makes_tail_calls = false;

  void clear();
  void append(Sequence& sequence, StatementId statement);
  void append(Sequence& sequence, Sequence tail);

  ExpressionId operand(const Expression& e, std::uint32_t i) const { return operands[e.first_operand + i]; }
};

/// An effect beside those of `Effects`: control leaves, so that what has not been evaluated never will be.
inline constexpr std::uint32_t LeavesSequence = 1u << 30;

/// May `older`, which Wasm evaluates first, be evaluated after something with the effects `newer`?
/// Sets are those of `Effects`; variables are not looked at.
constexpr bool may_reorder(std::uint32_t older, std::uint32_t newer) {
  auto reads = [](std::uint32_t e) { return e & AllReads; };
  auto writes_as_reads = [](std::uint32_t e) { return (e & AllWrites) >> 1; };  // WritesX is ReadsX shifted by one
  auto traps = [](std::uint32_t e) { return e & AllTraps; };
  if (writes_as_reads(older) & (reads(newer) | writes_as_reads(newer))) return false;
  if (reads(older) & writes_as_reads(newer)) return false;
  if ((traps(older) && writes_as_reads(newer)) || (writes_as_reads(older) && traps(newer))) return false;
  if ((newer & LeavesSequence) && (traps(older) || writes_as_reads(older))) return false;
  if (!traps(older) || !traps(newer)) return true;
  const std::uint32_t both = traps(older) | traps(newer);
  const bool same_wording = (both & (both - 1)) == 0 && both == TrapsMemory;
  return same_wording;
}

/// Does the tree read the variable? Exact for all but the largest trees, which are not searched for every assignment.
bool may_read_variable(const Tree& tree, ExpressionId expression, std::uint32_t variable);
/// Does it read one of the `count` variables from `first` on?
bool reads_any_variable(const Tree& tree, ExpressionId expression, std::uint32_t first, std::size_t count);

/// One function's tree as text, for `--dump-tree`; the format is that of the goldens in test/golden.
std::string dump(const Tree& tree, const Module& module, std::uint32_t function);

}  // namespace translator
