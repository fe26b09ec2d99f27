// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of references and casts (specification, sections 3.4.2 to 3.4.4 and 3.4.13).
//
// On a polymorphic stack `pop_reference` gives the reference to the bottom of all heap types, which is non-null; so
// the type that a rule derives from it is the least one, and matches whatever is expected of it.
#include "validator_body.hpp"

namespace translator {
namespace {

ValueType without_null(ValueType type) { return ValueType::reference(type.heap, false); }

}  // namespace

void BodyChecker::check_ref_null() {
  require_heap_type(instruction_->heap);
  push(ValueType::reference(instruction_->heap, true));
}

void BodyChecker::check_ref_is_null() {
  pop_reference();
  push(ValueType::I32);
}

/// Only functions that the module mentions outside of bodies may be referred to (the specification's C.refs).
void BodyChecker::check_ref_func() {
  const Function& function = module_.functions[instruction_->index];
  if (!function.is_referenced) {
    fail("names function " + std::to_string(instruction_->index) + ": undeclared function reference");
  }
  push(ValueType::reference(HeapType::index(function.type_index), false));
}

void BodyChecker::check_ref_eq() {
  pop(ValueType::reference(AbstractHeapType::Eq, true));
  pop(ValueType::reference(AbstractHeapType::Eq, true));
  push(ValueType::I32);
}

void BodyChecker::check_ref_as_non_null() { push(without_null(pop_reference())); }

void BodyChecker::check_br_on_null() {
  const ValueType reference = pop_reference();
  const auto types = label_types(label(instruction_->index));
  pop_all(types);
  push_all(types);
  push(without_null(reference));
}

/// Carries the reference, known not to be null, as the last operand of the branch.
void BodyChecker::check_br_on_non_null() {
  const auto types = label_types(label(instruction_->index));
  if (types.empty()) fail("expects a label that takes a reference");
  const ValueType reference = without_null(pop_reference());
  require_match(reference, types.back());
  pop_all(types.first(types.size() - 1));
  push_all(types.first(types.size() - 1));
}

/// Section 3.4.13. From `source` to `target`; what is not of the target type keeps its source type, but is not null if
/// null would have been of the target type.
void BodyChecker::check_br_on_cast(bool is_fail) {
  require_heap_type(instruction_->heap);
  require_heap_type(instruction_->heap2);
  const ValueType source = ValueType::reference(instruction_->heap, instruction_->is_nullable);
  const ValueType target = ValueType::reference(instruction_->heap2, instruction_->is_nullable2);
  require_match(target, source);
  const ValueType rest = ValueType::reference(source.heap, source.is_nullable && !target.is_nullable);
  const auto types = label_types(label(instruction_->index));
  if (types.empty()) fail("expects a label that takes a reference");
  require_match(is_fail ? rest : target, types.back());
  pop(source);
  pop_all(types.first(types.size() - 1));
  push_all(types.first(types.size() - 1));
  push(is_fail ? target : rest);
}

/// The reference type that a test or cast names. Its operand may be any reference of the same hierarchy.
ValueType BodyChecker::target_reference() {
  require_heap_type(instruction_->heap);
  pop(ValueType::reference(matcher_.top_of(instruction_->heap), true));
  return ValueType::reference(instruction_->heap, instruction_->is_nullable);
}

void BodyChecker::check_ref_test() {
  target_reference();
  push(ValueType::I32);
}

void BodyChecker::check_ref_cast() { push(target_reference()); }

void BodyChecker::check_convert(AbstractHeapType from, AbstractHeapType to) {
  const ValueType found = pop_reference();
  require_match(found, ValueType::reference(from, true));
  push(ValueType::reference(to, found.is_nullable));
}

void BodyChecker::check_ref_i31() {
  pop(ValueType::I32);
  push(ValueType::reference(AbstractHeapType::I31, false));
}

void BodyChecker::check_i31_get() {
  pop(ValueType::reference(AbstractHeapType::I31, true));
  push(ValueType::I32);
}

}  // namespace translator
