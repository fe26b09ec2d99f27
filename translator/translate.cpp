// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The pipeline, from bytes to files: see translate.hpp.
//
//     bytes -> read_module -> validate_module -> bodies validated, in parallel      (nothing is written before this)
//           -> call graph, names, constant tables, slots
//           -> bodies lowered and written, in parallel                              (emitter.hpp)
#include "translate.hpp"

#include <algorithm>
#include <ostream>

#include "call_graph.hpp"
#include "constant_tables.hpp"
#include "emitter.hpp"
#include "expansion.hpp"
#include "given_state.hpp"
#include "lowering.hpp"
#include "module_names.hpp"
#include "parallel.hpp"
#include "reader.hpp"
#include "simplify.hpp"
#include "unread_loads.hpp"
#include "validator.hpp"

namespace translator {

namespace {

struct CheckedBody {
  BodyFacts facts;
  std::size_t values = 0;  ///< that its calls and branches carry
};

/// Validates one body and gathers what the call graph needs. Throws `Diagnostic`.
CheckedBody check_body(const Module& module, std::uint32_t function) try {
  InstructionReader reader(module, module.functions[function].body);
  const std::vector<LocalRun> locals = reader.read_locals();
  require_supported(locals, module.functions[function].body.begin);
  FunctionValidator validator(module, function, locals);
  ExpansionMeter expansion(module, function);
  BodyFacts facts;
  facts.note(locals);
  Instruction instruction;
  while (!reader.at_end()) {
    reader.next(instruction);
    validator.check(instruction);
    if (info(instruction.opcode).is_plain) continue;
    require_supported(instruction);
    expansion.count(instruction);
    facts.note(module, instruction);
  }
  validator.finish(reader.offset());
  facts.finish();
  return {std::move(facts), expansion.values()};
} catch (Diagnostic& diagnostic) {
  diagnostic.in_function(spelled_function(module, function));
  throw;
}

LargeVector<BodyFacts> check_bodies(const Module& module, unsigned threads) {
  constexpr std::size_t batch = 64;
  const std::size_t count = module.functions.size() - module.imported_functions;
  const auto function_of = [&](std::size_t body) { return static_cast<std::uint32_t>(module.imported_functions + body); };
  LargeVector<BodyFacts> facts;
  facts.reserve(count);
  ExpansionBudget budget(module);
  require_few_public_results(module);
  const auto spend = [&](std::size_t values, std::uint32_t function) {
    try {
      budget.spend(values, module.functions[function].body.begin);
    } catch (Diagnostic& diagnostic) {
      diagnostic.in_function(spelled_function(module, function));
      throw;
    }
  };
  const auto check_batch = [&](std::size_t i) {
    std::vector<CheckedBody> some;
    for (std::size_t k = i * batch; k < std::min(count, (i + 1) * batch); ++k)
      some.push_back(check_body(module, function_of(k)));
    return some;
  };
  in_parallel((count + batch - 1) / batch, threads_for(threads), check_batch, [&](std::vector<CheckedBody>&& some) {
    for (CheckedBody& body : some) {
      spend(body.values, function_of(facts.size()));
      facts.push_back(std::move(body.facts));
    }
  });
  return facts;
}

/// References to functions name slots: all imports, then the defined functions to which there may be one at run time.
/// Those that are elements of constant tables and nothing else need no record in an instance.
std::vector<std::uint32_t> number_slots(const Module& module, const CallGraph& calls, const ConstantTables& constant_tables) {
  const bool are_elements_constant =
      !calls.makes_references() && std::all_of(module.elements.begin(), module.elements.end(), [&](const ElementSegment& segment) {
        return segment.mode != SegmentMode::Active || constant_tables.is_constant(segment);
      });
  std::vector<std::uint32_t> slots(module.functions.size(), no_index);
  std::uint32_t next = 0;
  for (std::uint32_t i = 0; i < module.functions.size(); ++i) {
    const Function& function = module.functions[i];
    const bool has_record = function.is_referenced && !(are_elements_constant && function.is_element_only);
    if (function.is_import() || has_record) slots[i] = next++;
  }
  return slots;
}

/// As compilers do: make wants a backslash before these, and two for one only where they stand before such a character.
std::string escaped_for_make(const std::string& path) {
  std::string out;
  std::size_t backslashes = 0;
  for (const char c : path) {
    const bool is_special = c == ' ' || c == '\t' || c == '#' || c == ':';
    if (is_special) out.append(backslashes + 1, '\\');
    if (c == '$') out += '$';
    out += c;
    backslashes = c == '\\' ? backslashes + 1 : 0;
  }
  return out;
}

/// Standard input is no file that could change.
void write_depfile(const Source& source, const TranslateOptions& options, OutputSet& outputs) {
  const std::string prerequisite = source.path() == "-" ? "" : " " + escaped_for_make(source.path());
  outputs.create(options.depfile).write(escaped_for_make(options.output) + ":" + prerequisite + "\n");
}

void write_main(const Module& module, const TranslateOptions& options, OutputSet& outputs) {
  const CommandImports imports = require_command(module, options.command->may_miss_imports);
  const std::string header = file_name(with_extension(options.output, ".hpp"));
  const std::string path = with_extension(options.output, ".main.cpp");
  outputs.create(path).write(banner(file_name(path), module) +
                             write_command(module, imports, *options.command, header, options.name));
}

Module read_and_validate(const Source& source) {
  Module module = read_module(source.bytes(), source.name());
  validate_module(module);
  require_supported(module);
  return module;
}

/// Of a program only its `main` reaches the exports, and that takes no table; Emscripten exports one all the same, which
/// would keep it from being constant.
void hide_tables(Module& module) {
  std::erase_if(module.exports, [](const Export& exported) { return exported.kind == ExternalKind::Table; });
}

}  // namespace

void translate(const Source& source, const TranslateOptions& options) {
  Module module = read_and_validate(source);
  if (options.command) hide_tables(module);
  const CallGraph calls(module, check_bodies(module, options.threads));
  const ConstantTables constant_tables(module, calls);
  const std::vector<std::uint32_t> slots = number_slots(module, calls, constant_tables);
  const GivenState given(module, calls, constant_tables, slots, options.metering);
  const ModuleNames names = name_module(module, calls, given, options.name);
  const WideProducts wide_products(module, options.metering);
  OutputSet outputs;
  outputs.keep(source.path());
  if (options.command) write_main(module, options, outputs);
  Emitter({module, calls, names, constant_tables, slots, given, options.metering, wide_products}, options, outputs).emit();
  if (!options.depfile.empty()) write_depfile(source, options, outputs);
  outputs.commit();
}

void dump_tree(const Source& source, const Metering& metering, std::ostream& out) {
  const Module module = read_and_validate(source);
  check_bodies(module, 0);
  Tree tree;
  FunctionLowering lowering(module, tree, metering);
  for (std::uint32_t function = module.imported_functions; function < module.functions.size(); ++function) {
    lowering.lower_function(function);
    simplify(tree);
    force_unread_loads(tree);
    resolve_branches(tree);
    out << dump(tree, module, function);
  }
}

}  // namespace translator
