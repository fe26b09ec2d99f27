// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The lowering of references: null checks, casts, structures, arrays, and the branches that ask what a reference is.
//
//     local.get $list; struct.get $node $next; br_on_null $end        =>    const anyref t0 = as<node>(list)->next;
//                                                                           if (t0 == nullptr) goto L1;
//
// Two things are told to the emitter by an expression's type. A reference that cannot be null is not checked again:
// `ref.as_non_null`, a cast and a branch give a value of such a type. And where its operand cannot be null, or a field
// never changes, an instruction has fewer effects than its row says, so that its tree may wait for longer.
//
// A branch that tests a reference uses it twice, in the condition and behind it, so that it is saved first.
#include <cassert>

#include "lowering.hpp"

namespace translator {

namespace {

ValueType unpacked(const FieldType& field) {
  return field.packed_bits != 0 ? ValueType(ValueType::I32) : field.type;
}

ValueType reference_to(std::uint32_t type) { return ValueType::reference(HeapType::index(type), false); }

ValueType without_null(ValueType type) { return ValueType::reference(type.heap, false); }

/// What an operand that is never null, or a field that is never written, takes away from the row's effects.
std::uint32_t lesser_effects(Opcode opcode, bool is_null_possible, const FieldType& field) {
  std::uint32_t effects = info(opcode).effects;
  if (!is_null_possible) effects &= ~std::uint32_t{TrapsReference};
  if (!field.is_mutable) effects &= ~std::uint32_t{ReadsHeap};
  return effects;
}

}  // namespace

/// Lowers an instruction on references, structures or arrays; false if it is none.
bool FunctionLowering::lower_reference(const Instruction& instruction) {
  const ValueType made = reference_to(instruction.index);
  switch (instruction.opcode) {
    case Opcode::ref_eq: push(operation(instruction, ValueType::I32, 2)); return true;
    case Opcode::ref_as_non_null: lower_as_non_null(instruction); return true;
    case Opcode::ref_test: case Opcode::ref_test_null: push(test_of(instruction, ValueType::I32)); return true;
    case Opcode::ref_cast: case Opcode::ref_cast_null:
      push(test_of(instruction, ValueType::reference(instruction.heap, instruction.is_nullable)));
      return true;
    case Opcode::any_convert_extern: lower_conversion(instruction, AbstractHeapType::Any); return true;
    case Opcode::extern_convert_any: lower_conversion(instruction, AbstractHeapType::Extern); return true;
    case Opcode::ref_i31: push(operation(instruction, ValueType::reference(AbstractHeapType::I31, false), 1)); return true;
    case Opcode::i31_get_s: case Opcode::i31_get_u: push(operation(instruction, ValueType::I32, 1)); return true;
    case Opcode::struct_new: {
      const auto count = static_cast<std::uint32_t>(module_.types[instruction.index].fields.size());
      push(operation(instruction, made, count));
      return true;
    }
    case Opcode::struct_new_default: push(operation(instruction, made, 0)); return true;
    case Opcode::struct_get: case Opcode::struct_get_s: case Opcode::struct_get_u: lower_struct_get(instruction); return true;
    case Opcode::struct_set: write_effect(StatementKind::Evaluate, operation(instruction, {}, 2)); return true;
    default: return lower_array(instruction);
  }
}

bool FunctionLowering::lower_array(const Instruction& instruction) {
  const ValueType made = reference_to(instruction.index);
  switch (instruction.opcode) {
    case Opcode::array_new: push(operation(instruction, made, 2)); return true;
    case Opcode::array_new_default: push(operation(instruction, made, 1)); return true;
    case Opcode::array_new_fixed: push(operation(instruction, made, instruction.index2)); return true;
    case Opcode::array_new_data: case Opcode::array_new_elem: push(operation(instruction, made, 2)); return true;
    case Opcode::array_get: case Opcode::array_get_s: case Opcode::array_get_u: lower_array_get(instruction); return true;
    case Opcode::array_len: push(operation(instruction, ValueType::I32, 1)); return true;
    case Opcode::array_set: write_effect(StatementKind::Evaluate, operation(instruction, {}, 3)); return true;
    case Opcode::array_fill: case Opcode::array_init_data: case Opcode::array_init_elem:
      write_effect(StatementKind::Evaluate, operation(instruction, {}, 4));
      return true;
    case Opcode::array_copy: write_effect(StatementKind::Evaluate, operation(instruction, {}, 5)); return true;
    default: return false;
  }
}

/// A reference that cannot be null stays what it is.
void FunctionLowering::lower_as_non_null(const Instruction& instruction) {
  const ValueType type = tree_.expressions[stack_.back()].type;
  if (type.is_nullable) push(operation(instruction, without_null(type), 1));
}

void FunctionLowering::lower_conversion(const Instruction& instruction, AbstractHeapType heap) {
  const bool is_nullable = tree_.expressions[stack_.back()].type.is_nullable;
  push(operation(instruction, ValueType::reference(heap, is_nullable), 1));
}

void FunctionLowering::lower_struct_get(const Instruction& instruction) {
  const FieldType& field = module_.types[instruction.index].fields[instruction.index2];
  const bool is_null_possible = tree_.expressions[stack_.back()].type.is_nullable;
  push(operation(instruction, unpacked(field), 1, lesser_effects(instruction.opcode, is_null_possible, field)));
}

/// The index may be out of bounds even where the array cannot be null.
void FunctionLowering::lower_array_get(const Instruction& instruction) {
  const FieldType& field = module_.types[instruction.index].fields[0];
  push(operation(instruction, unpacked(field), 2, lesser_effects(instruction.opcode, true, field)));
}

/// A test or cast of the reference on top of the stack; the target's heap type travels in the node's bits.
ExpressionId FunctionLowering::test_of(const Instruction& instruction, ValueType result) {
  const ExpressionId id = operation(instruction, result, 1);
  tree_.expressions[id].bits = static_cast<std::uint32_t>(instruction.heap.code);
  return id;
}

// Branches on references

bool FunctionLowering::lower_reference_branch(const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::br_on_null: lower_br_on_null(instruction); return true;
    case Opcode::br_on_non_null: lower_br_on_non_null(instruction); return true;
    case Opcode::br_on_cast: case Opcode::br_on_cast_fail: lower_br_on_cast(instruction); return true;
    default: return false;
  }
}

