// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One function's tree as C++ text: see function_writer.hpp.
#include "function_writer.hpp"

#include <algorithm>
#include <cassert>

#include "simplify.hpp"
#include "type_text.hpp"

namespace translator {

namespace {

class FunctionWriter {
 public:
  FunctionWriter(const EmitContext& context, std::uint32_t function, const Tree& tree, Text& out)
      : context_(context),
        function_(function),
        tree_(tree),
        out_(out),
        type_(context.module.type_of_function(function)),
        is_body_(context.calls.makes_tail_calls(function)),
        keeps_frames_(context.calls.keeps_frames(function)),
        has_try_(context.calls.has_try(function)),
        expressions_(context, tree, variables_, out) {
    name_variables();
  }

  void write(Linkage linkage) {
    write_head(attributes(context_, function_, linkage));
    if (const char* product = context_.wide_products.spelling(function_)) {
      write_product(product);
    } else {
      write_prologue();
      write_sequence(tree_.body, true);
      if (is_body_ && falls_through(tree_, tree_.body)) line("return tail_return<>(results);");
    }
    out_ += "}\n";
    if (context_.given.has_entry(function_)) write_entry(linkage);
  }

 private:
  // The function's head, its entry and its variables

  void name_variables() {
    std::vector<std::uint32_t> locals;
    for (const Variable& variable : tree_.variables)
      if (!variable.is_block_value) locals.push_back(variable.local);
    std::sort(locals.begin(), locals.end());
    const std::vector<std::string> names = name_locals(context_.module, context_.names, function_, locals);
    for (std::size_t i = 0; i < tree_.variables.size(); ++i) {
      const Variable& variable = tree_.variables[i];
      const auto place = std::lower_bound(locals.begin(), locals.end(), variable.local) - locals.begin();
      variables_.push_back(variable.is_block_value ? block_value_name(i) : names[static_cast<std::size_t>(place)]);
    }
  }

  std::string block_value_name(std::size_t index) const {
    if (index == tree_.caught_variable) return "caught";
    if (tree_.variables[index].is_of_strip) return "w" + std::to_string(index);
    return index == tree_.region_variable ? "region" : "b" + std::to_string(index);
  }

  void write_head(const std::string& attributes) {
    const Function& function = context_.module.functions[function_];
    out_ += "\n// func " + std::to_string(function_);
    if (!function.name.empty()) out_ += " $" + in_comment(function.name);
    out_ += " " + wasm_signature(type_) + "\n";
    if (is_body_) write_wrapper(attributes);
    out_ += attributes;
    if (is_body_) out_ += "tail_call " + context_.names.bodies.at(function_) + "(instance_state* base, mem32 m, void* results)";
    else out_ += function_signature(context_, function_, &variables_);
    out_ += " {\n";
  }

  void write_wrapper(const std::string& attributes) {
    out_ += attributes + function_signature(context_, function_, &variables_) + " {\n  return run_tail_calls<" +
            internal_signature(context_.module, type_) + ">(" + context_.names.bodies.at(function_) + ", self";
    for (std::size_t i = 0; i < type_.parameters.size(); ++i) out_ += ", " + variables_[i];
    out_ += ");\n}\n";
  }

  void write_entry(Linkage linkage) {
    std::vector<std::string> arguments;
    if (context_.given.has_instance(function_)) arguments.push_back("self");
    if (context_.given.has_memory(function_)) arguments.push_back("m");
    arguments.insert(arguments.end(), variables_.begin(), variables_.begin() + static_cast<std::ptrdiff_t>(type_.parameters.size()));
    out_ += entry_signature(context_, function_, linkage, &variables_) + " {\n  " + (type_.results.empty() ? "" : "return ") +
            context_.names.functions[function_] + "(";
    for (std::size_t i = 0; i < arguments.size(); ++i) out_ += (i ? ", " : "") + arguments[i];
    out_ += ");\n}\n";
  }

