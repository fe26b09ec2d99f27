// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The tree as text, for `wasm2cpp --dump-tree` and its goldens: instructions in the text format's names as
// s-expressions, a statement a line.
//
//     func 0 (i32 i32) -> i32
//       set v2 = (i32.add v0 (i32.load offset=8 v1))
//       return v2
#include "tree.hpp"
#include "type_text.hpp"

namespace translator {

namespace {

class TreeDumper {
 public:
  explicit TreeDumper(const Tree& tree) : tree_(tree) {}

  std::string dump(const Module& module, std::uint32_t function) {
    out_ += "func " + std::to_string(function) + " " + wasm_signature(module.type_of_function(function)) + "\n";
    write(tree_.body);
    return std::move(out_);
  }

 private:
  void write(const Sequence& sequence) {
    ++depth_;
    for (StatementId id = sequence.first; id != no_node; id = tree_.statements[id].next) write(tree_.statements[id]);
    --depth_;
  }

  void write(const Statement& s) {
    out_.append(std::size_t{2} * depth_, ' ');
    out_ += head(s) + "\n";
    write(s.body);
    if (!s.otherwise.is_empty()) {
      out_.append(std::size_t{2} * depth_, ' ');
      out_ += "else\n";
      write(s.otherwise);
    }
    if (s.kind == StatementKind::BranchTable) write_cases(s);
  }

  std::string head(const Statement& s) const {
    const std::string label = s.label == no_node ? "" : " L" + std::to_string(s.label);
    switch (s.kind) {
      case StatementKind::SetVariable: return "set v" + std::to_string(s.index) + " = " + expression(s.value);
      case StatementKind::SetTemporary: return "let t" + std::to_string(s.index) + " = " + expression(s.value);
      case StatementKind::Evaluate: return "do " + expression(s.value);
      case StatementKind::Drop: return "drop " + expression(s.value);
      case StatementKind::If: return "if " + hint(s.hint) + expression(s.value);
      case StatementKind::Block: return "block" + label;
      case StatementKind::Loop: return "loop" + label;
      case StatementKind::Branch: return "br" + label;
      case StatementKind::BranchTable: return "br_table " + expression(s.value);
      case StatementKind::Label: return "label" + label;
      case StatementKind::TailCall: return "tail " + expression(s.value);
      case StatementKind::Try: return "try, caught in v" + std::to_string(s.index);
      case StatementKind::Throw: return "throw " + expression(s.value);
      case StatementKind::Trap: return "unreachable";
      case StatementKind::CheckStop: return "check stop";
      case StatementKind::UseFuel: return "use fuel " + std::to_string(s.count);
      case StatementKind::Return: break;
    }
    std::string out = "return";
    for (std::uint32_t i = 0; i < s.count; ++i) out += " " + expression(tree_.operands[s.first + i]);
    return out;
  }

  static std::string hint(Hint hint) {
    return hint == Hint::None ? "" : hint == Hint::Likely ? "likely " : "unlikely ";
  }

  void write_cases(const Statement& s) {
    ++depth_;
    for (std::uint32_t i = 0; i < s.count; ++i) {
      const Case& c = tree_.cases[s.first + i];
      out_.append(std::size_t{2} * depth_, ' ');
      out_ += "case";
      for (const std::uint32_t key : c.keys) out_ += " " + std::to_string(key);
      out_ += c.is_default ? " default\n" : "\n";
      write(c.moves);
    }
    --depth_;
  }

  std::string expression(ExpressionId id) const {
    const Expression& e = tree_.expressions[id];
    switch (e.kind) {
      case ExpressionKind::Constant:
        if (e.type.kind == ValueType::V128) return "v128:" + bytes(e);
        return spelled(e.type) + ":" + std::to_string(e.bits);
      case ExpressionKind::Variable: return "v" + std::to_string(e.index);
      case ExpressionKind::Temporary: return "t" + std::to_string(e.index);
      case ExpressionKind::Result: return "t" + std::to_string(e.index) + "." + std::to_string(e.index2);
      case ExpressionKind::Not: return "(not " + operands(e) + ")";
      case ExpressionKind::Or: return "(or " + operands(e) + ")";
      case ExpressionKind::HasTag: return "(has_tag " + std::to_string(e.index) + " " + operands(e) + ")";
      case ExpressionKind::Payload: return "(payload " + std::to_string(e.index) + " " + operands(e) + ")";
      case ExpressionKind::Capture: return "(capture " + operands(e) + ")";
      case ExpressionKind::NearMemory: return "(near-memory " + std::to_string(e.index) + ")";
      case ExpressionKind::Near: return "(near " + operands(e) + " +" + std::to_string(e.bits) + ")";
      case ExpressionKind::Trips: return "(trips " + operands(e) + ")";
      case ExpressionKind::Strip: return "(strip " + operands(e) + ")";
      case ExpressionKind::Release: return "(release " + operands(e) + ")";
      case ExpressionKind::ThrowAgain: return "(again " + operands(e) + ")";
      case ExpressionKind::Operation: break;
    }
    const std::string rest = operands(e);
    return "(" + std::string(info(e.opcode).text) + immediates(e) + (rest.empty() ? "" : " ") + rest + ")";
  }

  std::string immediates(const Expression& e) const {
    const Immediate immediate = info(e.opcode).immediate;
    const bool has_lane = immediate == Immediate::MemArgLane;
    if (immediate == Immediate::None || immediate == Immediate::Types) return "";
    if (immediate == Immediate::Lane) return " " + std::to_string(e.index2);
    if (immediate == Immediate::Shuffle) return " " + bytes(e);
    if (immediate == Immediate::HeapType) {
      HeapType heap;
      heap.code = static_cast<std::int32_t>(e.bits);
      return " " + spelled(heap);
    }
    if (immediate != Immediate::MemArg && !has_lane) return " " + std::to_string(e.index);
    std::string out = e.index ? " " + std::to_string(e.index) : "";
    if (e.bits) out += " offset=" + std::to_string(e.bits);
    return has_lane ? out + " lane=" + std::to_string(e.index2) : out;
  }

  /// Of a v128 constant or a shuffle: "0.1.2.….15".
  std::string bytes(const Expression& e) const {
    std::string out;
    for (const std::uint8_t byte : tree_.vectors[e.index]) out += (out.empty() ? "" : ".") + std::to_string(byte);
    return out;
  }

  std::string operands(const Expression& e) const {
    std::string out;
    for (std::uint32_t i = 0; i < e.operand_count; ++i) out += (i ? " " : "") + expression(tree_.operand(e, i));
    return out;
  }

  const Tree& tree_;
  std::string out_;
  unsigned depth_ = 0;
};

}  // namespace

std::string dump(const Tree& tree, const Module& module, std::uint32_t function) {
  return TreeDumper(tree).dump(module, function);
}

}  // namespace translator
