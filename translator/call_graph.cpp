// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The call graph: see call_graph.hpp. Strongly connected components by Tarjan's algorithm, without recursion, because
// a module's call chains may be as long as it likes.
#include "call_graph.hpp"

#include <algorithm>
#include <cstring>

#include "expression_writer.hpp"
#include "features.hpp"

namespace translator {

namespace {

std::uint32_t bit_of(Feature feature) { return std::uint32_t{1} << static_cast<unsigned>(feature); }

bool computes_float_lanes(Opcode opcode) {
  const char* id = info(opcode).id;
  return !std::strncmp(id, "f32x4_", 6) || !std::strncmp(id, "f64x2_", 6);
}

/// Arithmetic, locals, control, what is on the collected heap, calls by reference: nothing but the module's types.
bool is_of_no_instance(const Instruction& instruction) {
  switch (feature_of(instruction)) {
    case Feature::Core: case Feature::Simd: case Feature::RelaxedSimd: case Feature::WideArithmetic:
    case Feature::GarbageCollection: case Feature::FunctionReferences: break;
    default: return false;
  }
  switch (info(instruction.opcode).immediate) {
    case Immediate::None: case Immediate::Block: case Immediate::Label: case Immediate::LabelTable:
    case Immediate::Local: case Immediate::Types: case Immediate::I32: case Immediate::I64: case Immediate::F32:
    case Immediate::F64: case Immediate::V128: case Immediate::Lane: case Immediate::Shuffle:
    case Immediate::Type: case Immediate::HeapType: case Immediate::LabelCast: case Immediate::TypeField:
    case Immediate::TypeLength: case Immediate::TypeType: return true;
    default: return false;
  }
}

bool accesses_given_memory(const Module& module, const Instruction& instruction) {
  const Immediate immediate = info(instruction.opcode).immediate;
  if (immediate != Immediate::MemArg && immediate != Immediate::MemArgLane) return false;
  if (feature_of(instruction) == Feature::Threads || instruction.mem_arg.memory != 0) return false;
  const MemoryType& type = module.memories[0].type;
  return !type.is_shared && !is_always_checked(type);
}

}  // namespace

void BodyFacts::note(std::span<const LocalRun> locals) {
  for (const LocalRun& run : locals) features |= bit_of(feature_of(run.type));
}

void BodyFacts::note(const Module& module, const Instruction& instruction) {
  const Feature feature = feature_of(instruction);
  features |= bit_of(feature);
  computes_float_vectors |= (feature == Feature::Simd || feature == Feature::RelaxedSimd) && computes_float_lanes(instruction.opcode);
  has_try |= instruction.opcode == Opcode::try_ || instruction.opcode == Opcode::try_table;
  makes_references |= instruction.opcode == Opcode::ref_func;
  note_tables(module, instruction);
  note_needs(module, instruction);
  switch (instruction.opcode) {
    case Opcode::call:
    case Opcode::return_call: {
      const bool is_tail = instruction.opcode == Opcode::return_call;
      calls.push_back(instruction.index);
      if (is_tail) tail_calls.push_back(instruction.index);
      if (!module.functions[instruction.index].is_import()) break;
      calls_unknown = true;
      tail_calls_unknown |= is_tail;
      break;
    }
    case Opcode::call_indirect:
    case Opcode::call_ref: calls_unknown = true; break;
    case Opcode::return_call_indirect:
    case Opcode::return_call_ref: calls_unknown = tail_calls_unknown = true; break;
    case Opcode::memory_init:
    case Opcode::array_new_data:
    case Opcode::array_init_data:
    case Opcode::data_drop: uses_data_segments = true; break;
    case Opcode::table_init:
    case Opcode::array_new_elem:
    case Opcode::array_init_elem:
    case Opcode::elem_drop: uses_element_segments = true; break;
    default: break;
  }
}

/// A direct call needs what its callee does.
void BodyFacts::note_needs(const Module& module, const Instruction& instruction) {
  if (needs.instance || instruction.opcode == Opcode::call || instruction.opcode == Opcode::return_call) return;
  if (is_of_no_instance(instruction)) return;
  needs.memory = true;
  needs.instance |= !accesses_given_memory(module, instruction);
}

void BodyFacts::note_tables(const Module& module, const Instruction& instruction) {
  switch (instruction.opcode) {
    case Opcode::table_get:
    case Opcode::table_set:
    case Opcode::table_size:
    case Opcode::table_grow:
    case Opcode::table_fill: return dynamic_tables.push_back(instruction.index);
    case Opcode::table_copy: dynamic_tables.push_back(instruction.index); [[fallthrough]];
    case Opcode::table_init:
    case Opcode::return_call_indirect: return dynamic_tables.push_back(instruction.index2);
    case Opcode::call_indirect:
      if (!module.types[instruction.index].is_final) dynamic_tables.push_back(instruction.index2);
      return;
    default: return;
  }
}

void BodyFacts::finish() {
  for (auto* list : {&calls, &tail_calls, &dynamic_tables}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
    list->shrink_to_fit();
  }
}

CallGraph::CallGraph(const Module& module, LargeVector<BodyFacts> facts)
    : module_(module),
      facts_(std::move(facts)),
      keeps_frames_(module.functions.size()),
      makes_tail_calls_(module.functions.size()),
      uses_dynamically_(module.tables.size()) {
  for (const BodyFacts& body : facts_) {
    uses_data_segments_ |= body.uses_data_segments;
    uses_element_segments_ |= body.uses_element_segments;
    makes_references_ |= body.makes_references;
    features_ |= body.features;
    computes_float_vectors_ |= body.computes_float_vectors;
    for (const std::uint32_t table : body.dynamic_tables) uses_dynamically_[table] = true;
  }
  for_each_feature(module, [this](const FeatureUse& use) { features_ |= bit_of(use.feature); });
  find_recursion();
  find_tail_calls();
}

const std::vector<std::uint32_t>& CallGraph::calls(std::uint32_t function) const {
  return facts_[function - module_.imported_functions].calls;
}

const std::vector<std::uint32_t>& CallGraph::tail_calls(std::uint32_t function) const {
  return facts_[function - module_.imported_functions].tail_calls;
}

bool CallGraph::has_try(std::uint32_t function) const { return facts_[function - module_.imported_functions].has_try; }

void CallGraph::find_recursion() {
  const std::uint32_t imported = module_.imported_functions;
  const auto count = static_cast<std::uint32_t>(facts_.size());
  constexpr std::uint32_t unvisited = 0;
  std::vector<std::uint32_t> order(count, unvisited), low(count);
  std::vector<bool> on_stack(count);
  std::vector<std::uint32_t> component;
  struct Visit {
    std::uint32_t node;
    std::size_t next_call;
  };
  std::vector<Visit> visits;
  std::uint32_t clock = 0;
  const auto enter = [&](std::uint32_t node) {
    order[node] = low[node] = ++clock;
    component.push_back(node);
    on_stack[node] = true;
    visits.push_back({node, 0});
  };
  const auto leave = [&](std::uint32_t node) {
    if (low[node] != order[node]) return;
    const auto& calls = facts_[node].calls;
    const bool is_recursive = component.back() != node || std::binary_search(calls.begin(), calls.end(), node + imported);
    std::uint32_t member;
    do {
      member = component.back();
      component.pop_back();
      on_stack[member] = false;
      keeps_frames_[member + imported] = is_recursive;
    } while (member != node);
  };
  for (std::uint32_t root = 0; root < count; ++root) {
    if (order[root] != unvisited) continue;
    enter(root);
    while (!visits.empty()) {
      const std::uint32_t node = visits.back().node;
      const auto& calls = facts_[node].calls;
      if (visits.back().next_call < calls.size()) {
        const std::uint32_t callee = calls[visits.back().next_call++];
        if (callee < imported) continue;
        if (order[callee - imported] == unvisited) enter(callee - imported);
        else if (on_stack[callee - imported]) low[node] = std::min(low[node], order[callee - imported]);
        continue;
      }
      visits.pop_back();
      if (!visits.empty()) low[visits.back().node] = std::min(low[visits.back().node], low[node]);
      leave(node);
    }
  }
  for (std::uint32_t i = 0; i < count; ++i)
    if (facts_[i].calls_unknown) keeps_frames_[i + imported] = true;
}

void CallGraph::find_tail_calls() {
  const std::uint32_t imported = module_.imported_functions;
  const auto has_any = [&](std::uint32_t function) {
    return function >= imported &&
           (facts_[function - imported].tail_calls_unknown || !facts_[function - imported].tail_calls.empty());
  };
  for (std::uint32_t function = imported; function < module_.functions.size(); ++function) {
    const BodyFacts& body = facts_[function - imported];
    makes_tail_calls_[function] =
        body.tail_calls_unknown || (body.has_try && !body.tail_calls.empty()) ||
        std::any_of(body.tail_calls.begin(), body.tail_calls.end(), has_any);
  }
}

}  // namespace translator
