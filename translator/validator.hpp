// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Validation (specification, section 3 and appendix 7.3): the verdict on a decoded module, and nothing else. Modules
// are validated in two steps, so that function bodies can be taken one by one, in parallel:
//
//     validate_module(module);                                // everything but function bodies
//     FunctionValidator validator(module, function, locals);  // then per body, instruction by instruction:
//     validator.check(instruction);
//     validator.finish(offset);
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "features.hpp"
#include "module.hpp"
#include "reader.hpp"

namespace translator {

/// Validates everything but function bodies: types, imports, limits, constant expressions, segments, exports, start.
/// Also sets `Function::is_referenced` (the specification's C.refs and exported functions) and `is_element_only`. Throws
/// `Diagnostic`.
void validate_module(Module& module);

/// The algorithm of appendix 7.3 for one body.
class FunctionValidator {
 public:
  FunctionValidator(const Module& module, std::uint32_t function, std::span<const LocalRun> locals);
  ~FunctionValidator();

  /// Checks one instruction; throws `Diagnostic` (Invalid) at its offset.
  void check(const Instruction& instruction);
  /// After the last instruction: the body must be closed.
  void finish(std::size_t offset);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

/// Validates one whole body without translating it.
void validate_function(const Module& module, std::uint32_t function);

/// Refuses (Refusal::Unsupported) whatever the module uses outside function bodies that this version does not
/// translate; for bodies, the driver asks about their locals and each instruction.
void require_supported(const Module& module);
void require_supported(std::span<const LocalRun> locals, std::size_t offset);
void require_supported(const Instruction& instruction);

/// "$name" if the function has a name in the name section, else its index: for messages.
std::string spelled_function(const Module& module, std::uint32_t function);

}  // namespace translator
