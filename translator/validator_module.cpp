// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Validation of a module without its function bodies (specification, section 3.5).
//
// What a constant expression may refer to is a matter of order: a global's initial value may read the globals before
// it, a table's the imported ones, and the offsets and items of segments all. None may read a mutable one.
//
// On the way the functions are marked that the module mentions outside of bodies: `ref.func` in bodies may name no
// others.
#include "validator_module.hpp"

#include <string_view>
#include <unordered_set>

#include "keyed_hash.hpp"
#include "validator.hpp"
#include "validator_body.hpp"

namespace translator {
namespace {

class ModuleValidator {
 public:
  explicit ModuleValidator(Module& module) : module_(module), matcher_(module) {}

  void validate() {
    validate_types(module_);
    for (const Function& function : module_.functions) check_function_type(function.type_index, function.input_offset);
    for (const Tag& tag : module_.tags) check_tag(tag);
    for (const Memory& memory : module_.memories) check_memory(memory);
    mark_referenced();
    check_globals();
    for (const Table& table : module_.tables) check_table(table);
    for (const ElementSegment& segment : module_.elements) check_element_segment(segment);
    for (const DataSegment& segment : module_.data) check_data_segment(segment);
    check_start();
    check_exports();
  }

 private:
  [[noreturn]] static void fail(std::size_t offset, const std::string& message) {
    throw Diagnostic(Refusal::Invalid, offset, message);
  }

  void check_function_type(std::uint32_t type, std::size_t offset) const;
  void check_value_type(ValueType type, std::size_t offset) const;
  void check_limits(const Limits& limits, std::uint64_t maximum, const char* what, std::size_t offset) const;
  void check_tag(const Tag& tag) const;
  void check_memory(const Memory& memory) const;
  void check_table(const Table& table);
  void check_globals();
  void check_element_segment(const ElementSegment& segment);
  void check_data_segment(const DataSegment& segment);
  void check_start() const;
  void check_exports() const;
  std::size_t size_of_index_space(ExternalKind kind) const;

  void check_constant(const ConstantExpression& expression, ValueType type, std::uint32_t globals);
  void mark_referenced();
  void mark_referenced(const ElementSegment& segment);
  void mark_referenced(const ConstantExpression& expression);
  void mark_referenced(std::uint32_t function, std::size_t offset);
  std::uint32_t all_globals() const { return static_cast<std::uint32_t>(module_.globals.size()); }

