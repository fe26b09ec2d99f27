// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rules of parametric and variable instructions, and of those on tables and memories that involve two of them
// (specification, sections 3.4.1 and 3.4.8 to 3.4.10).
//
// Locals are kept as runs, as the binary format declares them, because a body of five bytes can declare 50,000. A local
// without a default value (a non-nullable reference) must be set before it is read; what is set in a block is forgotten
// at its end.
#include <algorithm>

#include "validator_body.hpp"

namespace translator {

namespace {

constexpr std::size_t most_first_locals = 256;

}  // namespace

void BodyChecker::add_parameter(ValueType type) { append_locals(1, type); }

void BodyChecker::append_locals(std::uint32_t count, ValueType type) {
  const std::uint32_t begin = locals_.empty() ? 0 : locals_.back().end;
  locals_.push_back({begin + count, type});
  if (begin < most_first_locals) first_locals_.resize(std::min<std::size_t>(begin + count, most_first_locals), type);
}

void BodyChecker::add_locals(const LocalRun& run) {
  if (run.count == 0) return;
  const std::uint32_t begin = locals_.empty() ? 0 : locals_.back().end;
  const std::uint32_t end = begin + run.count;
  append_locals(run.count, run.type);
  if (!run.type.is_defaultable() || !initialized_.empty()) {
    initialized_.resize(begin, true);
    initialized_.resize(end, run.type.is_defaultable());
  }
}

ValueType BodyChecker::type_of_local(std::uint32_t local) const {
  if (local < first_locals_.size()) return first_locals_[local];
  const auto run = std::upper_bound(locals_.begin(), locals_.end(), local,
                                    [](std::uint32_t index, const LocalsEnd& each) { return index < each.end; });
  if (run == locals_.end()) fail_unknown("local", local);
  return run->type;
}

bool BodyChecker::is_initialized(std::uint32_t local) const {
  return local >= initialized_.size() || initialized_[local];
}

void BodyChecker::set_initialized(std::uint32_t local) {
  if (is_initialized(local)) return;
  initialized_[local] = true;
  initialized_locals_.push_back(local);
}

void BodyChecker::check_drop() { pop_any(); }

/// Without a type it selects numbers and vectors only.
void BodyChecker::check_select() {
  pop(ValueType::I32);
  const ValueType second = pop_any();
  const ValueType first = pop_any();
  for (const ValueType& type : {first, second}) {
    if (type.is_reference()) fail("expects numbers or vectors, found " + spelled(type));
  }
  const bool is_first_known = first.kind != ValueType::Bottom;
  if (is_first_known && second.kind != ValueType::Bottom && first != second) fail_operand(first, second);
  push(is_first_known ? first : second);
}

void BodyChecker::check_select_typed() {
  const auto& types = instruction_->types;
  if (types.size() != 1) fail("expects one type, found " + std::to_string(types.size()));
  require_value_type(types[0]);
  pop(ValueType::I32);
  pop(types[0]);
  pop(types[0]);
  push(types[0]);
}

void BodyChecker::check_local_get() {
  const ValueType type = type_of_local(instruction_->index);
  if (!is_initialized(instruction_->index)) {
    fail("reads local " + std::to_string(instruction_->index) + " of type " + spelled(type) + " before it is set");
  }
  push(type);
}

void BodyChecker::check_local_set() {
  pop(type_of_local(instruction_->index));
  set_initialized(instruction_->index);
}

void BodyChecker::check_local_tee() {
  check_local_set();
  push(type_of_local(instruction_->index));
}

void BodyChecker::check_global_get() { push(module_.globals[instruction_->index].type.type); }

void BodyChecker::check_global_set() {
  const GlobalType& type = module_.globals[instruction_->index].type;
  if (!type.is_mutable) fail("writes global " + std::to_string(instruction_->index) + ", which is immutable");
  pop(type.type);
}

void BodyChecker::check_table_init() {
  const std::uint32_t table = instruction_->index2;
  require_match(module_.elements[instruction_->index].type, module_.tables[table].type.element);
  pop(ValueType::I32);
  pop(ValueType::I32);
  pop(address_of_table(table));
}

/// The length has the address type of the smaller of the two.
void BodyChecker::check_table_copy() {
  const std::uint32_t destination = instruction_->index;
  const std::uint32_t source = instruction_->index2;
  require_match(module_.tables[source].type.element, module_.tables[destination].type.element);
  const bool is_length_64 = module_.tables[source].type.is_64 && module_.tables[destination].type.is_64;
  pop(is_length_64 ? ValueType::I64 : ValueType::I32);
  pop(address_of_table(source));
  pop(address_of_table(destination));
}

void BodyChecker::check_memory_copy() {
  const std::uint32_t destination = instruction_->index;
  const std::uint32_t source = instruction_->index2;
  const bool is_length_64 = module_.memories[source].type.is_64 && module_.memories[destination].type.is_64;
  pop(is_length_64 ? ValueType::I64 : ValueType::I32);
  pop(address_of_memory(source));
  pop(address_of_memory(destination));
}

}  // namespace translator