  void write_product(const std::string& spelling) {
    std::string arguments = "m";
    for (std::size_t i = 0; i < type_.parameters.size(); ++i) arguments += ", " + variables_[i];
    line(spelling + "(" + arguments + ");");
  }

  void write_prologue() {
    if (is_body_) write_body_parameters();
    for (const std::uint32_t memory : tree_.memories_accessed) write_memory_handle(memory);
    for (const std::size_t i : used_locals()) declare_variable(i, true);
    for (std::size_t i = 0; i < tree_.variables.size(); ++i)
      if (tree_.variables[i].is_hoisted) declare_variable(i, false);
    for (std::uint32_t i = 0; i < tree_.temporaries.size(); ++i)
      if (tree_.temporaries[i].is_hoisted) line(temporary_type(i) + " " + ExpressionWriter::temporary(i) + ";");
  }

  /// The variables of locals that are read, in the order of their indices.
  std::vector<std::size_t> used_locals() const {
    std::vector<std::size_t> used;
    for (std::size_t i = type_.parameters.size(); i < tree_.variables.size(); ++i)
      if (tree_.variables[i].is_used && !tree_.variables[i].is_block_value) used.push_back(i);
    std::sort(used.begin(), used.end(), [&](std::size_t a, std::size_t b) { return tree_.variables[a].local < tree_.variables[b].local; });
    return used;
  }

  void write_body_parameters() {
    line("state* const self = static_cast<state*>(base);");
    if (type_.parameters.empty()) return;
    line("const auto arguments = tail_arguments<" + internal_types(context_.module, type_.parameters) + ">(self);");
    for (std::size_t i = 0; i < type_.parameters.size(); ++i)
      line(internal_type(context_.module, type_.parameters[i]) + " " + variables_[i] + " = get<" + std::to_string(i) + ">(arguments);");
  }

  void write_memory_handle(std::uint32_t memory) {
    const std::string handle = memory_handle(context_.module, memory);
    if (handle == "m") return;
    const std::string type = memory_handle_type(context_.module.memories[memory].type);
    const bool is_given = memory == 0 && type == "shared32";
    line("const " + type + " " + handle + " = " +
         (is_given ? "shared_of(m)" : "memory_of<" + type + ">(" + expressions_.memory(memory) + ")") + ";");
  }

  void declare_variable(std::size_t index, bool is_initialised) {
    const ValueType& type = tree_.variables[index].type;
    std::string text = internal_type(context_.module, type) + " " + variables_[index];
    if (is_initialised) text += " = " + default_value(type);
    line(text + ";");
  }

  std::string default_value(const ValueType& type) const {
    switch (type.kind) {
      case ValueType::I32: case ValueType::I64: return "0";
      case ValueType::F32: return "f32_constant<0x0u>()";
      case ValueType::F64: return "f64_constant<0x0ull>()";
      case ValueType::V128: return ExpressionWriter::vector_constant(context_, {});
      default: return "nullptr";
    }
  }

  std::string temporary_type(std::uint32_t index) const {
    const Temporary& temporary = tree_.temporaries[index];
    if (temporary.is_near_memory) return "near_memory";
    if (temporary.results_of_type != no_node)
      return internal_result(context_.module, context_.module.types[temporary.results_of_type].function);
    if (temporary.result_count == 1) return internal_type(context_.module, temporary.type);
    return "values<" + internal_types(context_.module, std::vector<ValueType>(temporary.result_count, temporary.type)) + ">";
  }

  // Statements

  void write_sequence(const Sequence& sequence, bool is_function_end = false) {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next)
      write_statement(tree_.statements[id], is_function_end && tree_.statements[id].next == no_node);
  }

