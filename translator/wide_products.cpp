// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Products of 128 bits: see wide_products.hpp. What the stores store, and what they should, are built by the same
// `Values`, which gives equal sums of equal parts equal numbers; so to compare is to compare numbers.
#include "wide_products.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "expression_writer.hpp"
#include "lowering.hpp"

namespace translator {

namespace {

using Value = std::uint32_t;

constexpr std::size_t longest_body = 400;  ///< in bytes; compiler-rt's takes 117
constexpr std::size_t most_summands = 12;  ///< those that are known have up to 6; twice a sum, again and again, has too many
constexpr std::uint64_t low_half = 0xffff'ffffu;
constexpr std::uint32_t parameters = 5;

/// Integers modulo 2^64, by how they are made of the parameters. Equal ways, but for the order of summands and factors,
/// are one value.
class Values {
 public:
  Value parameter(std::uint32_t index) { return value(Parameter, {index}); }
  Value constant(std::uint64_t bits) { return value(Constant, {static_cast<Value>(bits), static_cast<Value>(bits >> 32)}); }
  Value low(Value x) { return value(Low, {x}); }
  Value high(Value x) { return value(High, {x}); }
  Value up(Value x) { return value(Up, {x}); }
  Value less(Value a, Value b) { return value(Less, {a, b}); }
  Value product(Value a, Value b) { return value(Product, {std::min(a, b), std::max(a, b)}); }

  template <class... Summands>
  Value sum(Summands... summands) {
    std::vector<Value> all;
    (append_summands(all, summands), ...);
    is_too_long_ |= all.size() > most_summands;
    if (is_too_long_) all.clear();
    std::sort(all.begin(), all.end());
    return value(Sum, std::move(all));
  }

  /// The sum of two that have no bit in common: an upper half moved up, and a lower half.
  std::optional<Value> disjoint(Value a, Value b) {
    if (kind(a) != Up) std::swap(a, b);
    const bool is_disjoint = kind(a) == Up && (kind(b) == Low || kind(b) == High);
    return is_disjoint ? std::optional(sum(a, b)) : std::nullopt;
  }

  /// Was there a sum of too many? What it and those after it are made of was forgotten.
  bool is_too_long() const { return is_too_long_; }
  bool is_constant(Value x, std::uint64_t bits) { return x == constant(bits); }

 private:
  enum Kind : std::uint8_t { Parameter, Constant, Low, High, Up, Less, Product, Sum };
  using Key = std::pair<Kind, std::vector<Value>>;

  Kind kind(Value x) const { return keys_[x]->first; }

  Value value(Kind kind, std::vector<Value> parts) {
    const auto [place, is_new] = numbers_.try_emplace({kind, std::move(parts)}, static_cast<Value>(keys_.size()));
    if (is_new) keys_.push_back(&place->first);
    return place->second;
  }

  void append_summands(std::vector<Value>& all, Value x) const {
    if (kind(x) == Sum) all.insert(all.end(), keys_[x]->second.begin(), keys_[x]->second.end());
    else all.push_back(x);
  }

  std::map<Key, Value> numbers_;
  std::vector<const Key*> keys_;
  bool is_too_long_ = false;
};

class Recogniser {
 public:
  explicit Recogniser(const Tree& tree) : tree_(tree) {}

  WideProduct recognise() {
    if (!evaluate_body() || values_.is_too_long() || stored_.size() != 2) return WideProduct::None;
    const bool is_high_first = stored_[0].offset == 8 && stored_[1].offset == 0;
    const bool is_low_first = stored_[0].offset == 0 && stored_[1].offset == 8;
    if (!is_high_first && !is_low_first) return WideProduct::None;
    if (!is_product(stored_[is_high_first].value, stored_[is_low_first].value)) return WideProduct::None;
    return is_high_first ? WideProduct::HighFirst : WideProduct::LowFirst;
  }

 private:
  struct Stored {
    std::uint64_t offset;
    Value value;
  };

  // The ways of long multiplication

  bool is_product(Value low, Value high) {
    const Value a = values_.parameter(1), b = values_.parameter(3);
    return is_by_halves(a, b, low, high) || is_by_halves(b, a, low, high) || is_by_carries(a, b, low, high) ||
           is_by_carries(b, a, low, high);
  }

  Value crossed() {
    return values_.sum(values_.product(values_.parameter(1), values_.parameter(4)),
                       values_.product(values_.parameter(2), values_.parameter(3)));
  }

  /// Each partial product is added to the upper half of what is there, which cannot carry.
  bool is_by_halves(Value a, Value b, Value low, Value high) {
    Values& v = values_;
    const Value lowest = v.product(v.low(a), v.low(b));
    const Value middle = v.sum(v.high(lowest), v.product(v.low(a), v.high(b)));
    const Value other = v.sum(v.low(middle), v.product(v.high(a), v.low(b)));
    const Value highest = v.product(v.high(a), v.high(b));
    return low == v.sum(v.up(other), v.low(lowest)) &&
           high == v.sum(highest, v.high(middle), v.high(other), crossed());
  }

  /// The two in the middle are added up, and carries are comparisons.
  bool is_by_carries(Value a, Value b, Value low, Value high) {
    Values& v = values_;
    const Value lowest = v.product(v.low(a), v.low(b)), summand = v.product(v.low(a), v.high(b));
    const Value middle = v.sum(summand, v.product(v.high(a), v.low(b)));
    const Value highest = v.product(v.high(a), v.high(b));
    const Value sum = v.sum(lowest, v.up(middle));
    return low == sum && high == v.sum(highest, v.up(v.less(middle, summand)), v.high(middle), v.less(sum, lowest), crossed());
  }

