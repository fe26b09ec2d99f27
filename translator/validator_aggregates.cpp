// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of structures and arrays (specification, sections 3.4.5 and 3.4.6). A packed field, i8 or i16, is read by the
// `_s` and `_u` forms only, and is an i32 on the operand stack.
#include "validator_body.hpp"

namespace translator {
namespace {

ValueType unpacked(const FieldType& field) {
  return field.packed_bits != 0 ? ValueType(ValueType::I32) : field.type;
}

ValueType null_reference(std::uint32_t type) { return ValueType::reference(HeapType::index(type), true); }
ValueType new_reference(std::uint32_t type) { return ValueType::reference(HeapType::index(type), false); }

}  // namespace

const FieldType& BodyChecker::require_field(const SubType& type) const {
  if (instruction_->index2 >= type.fields.size()) fail_unknown("field", instruction_->index2);
  return type.fields[instruction_->index2];
}

const FieldType& BodyChecker::require_mutable_array(std::uint32_t type) const {
  const FieldType& field = require_type(type, SubType::Array).fields[0];
  if (!field.is_mutable) fail("writes array type " + std::to_string(type) + ", which is immutable");
  return field;
}

void BodyChecker::require_packed(const FieldType& field, bool is_extended) const {
  if ((field.packed_bits != 0) == is_extended) return;
  fail(is_extended ? "expects a packed field, found " + spelled(field.type) : "expects a field that is not packed");
}

void BodyChecker::require_numeric(const FieldType& field) const {
  if (field.packed_bits == 0 && field.type.is_reference()) {
    fail("expects an array of numbers or vectors, found one of " + spelled(field.type));
  }
}

void BodyChecker::require_defaultable(const SubType& type) const {
  if (type.is_defaultable) return;
  for (const FieldType& field : type.fields)
    if (!field.is_defaultable()) fail("expects fields with a default value, found " + spelled(field.type));
}

void BodyChecker::require_element_match(std::uint32_t segment, const FieldType& field) const {
  const ValueType type = require_element(segment).type;
  if (field.packed_bits != 0) fail_operand(ValueType::I32, type);
  require_match(type, field.type);
}

void BodyChecker::check_struct_new() {
  const SubType& type = require_type(instruction_->index, SubType::Struct);
  for (std::size_t i = type.fields.size(); i-- > 0 && !gives_anything();) pop(unpacked(type.fields[i]));
  push(new_reference(instruction_->index));
}

void BodyChecker::check_struct_new_default() {
  require_defaultable(require_type(instruction_->index, SubType::Struct));
  push(new_reference(instruction_->index));
}

void BodyChecker::check_struct_get(bool is_extended) {
  const FieldType& field = require_field(require_type(instruction_->index, SubType::Struct));
  require_packed(field, is_extended);
  pop(null_reference(instruction_->index));
  push(unpacked(field));
}

void BodyChecker::check_struct_set() {
  const FieldType& field = require_field(require_type(instruction_->index, SubType::Struct));
  if (!field.is_mutable) fail("writes field " + std::to_string(instruction_->index2) + ", which is immutable");
  pop(unpacked(field));
  pop(null_reference(instruction_->index));
}

void BodyChecker::check_array_new() {
  const FieldType& field = require_type(instruction_->index, SubType::Array).fields[0];
  pop(ValueType::I32);
  pop(unpacked(field));
  push(new_reference(instruction_->index));
}

void BodyChecker::check_array_new_default() {
  require_defaultable(require_type(instruction_->index, SubType::Array));
  pop(ValueType::I32);
  push(new_reference(instruction_->index));
}

/// The length is an immediate, so that its operands may be more than anyone can have pushed.
void BodyChecker::check_array_new_fixed() {
  const ValueType type = unpacked(require_type(instruction_->index, SubType::Array).fields[0]);
  if (instruction_->index2 > max_fields) fail("has more than the limit of " + std::to_string(max_fields) + " operands");
  for (std::uint32_t i = 0; i < instruction_->index2 && !gives_anything(); ++i) pop(type);
  push(new_reference(instruction_->index));
}

void BodyChecker::check_array_new_data() {
  require_numeric(require_type(instruction_->index, SubType::Array).fields[0]);
  require_data(instruction_->index2);
  pop(ValueType::I32);
  pop(ValueType::I32);
  push(new_reference(instruction_->index));
}

void BodyChecker::check_array_new_elem() {
  require_element_match(instruction_->index2, require_type(instruction_->index, SubType::Array).fields[0]);
  pop(ValueType::I32);
  pop(ValueType::I32);
  push(new_reference(instruction_->index));
}

void BodyChecker::check_array_get(bool is_extended) {
  const FieldType& field = require_type(instruction_->index, SubType::Array).fields[0];
  require_packed(field, is_extended);
  pop(ValueType::I32);
  pop(null_reference(instruction_->index));
  push(unpacked(field));
}

void BodyChecker::check_array_set() {
  const FieldType& field = require_mutable_array(instruction_->index);
  pop(unpacked(field));
  pop(ValueType::I32);
  pop(null_reference(instruction_->index));
}

void BodyChecker::check_array_len() {
  pop(ValueType::reference(AbstractHeapType::Array, true));
  push(ValueType::I32);
}

void BodyChecker::check_array_fill() {
  const FieldType& field = require_mutable_array(instruction_->index);
  pop(ValueType::I32);
  pop(unpacked(field));
  pop(ValueType::I32);
  pop(null_reference(instruction_->index));
}

void BodyChecker::check_array_copy() {
  const FieldType& destination = require_mutable_array(instruction_->index);
  const FieldType& source = require_type(instruction_->index2, SubType::Array).fields[0];
  if (source.packed_bits != destination.packed_bits) fail("copies between arrays of different element sizes");
  if (source.packed_bits == 0) require_match(source.type, destination.type);
  pop(ValueType::I32);
  pop(ValueType::I32);
  pop(null_reference(instruction_->index2));
  pop(ValueType::I32);
  pop(null_reference(instruction_->index));
}

void BodyChecker::check_array_init_data() {
  require_numeric(require_mutable_array(instruction_->index));
  require_data(instruction_->index2);
  for (int i = 0; i < 3; ++i) pop(ValueType::I32);
  pop(null_reference(instruction_->index));
}

void BodyChecker::check_array_init_elem() {
  require_element_match(instruction_->index2, require_mutable_array(instruction_->index));
  for (int i = 0; i < 3; ++i) pop(ValueType::I32);
  pop(null_reference(instruction_->index));
}

}  // namespace translator