/// Saves the reference on top of the stack, and what the branch carries below it.
ExpressionId FunctionLowering::save_tested(std::size_t carried) {
  make_shareable(carried);
  if (tree_.expressions[stack_.back()].kind == ExpressionKind::Constant) save(stack_.size() - 1);  // null: has a type then
  evaluate_before_leaving(0);
  return stack_.back();
}

/// The same value, now known to be of another type.
ExpressionId FunctionLowering::retyped(ExpressionId value, ValueType type) {
  Expression e = tree_.expressions[value];
  e.type = type;
  tree_.expressions.push_back(e);
  return static_cast<ExpressionId>(tree_.expressions.size() - 1);
}

void FunctionLowering::write_branch_if(ExpressionId condition, Frame& target) {
  const StatementId statement = new_statement(StatementKind::If, condition);
  const Sequence body = leave_to(target);
  tree_.statements[statement].body = body;
  write(statement);
}

void FunctionLowering::lower_br_on_null(const Instruction& instruction) {
  Frame& target = frame_at(instruction.index);
  const ExpressionId reference = save_tested(target.label_types().size() + 1);
  pop();
  Instruction is_null;
  is_null.opcode = Opcode::ref_is_null;
  write_branch_if(condition_on(is_null, reference), target);
  push(retyped(reference, without_null(tree_.expressions[reference].type)));
}

void FunctionLowering::lower_br_on_non_null(const Instruction& instruction) {
  Frame& target = frame_at(instruction.index);
  const ExpressionId reference = save_tested(target.label_types().size());
  Instruction is_null;
  is_null.opcode = Opcode::ref_is_null;
  write_branch_if(negated(condition_on(is_null, reference)), target);
  pop();
}

/// The label takes the reference in both forms; what goes on keeps the other type.
void FunctionLowering::lower_br_on_cast(const Instruction& instruction) {
  const bool is_fail = instruction.opcode == Opcode::br_on_cast_fail;
  const ValueType target_type = ValueType::reference(instruction.heap2, instruction.is_nullable2);
  const bool is_rest_nullable = instruction.is_nullable && !instruction.is_nullable2;
  const ValueType rest = ValueType::reference(instruction.heap, is_rest_nullable);
  Frame& target = frame_at(instruction.index);
  const ExpressionId reference = save_tested(target.label_types().size());
  Instruction test;
  test.opcode = instruction.is_nullable2 ? Opcode::ref_test_null : Opcode::ref_test;
  test.heap = instruction.heap2;
  const ExpressionId condition = condition_on(test, reference);
  write_branch_if(is_fail ? negated(condition) : condition, target);
  pop();
  push(retyped(reference, is_fail ? target_type : rest));
}

/// A test of a saved reference, which stays where it is.
ExpressionId FunctionLowering::condition_on(const Instruction& test, ExpressionId reference) {
  const ExpressionId condition = add(ExpressionKind::Operation, ValueType::I32, std::span(&reference, 1));
  tree_.expressions[condition].opcode = test.opcode;
  tree_.expressions[condition].bits = static_cast<std::uint32_t>(test.heap.code);
  return condition;
}

}  // namespace translator
