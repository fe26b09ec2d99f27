// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fuzz target: the reader and the validator, as `wasm2cpp validate` uses them.
//
// An input is a module's bytes. Whatever they are, the verdict is a clear one (outcome.hpp), and the same the second
// time.
#include "outcome.hpp"
#include "require.hpp"

#include "commands.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const translator::Source source = fuzz::source_of(data, size);
  const auto verdict = [&] { return fuzz::outcome_of(size, [&] { translator::validate(source); }); };
  const fuzz::Outcome first = verdict();
  fuzz::require(verdict() == first, "the verdict changes");
  return 0;
}