  void write_statement(const Statement& s, bool is_function_end) {
    switch (s.kind) {
      case StatementKind::SetVariable: return write_variable(s);
      case StatementKind::SetTemporary: return write_temporary(s);
      case StatementKind::Evaluate: return write_expression_statement("", s.value, ";");
      case StatementKind::Drop: return write_expression_statement("drop_load(", s.value, ");");
      case StatementKind::If: return write_if(s);
      case StatementKind::Block: return write_block(s);
      case StatementKind::Loop: return write_loop(s);
      case StatementKind::Branch: return write_branch(s);
      case StatementKind::BranchTable: return write_branch_table(s);
      case StatementKind::Label: return write_label(s.label);
      case StatementKind::Return: return write_return(s, is_function_end);
      case StatementKind::TailCall: return write_tail_call(tree_.expressions[s.value]);
      case StatementKind::Try: return write_try(s);
      case StatementKind::Throw: return write_expression_statement("", s.value, ";");
      case StatementKind::Trap: return line("trap_unreachable();");
      case StatementKind::CheckStop: return line("check_stop(self);");
      case StatementKind::UseFuel: return line("use_fuel(self, " + std::to_string(s.count) + ");");
    }
  }

  void write_variable(const Statement& s) {
    indent();
    out_ += variables_[s.index];
    write_assigned(s.value);
  }

  void write_temporary(const Statement& s) {
    indent();
    if (!tree_.temporaries[s.index].is_hoisted) out_ += "const " + temporary_type(s.index) + " ";
    out_ += ExpressionWriter::temporary(s.index);
    write_assigned(s.value);
  }

  void write_assigned(ExpressionId value) {
    out_ += " = ";
    expressions_.write(value);
    out_ += ";\n";
  }

  void write_expression_statement(const char* before, ExpressionId value, const char* after) {
    indent();
    out_ += before;
    expressions_.write(value);
    out_ += after;
    out_ += '\n';
  }

  void write_if(const Statement& s) {
    indent();
    if (is_jump_only(s)) {
      out_ += "if (";
      expressions_.write_condition(s.value);
      out_ += ") ";
      out_ += attribute(s.hint);
      write_jump(tree_.statements[s.body.first]);
      return;
    }
    write_if_chain(s);
    line("}");
  }

  bool is_jump_only(const Statement& s) const {
    if (s.body.is_empty() || s.body.first != s.body.last || !s.otherwise.is_empty()) return false;
    const Statement& only = tree_.statements[s.body.first];
    return only.kind == StatementKind::Branch && only.form != BranchForm::FallThrough;
  }

  void write_if_chain(const Statement& s) {
    out_ += "if (";
    expressions_.write_condition(s.value);
    out_ += ") ";
    out_ += attribute(s.hint);
    out_ += "{\n";
    write_nested(s.body);
    if (s.otherwise.is_empty()) return;
    indent();
    out_ += "} else ";
    const Statement& first = tree_.statements[s.otherwise.first];
    if (s.otherwise.first == s.otherwise.last && first.kind == StatementKind::If) return write_if_chain(first);
    out_ += "{\n";
    write_nested(s.otherwise);
  }

  static const char* attribute(Hint hint) {
    return hint == Hint::None ? "" : hint == Hint::Likely ? "[[likely]] " : "[[unlikely]] ";
  }

  void write_nested(const Sequence& sequence) {
    ++depth_;
    write_sequence(sequence);
    --depth_;
  }

  void declare_block_values(const Statement& s) {
    if (s.first == no_node) return;
    for (std::uint32_t i = 0; i < s.count; ++i)
      if (!tree_.variables[s.first + i].is_hoisted) declare_variable(s.first + i, false);
  }

  /// A block is its statements, then its label.
  void write_block(const Statement& s) {
    declare_block_values(s);
    if (!tree_.labels[s.label].needs_goto) return write_sequence(s.body);
    write_before_label(s.body);
    write_label(s.label);
  }

  /// What is behind the innermost blocks of a nest is put in braces, because a goto to a label may not pass an
  /// initialisation: `switch (...) {...}  L2: {...}  L1: {...}  L0:`.
  void write_before_label(const Sequence& body) {
    Sequence rest = body;
    if (!body.is_empty() && tree_.statements[body.first].kind == StatementKind::Block) {
      const Statement& inner = tree_.statements[body.first];
      if (tree_.labels[inner.label].needs_goto) {
        write_block(inner);
      } else {
        declare_block_values(inner);
        write_before_label(inner.body);
      }
      rest.first = inner.next;
    }
    if (!declares(rest)) return write_sequence(rest);
    line("{");
    write_nested(rest);
    line("}");
  }

