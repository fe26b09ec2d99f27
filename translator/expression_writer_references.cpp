// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions on references as C++ text: structures, arrays, casts.
//
//     struct.get $node $left                 as<node>(x)->left
//     struct.new $node                       struct_new<node>(types[0], l, r)
//     array.get_s $bytes                     array_get_s<u8>(x, i)
//     ref.cast (ref $node)                   ref_cast<anyref>(x, exactly(types[0]))     $node is final
//     ref.test (ref i31)                     ref_test<anyref>(x, abstract_heap<heap_i31>())
//
// What is known of an operand saves checks: `non_null(x)` is not compared with null, and `objectref` instead of `anyref`
// says that it is no i31.
#include "expression_writer.hpp"
#include "type_text.hpp"

namespace translator {

namespace {

const char* heap_code(AbstractHeapType heap) {
  switch (heap) {
    case AbstractHeapType::Func: return "heap_func";
    case AbstractHeapType::Extern: return "heap_extern";
    case AbstractHeapType::Any: return "heap_any";
    case AbstractHeapType::Eq: return "heap_eq";
    case AbstractHeapType::I31: return "heap_i31";
    case AbstractHeapType::Struct: return "heap_struct";
    case AbstractHeapType::Array: return "heap_array";
    case AbstractHeapType::Exn: return "heap_exn";
    case AbstractHeapType::None: return "heap_none";
    case AbstractHeapType::NoFunc: return "heap_nofunc";
    case AbstractHeapType::NoExtern: return "heap_noextern";
    case AbstractHeapType::NoExn: return "heap_noexn";
    case AbstractHeapType::Bottom: break;
  }
  return "";
}

}  // namespace

/// Writes an operation of this file's kind; false if it is none.
bool ExpressionWriter::write_reference_operation(const Expression& e) {
  switch (e.opcode) {
    case Opcode::ref_as_non_null:
      out_ += "ref_as_non_null<" + internal_type(context_.module, e.type) + ">(";
      write(tree_.operand(e, 0));
      out_ += ')';
      return true;
    case Opcode::ref_test: case Opcode::ref_test_null: case Opcode::ref_cast: case Opcode::ref_cast_null:
      write_cast(e);
      return true;
    case Opcode::struct_new: case Opcode::struct_new_default: write_struct_new(e); return true;
    case Opcode::struct_get: write_field(e); return true;
    case Opcode::struct_get_s: case Opcode::struct_get_u: write_packed_field(e); return true;
    case Opcode::struct_set: write_struct_set(e); return true;
    default: return write_array_operation(e);
  }
}

bool ExpressionWriter::write_array_operation(const Expression& e) {
  switch (e.opcode) {
    case Opcode::array_new: case Opcode::array_new_default: write_array_new(e, ""); return true;
    case Opcode::array_new_fixed: write_array_new_fixed(e); return true;
    case Opcode::array_new_data: case Opcode::array_init_data:
      write_array_from(e, ", self->data_space[" + std::to_string(e.index2) + "]");
      return true;
    case Opcode::array_new_elem: case Opcode::array_init_elem:
      write_array_from(e, ", self, self->element_space[" + std::to_string(e.index2) + "]");
      return true;
    case Opcode::array_get: case Opcode::array_get_s: case Opcode::array_get_u: case Opcode::array_set:
    case Opcode::array_fill: case Opcode::array_copy:
      write_array_access(e);
      return true;
    case Opcode::array_len:
      out_ += "array_len(";
      write_checked_operand(tree_.operand(e, 0));
      out_ += ')';
      return true;
    default: return false;
  }
}

/// An operand that the runtime compares with null, unless it cannot be.
void ExpressionWriter::write_checked_operand(ExpressionId id) {
  const bool is_nullable = node(id).type.is_nullable;
  if (!is_nullable) out_ += "non_null(";
  write(id);
  if (!is_nullable) out_ += ')';
}

// Casts

void ExpressionWriter::write_cast(const Expression& e) {
  const ExpressionId operand = tree_.operand(e, 0);
  HeapType target;
  target.code = static_cast<std::int32_t>(e.bits);
  out_ += info(e.opcode).spelling;
  out_ += '<' + cast_source(node(operand).type, target) + ">(";
  write(operand);
  out_ += ", " + cast_target(target) + ')';
}

/// The hierarchy is the target's, since the operand may be any null; what is no i31 is known by the operand.
std::string ExpressionWriter::cast_source(const ValueType& source, HeapType target) const {
  const AbstractHeapType known = abstract_heap(context_.module, source.heap);
  if (known == AbstractHeapType::Struct || known == AbstractHeapType::Array) return "objectref";
  return internal_type(context_.module, ValueType::reference(target, true));
}

std::string ExpressionWriter::cast_target(HeapType target) const {
  if (!target.is_index()) return std::string("abstract_heap<") + heap_code(target.abstract()) + ">()";
  const bool is_final = context_.module.types[target.type_index()].is_final;
  return (is_final ? "exactly(types[" : "subtype_of(types[") + std::to_string(target.type_index()) + "])";
}

// Structures

void ExpressionWriter::write_struct_new(const Expression& e) {
  out_ += info(e.opcode).spelling;
  out_ += '<' + context_.names.struct_of(context_.module, e.index).name + ">(types[" + std::to_string(e.index) + ']';
  if (e.operand_count) out_ += ", ";
  write_operand_list(e.first_operand, e.operand_count);
  out_ += ')';
}

void ExpressionWriter::write_field(const Expression& e) {
  const StructNames& names = context_.names.struct_of(context_.module, e.index);
  out_ += "as<" + names.name + ">(";
  write_checked_operand(tree_.operand(e, 0));
  out_ += ")->" + names.fields[e.index2];
}

/// What a packed field cuts off is cut off by a cast: compilers warn of a constant that does not fit.
void ExpressionWriter::write_struct_set(const Expression& e) {
  const FieldType& field = context_.module.types[e.index].fields[e.index2];
  write_field(e);
  out_ += " = ";
  if (field.packed_bits) out_ += "static_cast<" + storage_type(context_.module, field) + ">(";
  write(tree_.operand(e, 1));
  if (field.packed_bits) out_ += ')';
}

void ExpressionWriter::write_packed_field(const Expression& e) {
  const bool is_8 = context_.module.types[e.index].fields[e.index2].packed_bits == 8;
  out_ += e.opcode == Opcode::struct_get_u ? "u32(" : is_8 ? "i32_extend8_s(" : "i32_extend16_s(";
  write_field(e);
  out_ += ')';
}

// Arrays

std::string ExpressionWriter::element_type(std::uint32_t array) const {
  return storage_type(context_.module, context_.module.types[array].fields[0]);
}

void ExpressionWriter::write_array_new(const Expression& e, const std::string& after_type) {
  out_ += info(e.opcode).spelling;
  out_ += '<' + element_type(e.index) + ">(types[" + std::to_string(e.index) + ']' + after_type;
  if (e.operand_count) out_ += ", ";
  write_operand_list(e.first_operand, e.operand_count);
  out_ += ')';
}

void ExpressionWriter::write_array_new_fixed(const Expression& e) {
  const std::string type = '<' + element_type(e.index) + ">(types[" + std::to_string(e.index) + "], ";
  if (e.operand_count == 0) {
    out_ += "array_new_default" + type + "0)";
    return;
  }
  out_ += "array_new_fixed" + type + '{';
  write_operand_list(e.first_operand, e.operand_count);
  out_ += "})";
}

/// From a segment: `segment` is its argument.
void ExpressionWriter::write_array_from(const Expression& e, const std::string& segment) {
  const bool is_new = e.opcode == Opcode::array_new_data || e.opcode == Opcode::array_new_elem;
  if (is_new) return write_array_new(e, segment);
  out_ += info(e.opcode).spelling;
  out_ += '<' + element_type(e.index) + ">(";
  write_checked_operand(tree_.operand(e, 0));
  out_ += segment + ", ";
  write_operand_list(e.first_operand + 1, e.operand_count - 1);
  out_ += ')';
}

/// The array is the first operand; array.copy has another as its third.
void ExpressionWriter::write_array_access(const Expression& e) {
  out_ += info(e.opcode).spelling;
  out_ += '<' + element_type(e.index) + ">(";
  for (std::uint32_t i = 0; i < e.operand_count; ++i) {
    if (i) out_ += ", ";
    const bool is_array = i == 0 || (i == 2 && e.opcode == Opcode::array_copy);
    if (is_array) write_checked_operand(tree_.operand(e, i));
    else write(tree_.operand(e, i));
  }
  out_ += ')';
}

}  // namespace translator
