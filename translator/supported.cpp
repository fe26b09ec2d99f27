// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The gate: what this version does not translate is refused by its name, where it is used.
//
//     demo.wasm:0x2c: func $f: uses threads (atomic.fence), which this version does not translate
//
// When a feature is built, its name here is all that is left to change.
#include "validator.hpp"

namespace translator {
namespace {

void require(Feature feature, const std::string& what, std::size_t offset) {
  if (is_supported(feature)) return;
  throw Diagnostic(Refusal::Unsupported, offset,
                   std::string("uses ") + name_of(feature) + " (" + what + "), which this version does not translate");
}

}  // namespace

bool is_supported(Feature feature) {
  switch (feature) {
    case Feature::Core:
    case Feature::TailCall:
    case Feature::Threads:
    case Feature::WideArithmetic:
    case Feature::CustomPageSizes:
    case Feature::Simd:
    case Feature::RelaxedSimd:
    case Feature::Exceptions:
    case Feature::LegacyExceptions:
    case Feature::FunctionReferences:
    case Feature::GarbageCollection: return true;
  }
  return false;
}

void require_supported(const Module& module) {
  for_each_feature(module, [](const FeatureUse& use) { require(use.feature, use.what, use.offset); });
}

void require_supported(std::span<const LocalRun> locals, std::size_t offset) {
  for (const LocalRun& run : locals) {
    const Feature feature = feature_of(run.type);
    if (!is_supported(feature)) require(feature, "a local of type " + spelled(run.type), offset);
  }
}

void require_supported(const Instruction& instruction) {
  const Feature feature = feature_of(instruction);
  if (!is_supported(feature)) require(feature, info(instruction.opcode).text, instruction.offset);
}

}  // namespace translator