  /// Do the statements declare an initialised temporary outside of braces of their own?
  bool declares(const Sequence& sequence) const {
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) {
      const Statement& s = tree_.statements[id];
      if (s.kind == StatementKind::SetTemporary && !tree_.temporaries[s.index].is_hoisted) return true;
      if (s.kind == StatementKind::Block && !tree_.labels[s.label].needs_goto && declares(s.body)) return true;
      if (s.kind == StatementKind::Block && tree_.labels[s.label].needs_goto) return true;
    }
    return false;
  }

  void write_loop(const Statement& s) {
    declare_block_values(s);
    if (repeats_on_condition(s)) return write_do_loop(s);
    if (tree_.labels[s.label].needs_goto) write_label(s.label);
    if (is_dispatch(s.body)) line("WASM2CPP_DISPATCH");
    line("for (;;) {");
    write_nested(s.body);
    const bool repeats = !s.body.is_empty() && tree_.statements[s.body.last].kind == StatementKind::Branch;
    if (!repeats && falls_through(tree_, s.body)) {
      ++depth_;
      line("break;");
      --depth_;
    }
    line("}");
  }

  /// Does a loop's iteration begin with a jump through a table, but for what is computed and tested before? So does an
  /// interpreter's, and a state machine's.
  bool is_dispatch(const Sequence& body) const {
    constexpr std::uint32_t most_statements = 8, least_keys = 6;  // with fewer keys compilers compare
    std::uint32_t before = 0;
    StatementId next = body.first;
    while (next != no_node && before < most_statements) {
      const Statement& s = tree_.statements[next];
      if (s.kind == StatementKind::BranchTable) return count_keys(s) >= least_keys;
      if (s.kind == StatementKind::Loop || (s.kind == StatementKind::If && !is_exit(s))) return false;
      const bool is_entered = s.kind == StatementKind::Block && !s.body.is_empty();
      before += !is_entered;
      next = is_entered ? s.body.first : s.next;
    }
    return false;
  }

  /// An If whose body does not come back to what is behind it, and that has nothing else.
  bool is_exit(const Statement& s) const { return s.otherwise.is_empty() && !falls_through(tree_, s.body); }

  std::size_t count_keys(const Statement& table) const {
    std::size_t keys = 0;
    for (std::uint32_t i = 0; i < table.count; ++i) keys += tree_.cases[table.first + i].keys.size();
    return keys;
  }

  /// Is the only branch to the loop its last statement, under a condition that C++ can evaluate behind the body?
  bool repeats_on_condition(const Statement& s) const {
    if (s.body.is_empty() || tree_.labels[s.label].branches != 1 || tree_.labels[s.label].needs_goto) return false;
    const Statement& last = tree_.statements[s.body.last];
    if (last.kind != StatementKind::If || last.hint != Hint::None || !is_jump_only(last)) return false;
    const Statement& jump = tree_.statements[last.body.first];
    return jump.form == BranchForm::Continue && jump.label == s.label && outlives_body(last.value);
  }

  /// Does the expression read nothing that might be declared in the body of a loop?
  bool outlives_body(ExpressionId id) const {
    const Expression& e = tree_.expressions[id];
    if (e.kind == ExpressionKind::Variable && tree_.variables[e.index].is_block_value) return tree_.variables[e.index].is_hoisted;
    if (e.kind == ExpressionKind::Temporary) return tree_.temporaries[e.index].is_hoisted;
    if (e.kind == ExpressionKind::Result || e.kind == ExpressionKind::Near) return false;
    for (std::uint32_t i = 0; i < e.operand_count; ++i)
      if (!outlives_body(tree_.operand(e, i))) return false;
    return true;
  }

