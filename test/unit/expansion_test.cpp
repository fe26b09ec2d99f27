// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limit on how much a body may grow in translation.
#include "expansion.hpp"

#include <gtest/gtest.h>

#include "diagnostic.hpp"

namespace translator {
namespace {

/// A module whose function 0 takes and returns `count` values and has a body of `bytes` bytes.
Module with_function(std::size_t count, std::size_t bytes) {
  Module module;
  SubType type;
  type.function.parameters.assign(count, ValueType::I32);
  type.function.results.assign(count, ValueType::I32);
  module.types.push_back(type);
  Function function;
  function.body = {0, bytes};
  module.functions.push_back(function);
  return module;
}

bool refuses(const Module& module, Instruction instruction, int times) {
  ExpansionMeter meter(module, 0);
  try {
    for (int i = 0; i < times; ++i) meter.count(instruction);
  } catch (const Diagnostic& diagnostic) {
    EXPECT_EQ(diagnostic.refusal(), Refusal::Unsupported);
    return true;
  }
  return false;
}

TEST(Expansion, AllowsWhatCompilersEmit) {
  Instruction call;
  call.opcode = Opcode::call;
  EXPECT_FALSE(refuses(with_function(4, 100'000), call, 50'000));
}

TEST(Expansion, RefusesCallsThatCarryAThousandValuesInTwoBytes) {
  Instruction call;
  call.opcode = Opcode::call;
  EXPECT_TRUE(refuses(with_function(1000, 2'000), call, 1000));
}

TEST(Expansion, CountsEachLabelOfATable) {
  Instruction table;
  table.opcode = Opcode::br_table;
  table.labels.assign(1000, 0);
  EXPECT_TRUE(refuses(with_function(1000, 2'000), table, 1));
  EXPECT_FALSE(refuses(with_function(0, 2'000), table, 1000));
}

}  // namespace
}  // namespace translator