  // The body on symbols

  bool evaluate_body() {
    for (std::uint32_t i = 0; i < tree_.variables.size(); ++i)
      variables_.push_back(i < parameters ? values_.parameter(i) : values_.constant(0));
    temporaries_.resize(tree_.temporaries.size());
    for (StatementId id = tree_.body.first; id != no_node; id = tree_.statements[id].next)
      if (!evaluate(tree_.statements[id])) return false;
    return true;
  }

  bool evaluate(const Statement& s) {
    if (s.kind == StatementKind::Return) return s.count == 0 && s.next == no_node;
    if (s.kind == StatementKind::Evaluate) return evaluate_store(tree_.expressions[s.value]);
    const bool is_variable = s.kind == StatementKind::SetVariable;
    if (!is_variable && s.kind != StatementKind::SetTemporary) return false;
    const std::optional<Value> value = evaluate(s.value);
    if (value) (is_variable ? variables_ : temporaries_)[s.index] = *value;
    return value.has_value();
  }

  bool evaluate_store(const Expression& e) {
    if (e.kind != ExpressionKind::Operation || e.opcode != Opcode::i64_store || e.index != 0) return false;
    const std::optional<Value> address = evaluate(tree_.operand(e, 0)), value = evaluate(tree_.operand(e, 1));
    if (!value || address != values_.parameter(0)) return false;
    stored_.push_back({e.bits, *value});
    return true;
  }

  std::optional<Value> evaluate(ExpressionId id) {
    const Expression& e = tree_.expressions[id];
    switch (e.kind) {
      case ExpressionKind::Constant: return values_.constant(e.bits);
      case ExpressionKind::Variable: return variables_[e.index];
      case ExpressionKind::Temporary: return temporaries_[e.index];
      case ExpressionKind::Operation: return evaluate_operation(e);
      default: return std::nullopt;
    }
  }

  std::optional<Value> evaluate_operation(const Expression& e) {
    if (e.opcode == Opcode::i64_extend_i32_u) return evaluate_extension(tree_.expressions[tree_.operand(e, 0)]);
    if (e.operand_count != 2) return std::nullopt;
    const std::optional<Value> a = evaluate(tree_.operand(e, 0)), b = evaluate(tree_.operand(e, 1));
    if (!a || !b) return std::nullopt;
    switch (e.opcode) {
      case Opcode::i64_add: return values_.sum(*a, *b);
      case Opcode::i64_mul: return values_.product(*a, *b);
      case Opcode::i64_or: return values_.disjoint(*a, *b);
      case Opcode::i64_and:
        if (values_.is_constant(*b, low_half)) return values_.low(*a);
        if (values_.is_constant(*a, low_half)) return values_.low(*b);
        return std::nullopt;
      case Opcode::i64_shl: return values_.is_constant(*b, 32) ? std::optional(values_.up(*a)) : std::nullopt;
      case Opcode::i64_shr_u: return values_.is_constant(*b, 32) ? std::optional(values_.high(*a)) : std::nullopt;
      default: return std::nullopt;
    }
  }

  /// Of a comparison, or of a lower half.
  std::optional<Value> evaluate_extension(const Expression& e) {
    if (e.kind != ExpressionKind::Operation) return std::nullopt;
    const std::optional<Value> a = evaluate(tree_.operand(e, 0));
    if (!a) return std::nullopt;
    if (e.opcode == Opcode::i32_wrap_i64) return values_.low(*a);
    if (e.opcode != Opcode::i64_lt_u && e.opcode != Opcode::i64_gt_u) return std::nullopt;
    const std::optional<Value> b = evaluate(tree_.operand(e, 1));
    if (!b) return std::nullopt;
    return e.opcode == Opcode::i64_lt_u ? values_.less(*a, *b) : values_.less(*b, *a);
  }

  const Tree& tree_;
  Values values_;
  std::vector<Value> variables_, temporaries_;
  std::vector<Stored> stored_;
};

bool has_signature(const FunctionType& type) {
  const auto is = [](ValueType::Kind kind) { return [kind](const ValueType& each) { return each.kind == kind; }; };
  return type.results.empty() && type.parameters.size() == parameters && is(ValueType::I32)(type.parameters[0]) &&
         std::all_of(type.parameters.begin() + 1, type.parameters.end(), is(ValueType::I64));
}

}  // namespace

WideProduct recognise_wide_product(const Tree& tree) { return Recogniser(tree).recognise(); }

WideProducts::WideProducts(const Module& module, const Metering& metering) {
  if (metering.asks_instance() || module.memories.empty() || memory_handle(module, 0) != "m") return;
  Tree tree;
  FunctionLowering lowering(module, tree);
  for (std::uint32_t i = module.imported_functions; i < module.functions.size(); ++i) {
    if (module.functions[i].body.size() > longest_body || !has_signature(module.type_of_function(i))) continue;
    lowering.lower_function(i);
    const WideProduct product = recognise_wide_product(tree);
    if (product != WideProduct::None) products_.emplace(i, product);
  }
}

const char* WideProducts::spelling(std::uint32_t function) const {
  const auto place = products_.find(function);
  if (place == products_.end()) return nullptr;
  return place->second == WideProduct::HighFirst ? "store_product" : "store_product_low_first";
}

}  // namespace translator