  void write_do_loop(const Statement& s) {
    const ExpressionId condition = tree_.statements[s.body.last].value;
    if (is_dispatch(s.body)) line("WASM2CPP_DISPATCH");
    if (is_strip(condition)) line("WASM2CPP_STRIP");
    line("do {");
    ++depth_;
    for (StatementId id = s.body.first; id != s.body.last; id = tree_.statements[id].next) write_statement(tree_.statements[id], false);
    --depth_;
    indent();
    out_ += "} while (";
    expressions_.write_condition(condition);
    out_ += ");\n";
  }

  bool is_strip(ExpressionId condition) const {
    const Expression& e = tree_.expressions[condition];
    return e.kind == ExpressionKind::Variable && tree_.variables[e.index].is_of_strip;
  }

  void write_try(const Statement& s) {
    line("try {");
    write_nested(s.body);
    line("} catch (const thrown_exception& thrown) {");
    line("  " + variables_[s.index] + " = catch_exception(self, thrown);");
    line("}");
  }

  void write_label(LabelId label) {
    if (tree_.labels[label].branches == 0) return;
    out_ += 'L';
    out_.append_number(label);
    out_ += ":;\n";
  }

  void write_branch(const Statement& s) {
    if (s.form == BranchForm::FallThrough) return;
    indent();
    write_jump(s);
  }

  void write_jump(const Statement& branch) {
    switch (branch.form) {
      case BranchForm::Continue: out_ += "continue;\n"; return;
      case BranchForm::Break: out_ += "break;\n"; return;
      default: break;
    }
    out_ += "goto L";
    out_.append_number(branch.label);
    out_ += ";\n";
  }

  void write_branch_table(const Statement& s) {
    indent();
    out_ += "switch (";
    expressions_.write_switched(s.value);
    out_ += ") {\n";
    ++depth_;
    for (std::uint32_t i = 0; i < s.count; ++i) write_case(tree_.cases[s.first + i]);
    --depth_;
    line("}");
  }

  void write_case(const Case& c) {
    constexpr std::size_t keys_per_line = 12;
    for (std::size_t i = 0; i < c.keys.size(); ++i) {
      if (i % keys_per_line == 0) indent();
      out_ += "case ";
      out_.append_number(c.keys[i]);
      out_ += ':';
      out_ += (i + 1) % keys_per_line == 0 || i + 1 == c.keys.size() ? "\n" : " ";
    }
    if (c.is_default) line("default:");
    write_nested(c.moves);
  }

  void write_return(const Statement& s, bool is_function_end) {
    if (is_body_) return write_body_return(s);
    if (s.count == 0) {
      if (keeps_frames_) line("keep_frame();");
      if (!is_function_end) line("return;");
      return;
    }
    const ExpressionKind kind = tree_.expressions[tree_.operands[s.first]].kind;
    const bool is_simple = s.count == 1 && (kind == ExpressionKind::Constant || kind == ExpressionKind::Variable || kind == ExpressionKind::Temporary);
    if (!keeps_frames_ || is_simple) {
      if (keeps_frames_) line("keep_frame();");
      return write_results("return ", s, ";");
    }
    if (!is_function_end) line("{");
    if (!is_function_end) ++depth_;
    write_results("const " + internal_result(context_.module, type_) + " result = ", s, ";");
    line("keep_frame();");
    line("return result;");
    if (is_function_end) return;
    --depth_;
    line("}");
  }

  void write_results(const std::string& before, const Statement& s, const char* after) {
    indent();
    out_ += before;
    if (s.count > 1) out_ += "values_of<" + internal_types(context_.module, type_.results) + ">(";
    expressions_.write_operand_list(s.first, s.count);
    if (s.count > 1) out_ += ")";
    out_ += after;
    out_ += '\n';
  }

  void write_body_return(const Statement& s) {
    indent();
    out_ += "return tail_return<" + internal_types(context_.module, type_.results) + ">(results";
    if (s.count) out_ += ", ";
    expressions_.write_operand_list(s.first, s.count);
    out_ += ");\n";
  }

  // Tail calls

