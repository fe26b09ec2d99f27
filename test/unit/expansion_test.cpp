// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The limit on how much a module may grow in translation.
#include "expansion.hpp"

#include <gtest/gtest.h>

#include "diagnostic.hpp"

namespace translator {
namespace {

const std::vector<std::byte> zeros(100'000);

/// A module of `bytes` bytes whose function 0 takes and returns `count` values.
Module with_function(std::size_t count, std::size_t bytes) {
  Module module;
  SubType type;
  type.function.parameters.assign(count, ValueType::I32);
  type.function.results.assign(count, ValueType::I32);
  module.types.push_back(type);
  module.bytes = std::span(zeros).first(bytes);
  module.functions.emplace_back();
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

TEST(Expansion, CountsTheParametersOfBlocks) {
  Module module = with_function(1000, 2'000);
  module.types[0].function.results.clear();
  Instruction block;
  block.opcode = Opcode::block;
  block.block_type.kind = BlockType::Index;
  EXPECT_TRUE(refuses(module, block, 1000));
}

TEST(Expansion, CountsTheFieldsOfNewStructuresAndTheElementsOfArrays) {
  Module module = with_function(0, 2'000);
  module.types[0].fields.resize(10'000);
  Instruction structure;
  structure.opcode = Opcode::struct_new;
  EXPECT_TRUE(refuses(module, structure, 21));
  EXPECT_FALSE(refuses(module, structure, 20));
  structure.opcode = Opcode::struct_new_default;
  EXPECT_TRUE(refuses(module, structure, 21));
  Instruction array;
  array.opcode = Opcode::array_new_fixed;
  array.index2 = 10'000;
  EXPECT_TRUE(refuses(module, array, 21));
  array.index2 = 10;
  EXPECT_FALSE(refuses(module, array, 1'000));
}

bool is_too_much(const Module& module, std::size_t values = 0) {
  try {
    ExpansionBudget(module).spend(values, 0);
  } catch (const Diagnostic& diagnostic) {
    EXPECT_EQ(diagnostic.refusal(), Refusal::Unsupported);
    return true;
  }
  return false;
}

TEST(Expansion, CountsWhatAllBodiesCarryTogether) {
  EXPECT_FALSE(is_too_much(with_function(4, 1'000), 150'000));
  EXPECT_TRUE(is_too_much(with_function(4, 1'000), 250'000));
}

TEST(Expansion, CountsSignatures) {
  Module module = with_function(200, 1'000);
  module.functions.assign(1'000, module.functions[0]);
  EXPECT_TRUE(is_too_much(module));
  module.functions.resize(1);
  EXPECT_FALSE(is_too_much(module));
  module.exports.assign(1'000, {.name = "f"});
  EXPECT_TRUE(is_too_much(module));
}

TEST(Expansion, CountsTagsAndTheirExports) {
  Module module = with_function(200, 1'000);
  module.tags.resize(1'000);
  EXPECT_TRUE(is_too_much(module));
  module.tags.resize(1);
  EXPECT_FALSE(is_too_much(module));
  module.exports.assign(2'000, {.name = "t", .kind = ExternalKind::Tag});
  EXPECT_TRUE(is_too_much(module));
}

TEST(Expansion, RefusesMoreResultsThanATupleHoldsWhereHostsCall) {
  Module module = with_function(257, 1'000);
  EXPECT_NO_THROW(require_few_public_results(module));
  module.exports.assign(1, {.name = "f"});
  EXPECT_THROW(require_few_public_results(module), Diagnostic);
}

}  // namespace
}  // namespace translator
