// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fuzz target: `wasm2cpp inspect`, as text and as JSON.
//
// An input is a module's bytes. What is valid is described; what is described is printable, so that no name plays
// tricks on a terminal; the JSON parses; both are the same the second time, and both refuse the same modules.
#include <nlohmann/json.hpp>
#include <sstream>

#include "outcome.hpp"
#include "require.hpp"

#include "commands.hpp"
#include "inspect.hpp"

namespace {

struct Description {
  fuzz::Outcome outcome;
  std::string text;
  bool operator==(const Description&) const = default;
};

Description description_of(const translator::Source& source, bool as_json) {
  std::ostringstream out;
  const fuzz::Outcome outcome =
      fuzz::outcome_of(source.bytes().size(), [&] { translator::inspect(source, as_json, out); });
  return {outcome, out.str()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const translator::Source source = fuzz::source_of(data, size);
  const Description text = description_of(source, false), json = description_of(source, true);
  fuzz::require(text == description_of(source, false) && json == description_of(source, true),
                "the description changes");
  fuzz::require(text.outcome == json.outcome, "text and JSON refuse different modules");
  if (text.outcome) {
    const fuzz::Outcome verdict = fuzz::outcome_of(size, [&] { translator::validate(source); });
    fuzz::require(verdict.has_value(), "a valid module is not described");
    fuzz::require(text.text.empty() && json.text.empty(), "something is printed of a refused module");
    return 0;
  }
  fuzz::require_printable(text.text, "a description");
  fuzz::require_printable(json.text, "a description in JSON");
  fuzz::require(nlohmann::json::accept(json.text), "the JSON does not parse");
  return 0;
}