  void write_tail_call(const Expression& call) {
    const bool is_direct = call.opcode == Opcode::return_call;
    const std::uint32_t type_index = is_direct ? context_.module.functions[call.index].type_index : call.index;
    const FunctionType& type = context_.module.types[type_index].function;
    if (!is_body_) return write_call_and_return(call, type);
    indent();
    if (is_direct && context_.calls.makes_tail_calls(call.index)) {
      out_ += "return tail_to<" + internal_types(context_.module, type.parameters) + ">(self, " + context_.names.bodies.at(call.index);
    } else if (is_direct && !context_.module.functions[call.index].is_import() && has_try_) {
      out_ += "return tail_to_code<" + internal_signature(context_.module, type) + ">(" + tail_place() + ", " + context_.names.entry(call.index);
    } else if (is_direct && !context_.module.functions[call.index].is_import()) {
      return write_call_and_store(call, type);  // in braces: it declares, and a goto may pass it
    } else if (is_direct) {
      out_ += "return tail_to_function<" + internal_signature(context_.module, type) + ">(" + tail_place() + ", self->imported_function[" +
              std::to_string(call.index) + "]";
    } else if (call.opcode == Opcode::return_call_ref) {
      out_ += "return tail_to_ref<" + internal_signature(context_.module, type) + ">(" + tail_place() + ", ";
      expressions_.write(tree_.operand(call, call.operand_count - 1));
    } else {
      out_ += context_.module.types[type_index].is_final ? "return tail_to_indirect<" : "return tail_to_indirect_subtype<";
      out_ += internal_signature(context_.module, type) + ">(" + tail_place() + ", " + expressions_.table(call.index2) + ", ";
      expressions_.write(tree_.operand(call, call.operand_count - 1));
      out_ += ", types[" + std::to_string(call.index) + "]";
    }
    const std::uint32_t arguments = call.operand_count - (is_direct ? 0 : 1);
    if (arguments) out_ += ", ";
    expressions_.write_operand_list(call.first_operand, arguments);
    out_ += ");\n";
  }

  /// A tail call leaves the regions that it stands in: the callee's exceptions are not for them.
  const char* tail_place() const { return has_try_ ? "after_return{self}" : "results"; }

  /// A tail call to a function that makes none itself: an ordinary call, then a return.
  void write_call_and_return(const Expression& call, const FunctionType& type) {
    indent();
    if (!type.results.empty()) out_ += "return ";
    expressions_.write_call(call);
    out_ += ";\n";
    if (type.results.empty()) line("return;");
  }

  void write_call_and_store(const Expression& call, const FunctionType& type) {
    if (type.results.empty()) {
      expressions_.write_call(call);
      out_ += ";\n";
      return line("return tail_return<>(results);");
    }
    out_ += "{\n";
    ++depth_;
    indent();
    out_ += "const " + internal_result(context_.module, type) + " result = ";
    expressions_.write_call(call);
    out_ += ";\n";
    std::string text = "return tail_return<" + internal_types(context_.module, type.results) + ">(results";
    for (std::size_t i = 0; i < type.results.size(); ++i)
      text += type.results.size() == 1 ? ", result" : ", get<" + std::to_string(i) + ">(result)";
    line(text + ");");
    --depth_;
    line("}");
  }

  // Lines

  void indent() { out_.append(std::size_t{2} * std::min(depth_, 40u), ' '); }

  void line(std::string_view text) {
    indent();
    out_ += text;
    out_ += '\n';
  }

  const EmitContext& context_;
  const std::uint32_t function_;
  const Tree& tree_;
  Text& out_;
  const FunctionType& type_;
  const bool is_body_;
  const bool keeps_frames_;
  const bool has_try_;
  std::vector<std::string> variables_;
  ExpressionWriter expressions_;
  unsigned depth_ = 1;
};

}  // namespace

void write_function(const EmitContext& context, std::uint32_t function, const Tree& tree, Linkage linkage,
                    Text& out) {
  FunctionWriter(context, function, tree, out).write(linkage);
}

}  // namespace translator
