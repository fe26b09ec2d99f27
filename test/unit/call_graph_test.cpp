// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The call graph: recursion and tail calls.
#include "call_graph.hpp"

#include <gtest/gtest.h>

namespace translator {
namespace {

/// A module of one import, function 0, and `count` defined functions, 1, 2, ..., all of type 0, and a table to call through.
Module functions(std::uint32_t count) {
  Module module;
  module.types.resize(1);
  module.tables.resize(1);
  module.imported_functions = 1;
  module.functions.resize(1 + count);
  module.functions[0].import = 0;
  return module;
}

Instruction calling(Opcode opcode, std::uint32_t callee) {
  Instruction instruction;
  instruction.opcode = opcode;
  instruction.index = callee;
  return instruction;
}

/// `calls[i]` are the functions that function i + 1 calls.
CallGraph graph(const Module& module, const std::vector<std::vector<Instruction>>& calls) {
  LargeVector<BodyFacts> facts(calls.size());
  for (std::size_t i = 0; i < calls.size(); ++i) {
    for (const Instruction& instruction : calls[i]) facts[i].note(module, instruction);
    facts[i].finish();
  }
  return CallGraph(module, std::move(facts));
}

TEST(CallGraph, FindsDirectAndMutualRecursion) {
  const Module module = functions(4);
  const CallGraph calls = graph(module, {{calling(Opcode::call, 1)}, {calling(Opcode::call, 3)}, {calling(Opcode::call, 2)}, {calling(Opcode::call, 1)}});
  EXPECT_TRUE(calls.keeps_frames(1));
  EXPECT_TRUE(calls.keeps_frames(2));
  EXPECT_TRUE(calls.keeps_frames(3));
  EXPECT_FALSE(calls.keeps_frames(4)) << "it calls a recursive function but cannot be reached from it";
}

TEST(CallGraph, TakesCallsThroughTablesAndImportsAsPossiblyRecursive) {
  const Module module = functions(3);
  const CallGraph calls = graph(module, {{calling(Opcode::call_indirect, 0)}, {calling(Opcode::call, 0)}, {}});
  EXPECT_TRUE(calls.keeps_frames(1));
  EXPECT_TRUE(calls.keeps_frames(2));
  EXPECT_FALSE(calls.keeps_frames(3));
}

TEST(CallGraph, SurvivesAChainOfAHundredThousandCalls) {
  constexpr std::uint32_t count = 100'000;
  const Module module = functions(count);
  std::vector<std::vector<Instruction>> chain(count);
  for (std::uint32_t i = 0; i + 1 < count; ++i) chain[i] = {calling(Opcode::call, i + 2)};
  chain[count - 1] = {calling(Opcode::call, count)};
  const CallGraph calls = graph(module, chain);
  EXPECT_FALSE(calls.keeps_frames(1));
  EXPECT_TRUE(calls.keeps_frames(count));
}

TEST(CallGraph, TakesATailCallToAFunctionWithoutAnyAsAnOrdinaryCall) {
  const Module module = functions(4);
  const CallGraph calls = graph(module, {{calling(Opcode::return_call, 2)},            // to a leaf
                                         {},
                                         {calling(Opcode::return_call, 1)},            // to one that tail-calls
                                         {calling(Opcode::return_call_indirect, 0)}});
  EXPECT_FALSE(calls.makes_tail_calls(1));
  EXPECT_FALSE(calls.makes_tail_calls(2));
  EXPECT_TRUE(calls.makes_tail_calls(3));
  EXPECT_TRUE(calls.makes_tail_calls(4));
}

TEST(CallGraph, TakesASelfTailCallAsOne) {
  const Module module = functions(1);
  EXPECT_TRUE(graph(module, {{calling(Opcode::return_call, 1)}}).makes_tail_calls(1));
}

}  // namespace
}  // namespace translator
