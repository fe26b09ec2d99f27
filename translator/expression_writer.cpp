// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Expressions as C++ text: see expression_writer.hpp.
#include "expression_writer.hpp"

#include <bit>
#include <cassert>
#include <charconv>
#include <cstring>

#include "type_text.hpp"

namespace translator {

namespace {

bool is_infix(const char* spelling) { return *spelling != '\0' && !std::isalpha(static_cast<unsigned char>(*spelling)); }

/// A comparison of signed integers, written as a function: its opposite, else the opcode itself.
Opcode opposite_signed_comparison(Opcode opcode) {
  switch (opcode) {
    case Opcode::i32_lt_s: return Opcode::i32_ge_s;
    case Opcode::i32_ge_s: return Opcode::i32_lt_s;
    case Opcode::i32_gt_s: return Opcode::i32_le_s;
    case Opcode::i32_le_s: return Opcode::i32_gt_s;
    case Opcode::i64_lt_s: return Opcode::i64_ge_s;
    case Opcode::i64_ge_s: return Opcode::i64_lt_s;
    case Opcode::i64_gt_s: return Opcode::i64_le_s;
    case Opcode::i64_le_s: return Opcode::i64_gt_s;
    default: return opcode;
  }
}

bool is_signed_comparison(Opcode opcode) { return opposite_signed_comparison(opcode) != opcode; }

/// The operator for a shift by a constant, which needs no masking at run time.
const char* shift_operator(Opcode opcode) {
  switch (opcode) {
    case Opcode::i32_shl: case Opcode::i64_shl: return "<<";
    case Opcode::i32_shr_u: case Opcode::i64_shr_u: return ">>";
    default: return nullptr;
  }
}

bool is_comparison_operator(const char* op) {
  return std::strchr("=!<>", *op) && std::strcmp(op, "<<") != 0 && std::strcmp(op, ">>") != 0;
}

const char* opposite_operator(const char* op, bool is_float) {
  if (!std::strcmp(op, "==")) return "!=";
  if (!std::strcmp(op, "!=")) return "==";
  if (is_float) return nullptr;  // not (a < b) is not a >= b for NaN
  if (!std::strcmp(op, "<")) return ">=";
  if (!std::strcmp(op, ">=")) return "<";
  if (!std::strcmp(op, ">")) return "<=";
  return ">";
}

/// The same variable, temporary or number.
bool is_same_leaf(const Expression& a, const Expression& b) {
  if (a.kind != b.kind || a.type.kind != b.type.kind) return false;
  if (a.kind == ExpressionKind::Constant) return a.bits == b.bits;
  return (a.kind == ExpressionKind::Variable || a.kind == ExpressionKind::Temporary) && a.index == b.index;
}

bool is_float(const ValueType& type) { return type.kind == ValueType::F32 || type.kind == ValueType::F64; }

void append_hex(Text& out, std::uint64_t bits) {
  char text[17];
  const auto end = std::to_chars(text, text + sizeof text, bits, 16).ptr;
  out += "0x";
  out += std::string_view(text, end);
}

bool accesses_memory(const Expression& e) {
  const Immediate immediate = info(e.opcode).immediate;
  return e.kind == ExpressionKind::Operation && (immediate == Immediate::MemArg || immediate == Immediate::MemArgLane);
}

}  // namespace

void ExpressionWriter::write(ExpressionId id) {
  const Expression& e = node(id);
  if (e.kind == ExpressionKind::Constant) write_constant(e, true);
  else write_node(e);
}

void ExpressionWriter::write_node(const Expression& e) {
  switch (e.kind) {
    case ExpressionKind::Constant: return write_constant(e, false);
    case ExpressionKind::Variable: out_ += variables_[e.index]; return;
    case ExpressionKind::Temporary: out_ += temporary(e.index); return;
    case ExpressionKind::Result:
      out_ += "get<" + std::to_string(e.index2) + ">(" + temporary(e.index) + ")";
      return;
    case ExpressionKind::Not: return write_not(tree_.operand(e, 0));
    case ExpressionKind::Or:
      write_condition(tree_.operand(e, 0));
      out_ += " || ";
      write_condition(tree_.operand(e, 1));
      return;
    case ExpressionKind::NearMemory:
      out_ += (e.bits != 0 ? "near_apart(" : "near(") + memory_handle(context_.module, e.index) + ")";
      return;
    case ExpressionKind::Near:
      out_ += "in_strip(";
      write(tree_.operand(e, 0));
      out_ += ", " + std::to_string(e.bits) + ")";
      return;
    case ExpressionKind::Trips: return write_trips(e);
    case ExpressionKind::Strip: return write_strip(e);
    case ExpressionKind::HasTag: case ExpressionKind::Payload: case ExpressionKind::Capture:
    case ExpressionKind::Release: case ExpressionKind::ThrowAgain: return write_about_caught(e);
    case ExpressionKind::Operation: return write_operation(e);
  }
}

void ExpressionWriter::write_operation(const Expression& e) {
  const char* op = infix_operator(e);
  if (op) return write_infix(e, op);
  if (accesses_memory(e)) return write_memory_access(e);
  if (write_reference_operation(e)) return;
  const char* spelling = info(e.opcode).spelling;
  if (is_hidden_splat(e)) return write_hidden_splat(e);
  const Immediate immediate = info(e.opcode).immediate;
  const bool has_only_lanes = immediate == Immediate::Lane || immediate == Immediate::Shuffle;
  const bool is_plain = *spelling && (immediate == Immediate::None || has_only_lanes);
  if (is_plain && e.opcode != Opcode::unreachable) return write_function_call(e, spelling);
  write_by_rule(e);
}

void ExpressionWriter::write_by_rule(const Expression& e) {
  const char* spelling = info(e.opcode).spelling;
  const auto operands = [&](std::uint32_t first = 0) {
    for (std::uint32_t i = first; i < e.operand_count; ++i) {
      out_ += ", ";
      write(tree_.operand(e, i));
    }
    out_ += ")";
  };
  switch (e.opcode) {
    case Opcode::i32_eqz: case Opcode::i64_eqz: case Opcode::ref_is_null: return write_not(tree_.operand(e, 0));
    case Opcode::select: case Opcode::select_t: return write_select(e);
    case Opcode::global_get: return write_global(e);
    case Opcode::global_set: return write_global_set(e);
    case Opcode::ref_func: out_ += "ref_func(self, " + std::to_string(context_.slots[e.index]) + ")"; return;
    case Opcode::call: return write_call(e);
    case Opcode::throw_: return write_throw(e);
    case Opcode::call_indirect: return write_call_indirect(e);
    case Opcode::call_ref: return write_call_ref(e);
    case Opcode::memory_size: case Opcode::memory_grow: {
      const bool is_narrow = !context_.module.memories[e.index].type.is_64;
      out_ += (is_narrow ? "u32(" : "") + std::string(spelling) + "(" + memory(e.index);
      operands();
      if (is_narrow) out_ += ")";
      return;
    }
    case Opcode::memory_fill:
      out_ += of_shared(e.index) + (spelling + ("(" + memory(e.index)));
      return operands();
    case Opcode::memory_copy:
      out_ += of_shared(e.index, e.index2) + (spelling + ("(" + memory(e.index) + ", " + memory(e.index2)));
      return operands();
    case Opcode::memory_init:
      out_ += of_shared(e.index2) + (spelling + ("(" + memory(e.index2) + ", self->data_space[" + std::to_string(e.index) + "]"));
      return operands();
    case Opcode::atomic_fence: out_ += spelling + std::string("()"); return;
    case Opcode::data_drop: out_ += spelling + ("(self->data_space[" + std::to_string(e.index) + "])"); return;
    case Opcode::table_get:
      out_ += spelling + ("<" + internal_type(context_.module, e.type) + ">(" + table(e.index));
      return operands();
    case Opcode::table_size: case Opcode::table_grow: {
      const bool is_narrow = !context_.module.tables[e.index].type.is_64;
      out_ += (is_narrow ? "u32(" : "") + std::string(spelling) + "(" + table(e.index);
      operands();
      if (is_narrow) out_ += ")";
      return;
    }
    case Opcode::table_set: case Opcode::table_fill: out_ += spelling + ("(" + table(e.index)); return operands();
    case Opcode::table_copy: out_ += spelling + ("(" + table(e.index) + ", " + table(e.index2)); return operands();
    case Opcode::table_init:
      out_ += spelling + ("(self, " + table(e.index2) + ", self->element_space[" + std::to_string(e.index) + "]");
      return operands();
    case Opcode::elem_drop: out_ += spelling + ("(self->element_space[" + std::to_string(e.index) + "])"); return;
    default: assert(false && "an instruction that no rule writes");
  }
}

// Constants

/// `beside_typed_operand`: the literal's type does not matter, because the context converts it.
void ExpressionWriter::write_constant(const Expression& e, bool beside_typed_operand) {
  switch (e.type.kind) {
    case ValueType::I32:
      out_.append_number(e.bits);
      if (!beside_typed_operand || e.bits > 0x7fff'ffffu) out_ += 'u';
      return;
    case ValueType::I64:
      out_.append_number(e.bits);
      if (e.bits > 0x7fff'ffff'ffff'ffffu) out_ += 'u';
      else if (!beside_typed_operand) out_ += "ull";
      return;
    case ValueType::F32: case ValueType::F64: return write_float(e.type, e.bits);
    case ValueType::V128: out_ += vector_constant(context_, tree_.vectors[e.index]); return;
    default: out_ += "nullptr"; return;
  }
}

/// Zeros, ones and NaNs are written so that no compiler can fold with them (they are identities of x + -0, x * 1, x - 0,
/// which compilers apply to signalling NaNs, too); infinities have no literal.
void ExpressionWriter::write_float(const ValueType& type, std::uint64_t bits) {
  const bool is_32 = type.kind == ValueType::F32;
  const double value = is_32 ? std::bit_cast<float>(static_cast<std::uint32_t>(bits)) : std::bit_cast<double>(bits);
  const bool is_special = !(value - value == 0) || value == 0 || value == 1 || value == -1;
  if (is_special) {
    out_ += is_32 ? "f32_constant<" : "f64_constant<";
    append_hex(out_, bits);
    out_ += is_32 ? "u>()" : "ull>()";
    return;
  }
  char text[40];
  const auto end = is_32 ? std::to_chars(text, text + sizeof text, static_cast<float>(value)).ptr
                         : std::to_chars(text, text + sizeof text, value).ptr;
  const std::string_view digits(text, static_cast<std::size_t>(end - text));
  out_ += digits;
  if (digits.find_first_of(".e") == std::string_view::npos) out_ += ".0";
  if (is_32) out_ += 'f';
}

// Operators

const char* ExpressionWriter::infix_operator(const Expression& e) const {
  if (e.kind != ExpressionKind::Operation) return nullptr;
  if (e.operand_count == 2 && is_constant(tree_.operand(e, 1)) && shift_operator(e.opcode)) return shift_operator(e.opcode);
  const char* spelling = info(e.opcode).spelling;
  return is_infix(spelling) ? spelling : nullptr;
}

ExpressionWriter::Precedence ExpressionWriter::precedence(const Expression& e) const {
  if (e.kind == ExpressionKind::Or) return Precedence::Or;
  if (e.kind == ExpressionKind::Not) return Precedence::Equality;
  if (e.kind != ExpressionKind::Operation) return Precedence::Primary;
  if (e.opcode == Opcode::select || e.opcode == Opcode::select_t)
    return is_select_function(e) || extremum(e) ? Precedence::Primary : Precedence::Ternary;
  if (e.opcode == Opcode::i32_eqz || e.opcode == Opcode::i64_eqz || e.opcode == Opcode::ref_is_null) return Precedence::Equality;
  if (e.opcode == Opcode::global_get) return Precedence::Unary;
  const char* op = infix_operator(e);
  if (!op) return Precedence::Primary;
  switch (*op) {
    case '*': case '/': return Precedence::Multiplicative;
    case '+': case '-': return Precedence::Additive;
    case '&': return Precedence::BitAnd;
    case '^': return Precedence::BitXor;
    case '|': return Precedence::BitOr;
    case '<': case '>': return op[1] == *op ? Precedence::Shift : Precedence::Relational;
    default: return Precedence::Equality;
  }
}

void ExpressionWriter::write_infix(const Expression& e, const char* op) {
  const ExpressionId left = tree_.operand(e, 0), right = tree_.operand(e, 1);
  const Precedence own = precedence(e);
  if (own == Precedence::Shift) return write_shift(e, op);
  const Expression& second = node(right);
  // An index minus a constant is encoded as plus its complement.
  const bool is_32 = second.type.kind == ValueType::I32;
  const bool is_negative = is_constant(right) && *op == '+' && !is_float(second.type) && !is_constant(left) &&
                           (is_32 ? second.bits > 0x8000'0000u : second.bits > 0x8000'0000'0000'0000u);
  write_infix_operand(left, own, op, false, !is_constant(right));
  if (is_negative) {
    out_ += " - ";
    out_.append_number(is_32 ? std::uint32_t(0) - static_cast<std::uint32_t>(second.bits) : 0 - second.bits);
    return;
  }
  out_ += ' ';
  out_ += op;
  out_ += ' ';
  write_infix_operand(right, own, op, true, !is_constant(left));
}

void ExpressionWriter::write_infix_operand(ExpressionId id, Precedence parent, const char* op, bool is_right,
                                           bool beside_typed) {
  const Expression& e = node(id);
  if (is_constant(id)) return write_constant(e, beside_typed);
  if (is_bool(id)) {
    out_ += "u32(";
    write_node(e);
    out_ += ")";
    return;
  }
  const Precedence own = precedence(e);
  const char* own_op = infix_operator(e);
  const bool both_additive = own == Precedence::Additive && parent == Precedence::Additive;
  const bool same_operator = own_op && own == parent && !std::strcmp(own_op, op) && !is_comparison_operator(op);
  const bool is_arithmetic = own == Precedence::Additive || own == Precedence::Multiplicative;
  const bool is_fine = own >= Precedence::Unary || (!is_right && (both_additive || same_operator)) ||
                       (own == Precedence::Multiplicative && parent == Precedence::Additive) ||
                       (is_arithmetic && is_comparison_operator(op));
  if (!is_fine) out_ += "(";
  write_node(e);
  if (!is_fine) out_ += ")";
}

void ExpressionWriter::write_shift(const Expression& e, const char* op) {
  const std::uint64_t width = e.type.kind == ValueType::I32 ? 32 : 64;
  write_value_operand(tree_.operand(e, 0));
  out_ += ' ';
  out_ += op;
  out_ += ' ';
  out_.append_number(operand(e, 1).bits % width);
}

/// As the left side of a shift or of a comparison with zero: typed, and in parentheses unless primary.
void ExpressionWriter::write_value_operand(ExpressionId id) {
  const Expression& e = node(id);
  if (is_constant(id)) return write_constant(e, false);
  const bool is_fine = precedence(e) >= Precedence::Unary;
  if (is_bool(id)) out_ += "u32(";
  else if (!is_fine) out_ += "(";
  write_node(e);
  if (is_bool(id) || !is_fine) out_ += ")";
}

// Conditions

bool ExpressionWriter::is_bool(ExpressionId id) const {
  const Expression& e = node(id);
  if (e.kind == ExpressionKind::Not || e.kind == ExpressionKind::Or || e.kind == ExpressionKind::HasTag) return true;
  if (e.kind != ExpressionKind::Operation) return false;
  if (e.opcode == Opcode::i32_eqz || e.opcode == Opcode::i64_eqz || e.opcode == Opcode::ref_is_null) return true;
  if (e.opcode == Opcode::ref_test || e.opcode == Opcode::ref_test_null) return true;
  if (is_signed_comparison(e.opcode)) return true;
  const char* op = infix_operator(e);
  return op && is_comparison_operator(op);
}

void ExpressionWriter::write_condition(ExpressionId id) {
  if (is_bool(id)) return write_node(node(id));
  write_value_operand(id);
  out_ += " != 0";
}

void ExpressionWriter::write_switched(ExpressionId id) {
  if (!is_bool(id)) return write(id);
  out_ += "u32(";
  write_node(node(id));
  out_ += ')';
}

/// Whether `id` is zero, or null.
void ExpressionWriter::write_not(ExpressionId id) {
  const Expression& e = node(id);
  if (e.type.is_reference()) {
    write_value_operand(id);
    out_ += " == nullptr";
  } else if (!is_bool(id)) {
    write_value_operand(id);
    out_ += " == 0";
  } else if (!write_reversed_comparison(e)) {
    out_ += "!(";
    write_node(e);
    out_ += ")";
  }
}

bool ExpressionWriter::write_reversed_comparison(const Expression& e) {
  if (e.kind == ExpressionKind::Or || e.kind == ExpressionKind::HasTag) return false;
  if (e.kind == ExpressionKind::Not || e.opcode == Opcode::i32_eqz || e.opcode == Opcode::i64_eqz) {
    write_condition(tree_.operand(e, 0));
    return true;
  }
  if (e.opcode == Opcode::ref_is_null) {
    write_value_operand(tree_.operand(e, 0));
    out_ += " != nullptr";
    return true;
  }
  if (is_signed_comparison(e.opcode)) {
    write_function_call(e, info(opposite_signed_comparison(e.opcode)).spelling);
    return true;
  }
  if (!infix_operator(e)) return false;
  const char* opposite = opposite_operator(infix_operator(e), is_float(operand(e, 0).type));
  if (opposite) write_infix(e, opposite);
  return opposite != nullptr;
}

// Rules for some instructions

void ExpressionWriter::write_function_call(const Expression& e, const char* name) {
  out_ += name;
  write_lane_arguments(e);
  out_ += '(';
  write_operand_list(e.first_operand, e.operand_count);
  out_ += ')';
}

void ExpressionWriter::write_operand_list(std::uint32_t first_operand, std::uint32_t count) {
  for (std::uint32_t i = 0; i < count; ++i) {
    if (i) out_ += ", ";
    write(tree_.operands[first_operand + i]);
  }
}

/// What the name of a function on ranges begins with, where other threads may touch one of its memories.
std::string ExpressionWriter::of_shared(std::uint32_t memory, std::uint32_t other) const {
  const std::vector<Memory>& memories = context_.module.memories;
  return memories[memory].type.is_shared || (other != no_index && memories[other].type.is_shared) ? "shared_" : "";
}

/// (memory, address[, value], offset)
void ExpressionWriter::write_memory_access(const Expression& e) {
  out_ += info(e.opcode).spelling;
  write_lane_arguments(e);
  out_ += '(';
  const Expression& address = node(tree_.operand(e, 0));
  if (address.kind == ExpressionKind::Near) out_ += temporary(address.index);
  else out_ += takes_memory_itself(e.opcode) ? memory(e.index) : memory_handle(context_.module, e.index);
  out_ += ", ";
  write_operand_list(e.first_operand, e.operand_count);
  out_ += ", ";
  out_.append_number(e.bits);
  if (e.bits > 0x7fff'ffffu) out_ += 'u';
  out_ += ')';
}

/// trips_until(i, n, 1)
void ExpressionWriter::write_trips(const Expression& e) {
  const bool is_signed = e.opcode == Opcode::i32_lt_s || e.opcode == Opcode::i32_gt_s;
  const bool is_above = e.opcode == Opcode::i32_gt_u || e.opcode == Opcode::i32_gt_s;
  out_ += e.opcode == Opcode::i32_ne ? "trips_until(" : is_above ? "trips_above(" : "trips_below(";
  for (std::uint32_t i = 0; i < 2; ++i) {
    if (is_signed) out_ += "i32(";
    write(tree_.operand(e, i));
    out_ += is_signed ? "), " : ", ";
  }
  out_ += std::to_string(static_cast<std::int64_t>(e.bits)) + ")";
}

/// strip(m, trips, w1, 8, 24)
void ExpressionWriter::write_strip(const Expression& e) {
  out_ += "strip(" + memory_handle(context_.module, e.index) + ", ";
  write_operand_list(e.first_operand, 2);
  out_ += ", " + std::to_string(static_cast<std::int32_t>(e.index2)) + ", " + std::to_string(e.bits) + ")";
}

void ExpressionWriter::write_about_caught(const Expression& e) {
  switch (e.kind) {
    case ExpressionKind::HasTag: out_ += "has_tag("; break;
    case ExpressionKind::Payload: out_ += "exception_value<" + internal_type(context_.module, e.type) + ">("; break;
    case ExpressionKind::Capture: out_ += "capture_exception("; break;
    case ExpressionKind::Release: out_ += "release_exception("; break;
    default: out_ += "throw_again("; break;
  }
  write(tree_.operand(e, 0));
  if (e.kind == ExpressionKind::HasTag) out_ += ", " + tag(e.index);
  if (e.kind == ExpressionKind::Payload) out_ += ", " + std::to_string(e.index);
  out_ += ')';
}

void ExpressionWriter::write_throw(const Expression& e) {
  const FunctionType& type = context_.module.types[context_.module.tags[e.index].type.type_index].function;
  out_ += info(e.opcode).spelling + ("<" + internal_types(context_.module, type.parameters)) + ">(self, " + tag(e.index);
  if (e.operand_count) out_ += ", ";
  write_operand_list(e.first_operand, e.operand_count);
  out_ += ')';
}

void ExpressionWriter::write_call(const Expression& e) {
  if (const char* product = context_.wide_products.spelling(e.index)) {
    out_ += product + std::string("(m, ");
    write_operand_list(e.first_operand, e.operand_count);
    out_ += ')';
    return;
  }
  const bool has_instance = context_.given.has_instance(e.index), has_memory = context_.given.has_memory(e.index);
  out_ += context_.names.functions[e.index];
  out_ += has_instance && has_memory ? "(self, m" : has_instance ? "(self" : has_memory ? "(m" : "(";
  if (e.operand_count && (has_instance || has_memory)) out_ += ", ";
  write_operand_list(e.first_operand, e.operand_count);
  out_ += ')';
}

/// The operands are the arguments, then the index into the table.
void ExpressionWriter::write_call_indirect(const Expression& e) {
  const SubType& type = context_.module.types[e.index];
  const bool is_constant = context_.constant_tables.is_constant(e.index2);
  out_ += is_constant ? "call_constant_table<" : type.is_final ? "call_indirect<" : "call_indirect_subtype<";
  out_ += internal_signature(context_.module, type.function) + ">(";
  out_ += is_constant ? "self, m, " + constant_table(e.index2) : table(e.index2);
  out_ += ", ";
  write(tree_.operand(e, e.operand_count - 1));
  if (is_constant) out_ += ", " + std::to_string(context_.constant_tables.type_number(e.index));
  else out_ += ", types[" + std::to_string(e.index) + "]";
  if (e.operand_count > 1) out_ += ", ";
  write_operand_list(e.first_operand, e.operand_count - 1);
  out_ += ')';
}

/// The operands are the arguments, then the function. One that cannot be null is called as it is.
void ExpressionWriter::write_call_ref(const Expression& e) {
  const ExpressionId function = tree_.operand(e, e.operand_count - 1);
  out_ += node(function).type.is_nullable ? "call_ref<" : "call<";
  out_ += internal_signature(context_.module, context_.module.types[e.index].function) + ">(";
  write(function);
  if (e.operand_count > 1) out_ += ", ";
  write_operand_list(e.first_operand, e.operand_count - 1);
  out_ += ')';
}

/// Whether a select is no conditional expression. Wasm evaluates both values, C++'s conditional operator one: fine where
/// neither can trap or write. And two nulls would make an expression of nullptr's type; clang 14 knows how such compare,
/// and does not evaluate the condition.
bool ExpressionWriter::is_select_function(const Expression& e) const {
  const Expression &first = operand(e, 0), &second = operand(e, 1);
  const bool is_of_nulls =
      e.type.is_reference() && first.kind == ExpressionKind::Constant && second.kind == ExpressionKind::Constant;
  return is_of_nulls || ((first.effects | second.effects) & ~std::uint32_t{AllReads});
}

/// What a select is of two signed numbers that its condition compares: (select x y (i32.lt_s x y)) is i32_min_s(x, y). Null
/// if it is neither.
const char* ExpressionWriter::extremum(const Expression& e) const {
  bool is_smaller = true;  // where the condition is true, the first is
  const Expression* condition = &operand(e, 2);
  const auto is_not = [](const Expression& c) {
    return c.kind == ExpressionKind::Not || (c.kind == ExpressionKind::Operation && c.opcode == Opcode::i32_eqz);
  };
  while (is_not(*condition)) {
    condition = &operand(*condition, 0);
    is_smaller = !is_smaller;
  }
  if (condition->kind != ExpressionKind::Operation) return nullptr;
  bool is_64 = false;
  switch (condition->opcode) {
    case Opcode::i32_lt_s: case Opcode::i32_le_s: break;
    case Opcode::i32_gt_s: case Opcode::i32_ge_s: is_smaller = !is_smaller; break;
    case Opcode::i64_lt_s: case Opcode::i64_le_s: is_64 = true; break;
    case Opcode::i64_gt_s: case Opcode::i64_ge_s: is_64 = true; is_smaller = !is_smaller; break;
    default: return nullptr;
  }
  const Expression &first = operand(e, 0), &second = operand(e, 1);
  const Expression &left = operand(*condition, 0), &right = operand(*condition, 1);
  if (is_same_leaf(left, second) && is_same_leaf(right, first))
    is_smaller = !is_smaller;
  else if (!is_same_leaf(left, first) || !is_same_leaf(right, second))
    return nullptr;
  return is_64 ? is_smaller ? "i64_min_s" : "i64_max_s" : is_smaller ? "i32_min_s" : "i32_max_s";
}

void ExpressionWriter::write_select(const Expression& e) {
  const ExpressionId first = tree_.operand(e, 0), second = tree_.operand(e, 1), condition = tree_.operand(e, 2);
  if (const char* function = extremum(e)) {
    out_ += function + std::string("(");
    write_operand_list(e.first_operand, 2);
    out_ += ')';
    return;
  }
  if (is_select_function(e)) {
    out_ += "select<" + internal_type(context_.module, e.type) + ">(";
    write(condition);
    out_ += ", ";
    write(first);
    out_ += ", ";
    write(second);
    out_ += ")";
    return;
  }
  write_condition(condition);
  out_ += " ? ";
  write_value_operand(first);
  out_ += " : ";
  write_value_operand(second);
}

void ExpressionWriter::write_global(const Expression& e) {
  const Global& global = context_.module.globals[e.index];
  if (global.is_import() && global.type.is_mutable) out_ += '*';
  out_ += "self->" + context_.names.globals[e.index];
}

void ExpressionWriter::write_global_set(const Expression& e) {
  write_global(e);
  out_ += " = ";
  write(tree_.operand(e, 0));
}

std::string memory_handle(const Module& module, std::uint32_t memory) {
  const MemoryType& type = module.memories[memory].type;
  const bool is_given = memory == 0 && !type.is_shared && !is_always_checked(type);
  return is_given ? "m" : "m" + std::to_string(memory);
}

std::string memory_handle_type(const MemoryType& type) {
  return std::string(type.is_shared ? "shared" : "mem") + (is_always_checked(type) ? "64" : "32");
}

bool is_always_checked(const MemoryType& type) { return type.is_64 || type.page_bits != 16; }

}  // namespace translator