  Module& module_;
  TypeMatcher matcher_;
  Instruction scratch_;
};

void ModuleValidator::check_function_type(std::uint32_t type, std::size_t offset) const {
  if (type >= module_.types.size()) fail(offset, "unknown type " + std::to_string(type));
  if (module_.types[type].kind != SubType::Function) {
    fail(offset, "type " + std::to_string(type) + " is not a function type");
  }
}

void ModuleValidator::check_tag(const Tag& tag) const {
  check_function_type(tag.type.type_index, tag.input_offset);
  const FunctionType& type = module_.types[tag.type.type_index].function;
  if (!type.results.empty()) fail(tag.input_offset, "a tag has no results, found type " + spelled(type));
}

void ModuleValidator::check_value_type(ValueType type, std::size_t offset) const {
  if (!type.is_reference() || !type.heap.is_index() || type.heap.type_index() < module_.types.size()) return;
  fail(offset, "unknown type " + std::to_string(type.heap.type_index()));
}

void ModuleValidator::check_limits(const Limits& limits, std::uint64_t maximum, const char* what,
                                   std::size_t offset) const {
  if (limits.min > maximum || (limits.has_max && limits.max > maximum)) {
    fail(offset, std::string(what) + " size must be at most " + std::to_string(maximum));
  }
  if (limits.has_max && limits.min > limits.max) {
    fail(offset, std::string("size minimum must not be greater than maximum: ") + std::to_string(limits.min) + " > " +
                     std::to_string(limits.max));
  }
}

/// At most 2^32 or 2^64 bytes; of pages of one byte, one byte less.
void ModuleValidator::check_memory(const Memory& memory) const {
  const MemoryType& type = memory.type;
  if (type.page_bits != 16 && type.page_bits != 0) fail(memory.input_offset, "invalid custom page size");
  const unsigned address_bits = type.is_64 ? 64 : 32;
  const std::uint64_t last_address = ~std::uint64_t{0} >> (64 - address_bits);
  const std::uint64_t maximum =
      type.page_bits == 0 ? last_address : std::uint64_t{1} << (address_bits - type.page_bits);
  check_limits(type.limits, maximum, "memory", memory.input_offset);
  if (type.is_shared && !type.limits.has_max) fail(memory.input_offset, "shared memory must have maximum");
}

void ModuleValidator::check_table(const Table& table) {
  const TableType& type = table.type;
  check_value_type(type.element, table.input_offset);
  check_limits(type.limits, type.is_64 ? ~std::uint64_t{0} : 0xffff'ffffu, "table", table.input_offset);
  if (table.initial) {
    check_constant(*table.initial, type.element, module_.imported_globals);
  } else if (!table.is_import() && !type.element.is_defaultable()) {
    fail(table.input_offset, "a table of " + spelled(type.element) + " needs an initial value");
  }
}

void ModuleValidator::check_globals() {
  for (std::uint32_t i = 0; i < all_globals(); ++i) {
    const Global& global = module_.globals[i];
    check_value_type(global.type.type, global.input_offset);
    if (!global.is_import()) check_constant(global.initial, global.type.type, i);
  }
}

void ModuleValidator::check_element_segment(const ElementSegment& segment) {
  check_value_type(segment.type, segment.input_offset);
  for (const ConstantExpression& expression : segment.expressions) {
    check_constant(expression, segment.type, all_globals());
  }
  if (segment.mode != SegmentMode::Active) return;
  if (segment.table >= module_.tables.size()) {
    fail(segment.input_offset, "unknown table " + std::to_string(segment.table));
  }
  const TableType& table = module_.tables[segment.table].type;
  if (!matcher_.matches(segment.type, table.element)) {
    fail(segment.input_offset,
         "elements of type " + spelled(segment.type) + " for a table of " + spelled(table.element));
  }
  check_constant(segment.offset, table.is_64 ? ValueType::I64 : ValueType::I32, all_globals());
}

void ModuleValidator::check_data_segment(const DataSegment& segment) {
  if (segment.mode != SegmentMode::Active) return;
  if (segment.memory >= module_.memories.size()) {
    fail(segment.input_offset, "unknown memory " + std::to_string(segment.memory));
  }
  const bool is_64 = module_.memories[segment.memory].type.is_64;
  check_constant(segment.offset, is_64 ? ValueType::I64 : ValueType::I32, all_globals());
}

void ModuleValidator::check_start() const {
  if (module_.start == no_index) return;
  const std::size_t offset = module_.start_offset;
  if (module_.start >= module_.functions.size()) fail(offset, "unknown function " + std::to_string(module_.start));
  const FunctionType& type = module_.type_of_function(module_.start);
  if (!type.parameters.empty() || !type.results.empty()) {
    fail(offset, "the start function must have type () -> (), found " + spelled(type));
  }
}

std::size_t ModuleValidator::size_of_index_space(ExternalKind kind) const {
  switch (kind) {
    case ExternalKind::Function: return module_.functions.size();
    case ExternalKind::Table: return module_.tables.size();
    case ExternalKind::Memory: return module_.memories.size();
    case ExternalKind::Global: return module_.globals.size();
    case ExternalKind::Tag: return module_.tags.size();
  }
  return 0;
}

void ModuleValidator::check_exports() const {
  constexpr const char* kinds[] = {"function", "table", "memory", "global", "tag"};
  std::unordered_set<std::string_view, KeyedHash> names;
  for (const Export& exported : module_.exports) {
    if (exported.index >= size_of_index_space(exported.kind)) {
      fail(exported.offset, std::string("unknown ") + kinds[static_cast<std::size_t>(exported.kind)] + " " +
                                std::to_string(exported.index));
    }
    if (!names.insert(exported.name).second) {
      fail(exported.offset, "duplicate export name \"" + std::string(exported.name) + "\"");
    }
  }
}

void ModuleValidator::check_constant(const ConstantExpression& expression, ValueType type, std::uint32_t globals) {
  BlockType block;
  block.kind = BlockType::Value;
  block.value = type;
  BodyChecker checker(module_, block);
  InstructionReader reader(module_, expression.bytes);
  while (!reader.at_end()) {
    reader.next(scratch_);
    checker.check_constant(scratch_, globals);
  }
  checker.finish(reader.offset());
}

/// What active segments name comes first, so that it shows what is named elsewhere, too.
void ModuleValidator::mark_referenced() {
  for (const ElementSegment& segment : module_.elements)
    if (segment.mode == SegmentMode::Active) mark_referenced(segment);
  for (Function& function : module_.functions) function.is_element_only = function.is_referenced;
  for (const Global& global : module_.globals) {
    if (!global.is_import()) mark_referenced(global.initial);
  }
  for (const Table& table : module_.tables) {
    if (table.initial) mark_referenced(*table.initial);
  }
  for (const ElementSegment& segment : module_.elements) {
    if (segment.mode != SegmentMode::Active) mark_referenced(segment);
  }
  for (const Export& exported : module_.exports) {
    if (exported.kind == ExternalKind::Function) mark_referenced(exported.index, exported.offset);
  }
}

void ModuleValidator::mark_referenced(const ElementSegment& segment) {
  for (const std::uint32_t function : segment.functions) mark_referenced(function, segment.input_offset);
  for (const ConstantExpression& expression : segment.expressions) mark_referenced(expression);
}

void ModuleValidator::mark_referenced(const ConstantExpression& expression) {
  InstructionReader reader(module_, expression.bytes);
  while (!reader.at_end()) {
    reader.next(scratch_);
    if (scratch_.opcode == Opcode::ref_func) mark_referenced(scratch_.index, scratch_.offset);
  }
}

void ModuleValidator::mark_referenced(std::uint32_t function, std::size_t offset) {
  if (function >= module_.functions.size()) fail(offset, "unknown function " + std::to_string(function));
  module_.functions[function].is_referenced = true;
  module_.functions[function].is_element_only = false;
}

}  // namespace

void validate_module(Module& module) { ModuleValidator(module).validate(); }

}  // namespace translator
