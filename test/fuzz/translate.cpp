// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Fuzz target: the whole translation, and `--dump-tree`.
//
// An input is a module's bytes; a hash of them chooses the options (shards, one stream, a command, metering), so that
// any .wasm is an input. What is valid is translated, unless it is beyond a limit (Refusal::Unsupported) or no command;
// what is not valid is refused as the validator does. Translated again, by another number of threads, it gives the same
// files to the byte, whose text holds together (lexer.hpp). Nothing is written when nothing is translated.
#include <sstream>

#include "lexer.hpp"
#include "outcome.hpp"
#include "output_in_memory.hpp"
#include "require.hpp"

#include "command_imports.hpp"
#include "commands.hpp"
#include "translate.hpp"

namespace {

using fuzz::Outcome;
using fuzz::require;

std::uint64_t hash_of(std::span<const std::byte> bytes) {  // FNV-1a
  std::uint64_t hash = 14695981039346656037u;
  for (const std::byte byte : bytes) hash = (hash ^ static_cast<unsigned char>(byte)) * 1099511628211u;
  return hash ^ hash >> 32;
}

translator::TranslateOptions options_for(std::span<const std::byte> bytes) {
  const std::uint64_t hash = hash_of(bytes);
  translator::TranslateOptions options = {.output = "fuzz.cpp", .name = "fuzz"};
  constexpr unsigned shards[] = {0, 0, 1, 3};
  options.shards = shards[hash % 4];
  if (hash / 4 % 8 == 0)
    options.output = "-";
  else if (hash / 32 % 4 == 0)
    options.command = translator::CommandOptions{
        .directories = {"data::/"}, .variables = {"LANG"}, .is_sealed = true, .may_miss_imports = hash / 128 % 2 == 0};
  if (hash / 256 % 4 == 0) options.depfile = "fuzz.d";
  options.metering = {.is_interruptible = hash / 1024 % 4 == 0, .counts_fuel = hash / 4096 % 4 == 0};
  return options;
}

struct Translation {
  Outcome outcome;
  bool is_no_command = false;
  fuzz::Files files;
  bool operator==(const Translation&) const = default;
};

Translation translation_of(const translator::Source& source, translator::TranslateOptions options, unsigned threads) {
  options.threads = threads;
  Translation translation;
  translation.outcome = fuzz::outcome_of(source.bytes().size(), [&] {
    try {
      translator::translate(source, options);
    } catch (const translator::NoCommand&) {
      require(options.command.has_value(), "something is no command, and was not to be one");
      translation.is_no_command = true;
    }
  });
  translation.files = fuzz::take_written();
  return translation;
}

void require_tree(const translator::Source& source, const translator::Metering& metering) {
  std::ostringstream out;
  const Outcome outcome =
      fuzz::outcome_of(source.bytes().size(), [&] { translator::dump_tree(source, metering, out); });
  require(!outcome, "a module is translated, and its tree is not dumped");
}

void require_holds_together(const fuzz::Files& files) {
  for (const auto& [path, text] : files) {
    if (path.ends_with(".d")) continue;
    const std::string fault = fuzz::lexical_fault(text);
    require(fault.empty(), path + ": " + fault);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const translator::Source source = fuzz::source_of(data, size);
  const Outcome verdict = fuzz::outcome_of(size, [&] { translator::validate(source); });
  const translator::TranslateOptions options = options_for(source.bytes());
  const Translation first = translation_of(source, options, 1);
  require(!first.outcome || first.outcome == verdict || first.outcome->why == translator::Refusal::Unsupported,
          "validator and translation refuse differently");
  require(first.outcome || !verdict, "what is not valid is translated");
  require((first.outcome || first.is_no_command) == first.files.empty(),
          "files of a refused module, or none of another");
  if (verdict) return 0;
  require(translation_of(source, options, 2) == first, "two translations of one module differ");
  require_holds_together(first.files);
  if (!first.outcome) require_tree(source, options.metering);
  return 0;
}
