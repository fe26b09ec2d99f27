// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The features of declarations: see features.hpp.
#include "features.hpp"

#include "reader.hpp"

namespace translator {
namespace {

Feature feature_of(AbstractHeapType type) {
  switch (type) {
    case AbstractHeapType::Func:
    case AbstractHeapType::Extern: return Feature::Core;
    case AbstractHeapType::NoFunc: return Feature::FunctionReferences;
    case AbstractHeapType::Exn:
    case AbstractHeapType::NoExn: return Feature::Exceptions;
    default: return Feature::GarbageCollection;
  }
}

Feature feature_of(HeapType type) {
  return type.is_index() ? Feature::FunctionReferences : feature_of(type.abstract());
}

class FeatureScan {
 public:
  FeatureScan(const Module& module, const std::function<void(const FeatureUse&)>& visit)
      : module_(module), visit_(visit) {}

  void run() {
    for (const SubType& type : module_.types) scan(type);
    for (const Tag& tag : module_.tags) use(Feature::Exceptions, "a tag", tag.input_offset);
    for (const Memory& memory : module_.memories) scan(memory);
    for (const Global& global : module_.globals) scan(global);
    for (const Table& table : module_.tables) scan(table);
    for (const ElementSegment& segment : module_.elements) scan(segment);
    for (const DataSegment& segment : module_.data) {
      if (segment.mode == SegmentMode::Active) scan(segment.offset);
    }
  }

 private:
  void use(Feature feature, const std::string& what, std::size_t offset) const {
    if (feature != Feature::Core) visit_({feature, what, offset});
  }

  void scan(ValueType type, std::size_t offset) const { use(translator::feature_of(type), spelled(type), offset); }

  void scan(const SubType& type) const {
    if (type.kind == SubType::Struct) use(Feature::GarbageCollection, "a struct type", type.offset);
    if (type.kind == SubType::Array) use(Feature::GarbageCollection, "an array type", type.offset);
    for (const FieldType& field : type.fields) scan(field.type, type.offset);
    for (const ValueType& parameter : type.function.parameters) scan(parameter, type.offset);
    for (const ValueType& result : type.function.results) scan(result, type.offset);
  }

  void scan(const Memory& memory) const {
    if (memory.type.is_shared) use(Feature::Threads, "a shared memory", memory.input_offset);
    if (memory.type.page_bits != 16) use(Feature::CustomPageSizes, "a memory", memory.input_offset);
  }

  void scan(const Global& global) {
    scan(global.type.type, global.input_offset);
    if (!global.is_import()) scan(global.initial);
  }

  void scan(const Table& table) {
    scan(table.type.element, table.input_offset);
    if (table.initial) scan(*table.initial);
  }

  /// The list of functions makes non-null references, which never show in a type.
  void scan(const ElementSegment& segment) {
    if (!segment.is_function_indices) scan(segment.type, segment.input_offset);
    if (segment.mode == SegmentMode::Active) scan(segment.offset);
    for (const ConstantExpression& expression : segment.expressions) scan(expression);
  }

  void scan(const ConstantExpression& expression) {
    InstructionReader reader(module_, expression.bytes);
    while (!reader.at_end()) {
      reader.next(scratch_);
      use(translator::feature_of(scratch_), info(scratch_.opcode).text, scratch_.offset);
    }
  }

  const Module& module_;
  const std::function<void(const FeatureUse&)>& visit_;
  Instruction scratch_;
};

}  // namespace

Feature feature_of(ValueType type) {
  if (type.kind == ValueType::V128) return Feature::Simd;
  if (!type.is_reference()) return Feature::Core;
  const Feature feature = feature_of(type.heap);
  return feature == Feature::Core && !type.is_nullable ? Feature::FunctionReferences : feature;
}

Feature feature_of(const Instruction& instruction) {
  const InstructionInfo& row = info(instruction.opcode);
  if (row.feature != Feature::Core) return row.feature;
  switch (row.immediate) {
    case Immediate::HeapType: return feature_of(instruction.heap);
    case Immediate::Types: return instruction.types.empty() ? Feature::Core : feature_of(instruction.types[0]);
    case Immediate::Block:
      if (instruction.block_type.kind != BlockType::Value) return Feature::Core;
      return feature_of(instruction.block_type.value);
    default: return Feature::Core;
  }
}

void for_each_feature(const Module& module, const std::function<void(const FeatureUse&)>& visit) {
  FeatureScan(module, visit).run();
}

}  // namespace translator
