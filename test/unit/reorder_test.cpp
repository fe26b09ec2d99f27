// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// `may_reorder` (tree.hpp): the rule by which a waiting tree is saved or not.
#include <gtest/gtest.h>

#include "tree.hpp"

namespace translator {
namespace {

constexpr std::uint32_t load = ReadsMemory | TrapsMemory;
constexpr std::uint32_t store = WritesMemory | TrapsMemory;
constexpr std::uint32_t divide = TrapsInteger;

TEST(MayReorder, LetsPureTreesPassEverything) {
  for (const std::uint32_t other : {load, store, divide, std::uint32_t{Anything}, std::uint32_t{WritesGlobal}}) {
    EXPECT_TRUE(may_reorder(Pure, other));
    EXPECT_TRUE(may_reorder(other, Pure));
  }
}

TEST(MayReorder, LetsReadsOfOneThingSwap) {
  EXPECT_TRUE(may_reorder(ReadsGlobal, ReadsGlobal));
  EXPECT_TRUE(may_reorder(ReadsMemory, ReadsMemory));
}

TEST(MayReorder, KeepsReadsBeforeWritesOfTheSame) {
  EXPECT_FALSE(may_reorder(ReadsMemory, WritesMemory));
  EXPECT_FALSE(may_reorder(WritesMemory, ReadsMemory));
  EXPECT_FALSE(may_reorder(WritesMemory, WritesMemory));
  EXPECT_FALSE(may_reorder(ReadsGlobal, WritesGlobal));
  EXPECT_FALSE(may_reorder(ReadsTable, WritesTable));
}

TEST(MayReorder, LetsReadsAndWritesOfDifferentThingsSwap) {
  EXPECT_TRUE(may_reorder(ReadsGlobal, WritesMemory));
  EXPECT_TRUE(may_reorder(ReadsMemory, WritesGlobal));
  EXPECT_TRUE(may_reorder(WritesTable, WritesGlobal));
}

TEST(MayReorder, LetsLoadsSwapBecauseTheirTrapsAreAlike) { EXPECT_TRUE(may_reorder(load, load)); }

TEST(MayReorder, KeepsTrapsOfDifferentWordingInOrder) {
  EXPECT_FALSE(may_reorder(load, divide));
  EXPECT_FALSE(may_reorder(divide, load));
  EXPECT_FALSE(may_reorder(divide, divide)) << "division by zero and overflow are two wordings of one kind";
  EXPECT_FALSE(may_reorder(TrapsTable, TrapsReference));
}

TEST(MayReorder, KeepsTrapsBeforeWritesThatTheHostCouldSee) {
  EXPECT_FALSE(may_reorder(divide, WritesGlobal));
  EXPECT_FALSE(may_reorder(WritesGlobal, divide));
}

TEST(MayReorder, KeepsEverythingWithEffectsBeforeCalls) {
  for (const std::uint32_t older : {load, store, divide, std::uint32_t{ReadsGlobal}, std::uint32_t{ReadsTable}})
    EXPECT_FALSE(may_reorder(older, Anything));
}

TEST(MayReorder, EvaluatesWhatTrapsOrWritesBeforeControlLeaves) {
  EXPECT_FALSE(may_reorder(load, LeavesSequence));
  EXPECT_FALSE(may_reorder(WritesGlobal, LeavesSequence));
  EXPECT_TRUE(may_reorder(ReadsGlobal, LeavesSequence)) << "a value that nobody uses need not be read";
}

}  // namespace
}  // namespace translator
