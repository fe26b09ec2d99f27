// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The two stacks of the validation algorithm, and the reports of what is wrong with them (see validator_body.hpp).
#include "validator_body.hpp"

namespace translator {

void BodyChecker::fail(const std::string& message) const {
  throw Diagnostic(Refusal::Invalid, instruction_->offset, std::string(text()) + " " + message);
}

void BodyChecker::fail_unknown(const char* what, std::uint32_t index) const {
  fail("names an unknown " + std::string(what) + ", " + std::to_string(index));
}

void BodyChecker::fail_operand(ValueType expected, ValueType found) const {
  fail("expects " + spelled(expected) + ", found " + spelled(found));
}

void BodyChecker::fail_missing_operand(ValueType expected) const {
  fail("expects " + spelled(expected) + ", found nothing on the operand stack");
}

void BodyChecker::fail_operand_limit() const {
  fail("pushes more than the limit of " + std::to_string(max_operands) + " operands");
}

void BodyChecker::pop_matching(ValueType expected) {
  if (operands_.size() == height_) {
    if (!controls_.back().is_unreachable) fail_missing_operand(expected);
    return;
  }
  const ValueType found = operands_.back();
  if (!matcher_.matches(found, expected)) fail_operand(expected, found);
  operands_.pop_back();
}

ValueType BodyChecker::pop_any() {
  if (operands_.size() == height_) {
    if (!controls_.back().is_unreachable) fail("expects an operand, found nothing on the operand stack");
    return ValueType::Bottom;
  }
  const ValueType found = operands_.back();
  operands_.pop_back();
  return found;
}

/// A reference, or of a polymorphic stack the reference that matches all others.
ValueType BodyChecker::pop_reference() {
  const ValueType found = pop_any();
  if (found.kind == ValueType::Bottom) return ValueType::reference(AbstractHeapType::Bottom, false);
  if (!found.is_reference()) fail("expects a reference, found " + spelled(found));
  return found;
}

void BodyChecker::push_all(std::span<const ValueType> types) {
  for (const ValueType& type : types) push(type);
}

void BodyChecker::pop_all(std::span<const ValueType> types) {
  for (std::size_t i = types.size(); i-- > 0;) pop(types[i]);
}

void BodyChecker::expect_on_top(std::span<const ValueType> types) {
  std::size_t position = operands_.size();
  for (std::size_t i = types.size(); i-- > 0;) {
    if (position == height_) {
      if (!controls_.back().is_unreachable) fail_missing_operand(types[i]);
      return;
    }
    const ValueType found = operands_[--position];
    if (!matcher_.matches(found, types[i])) fail_operand(types[i], found);
  }
}

std::span<const ValueType> BodyChecker::parameters_of(const BlockType& type) const {
  if (type.kind != BlockType::Index) return {};
  return module_.types[type.type_index].function.parameters;
}

/// The span of a single result lies in `type` itself.
std::span<const ValueType> BodyChecker::results_of(const BlockType& type) const {
  switch (type.kind) {
    case BlockType::Empty: break;
    case BlockType::Value: return {&type.value, 1};
    case BlockType::Index: return module_.types[type.type_index].function.results;
  }
  return {};
}

std::span<const ValueType> BodyChecker::label_types(const ControlFrame& frame) const {
  return frame.opcode == Opcode::loop ? parameters_of(frame.type) : results_of(frame.type);
}

const ControlFrame& BodyChecker::label(std::uint32_t index) const {
  if (index >= controls_.size()) fail_unknown("label", index);
  return controls_[controls_.size() - 1 - index];
}

void BodyChecker::open(Opcode opcode, const BlockType& type) {
  controls_.push_back({opcode, type, operands_.size(), initialized_locals_.size(), false});
  height_ = operands_.size();
}

/// Pops the block's results, which must be all that is left, and the block. What it initialized no longer is.
ControlFrame BodyChecker::close() {
  const ControlFrame frame = controls_.back();
  pop_all(results_of(frame.type));
  if (operands_.size() != height_) {
    fail("finds " + std::to_string(operands_.size() - height_) + " operands more than the block's results");
  }
  while (initialized_locals_.size() > frame.initialized) {
    initialized_[initialized_locals_.back()] = false;
    initialized_locals_.pop_back();
  }
  controls_.pop_back();
  height_ = controls_.empty() ? 0 : controls_.back().height;
  return frame;
}

void BodyChecker::set_unreachable() {
  operands_.resize(height_);
  controls_.back().is_unreachable = true;
}

}  // namespace translator
