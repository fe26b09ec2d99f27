// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One row of `subcommands` is a subcommand: its name, its help, its options, and how the values that Boost read become
// a `CommandLine`. Adding one is adding a row and its two functions.
//
// Boost.Program_options is told not to guess abbreviated options: what is not spelled out today may mean something
// else tomorrow.
#include "command_line.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <sstream>
#include <string_view>

#include <boost/program_options.hpp>

#include "guest_flags.hpp"
#include "names.hpp"

namespace translator {
namespace {

namespace po = boost::program_options;

constexpr unsigned most_shards = 1000;

struct Subcommand {
  const char* name;
  const char* synopsis;
  const char* description;
  void (*add_options)(po::options_description&);
  CommandLine (*read)(const po::variables_map&);
};

std::string text_value(const po::variables_map& values, const char* name) {
  return values.count(name) ? values[name].as<std::string>() : std::string();
}

std::string required_input(const po::variables_map& values) {
  if (!values.count("input")) throw UsageError("no input file");
  return text_value(values, "input");
}

/// Boost would read "-1" as 4294967295.
unsigned shards_value(const po::variables_map& values) {
  const std::string text = text_value(values, "shards");
  if (text.empty()) return 0;
  const bool is_number =
      text.size() <= 4 && std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
  const unsigned long number = is_number ? std::stoul(text) : most_shards + 1;
  if (number > most_shards) throw UsageError("--shards takes a number from 0 to 1000, not '" + text + "'");
  return static_cast<unsigned>(number);
}

/// The namespace: as asked for, else the input's stem; of standard input, the output's.
std::string chosen_name(const std::string& asked, const std::string& input, const std::string& output) {
  if (!asked.empty()) return namespace_name(asked);
  if (input != "-") return namespace_name(stem_of(input));
  return output == "-" ? "module" : namespace_name(stem_of(output));
}

void add_translate_options(po::options_description& options) {
  auto add = options.add_options();
  add("output,o", po::value<std::string>()->value_name("OUT.cpp"),
      "the file to write, with OUT.hpp beside it; - writes one file to standard output");
  add("name", po::value<std::string>()->value_name("NAME"),
      "the namespace of the emitted code; the input file's stem unless given");
  add("shards", po::value<std::string>()->value_name("N"),
      "spread functions and data over OUT.1.cpp to OUT.N.cpp as well, to be compiled in parallel");
  add("depfile", po::value<std::string>()->value_name("FILE"), "write a makefile rule that names the input");
  add("dump-tree", "print the tree between WebAssembly and C++ to standard output, and write no file");
}

CommandLine read_translate(const po::variables_map& values) {
  CommandLine line;
  line.command = values.count("dump-tree") ? Command::DumpTree : Command::Translate;
  line.input = required_input(values);
  TranslateOptions& options = line.translate;
  options.output = text_value(values, "output");
  options.shards = shards_value(values);
  options.depfile = text_value(values, "depfile");
  options.name = chosen_name(text_value(values, "name"), line.input, options.output);
  if (line.command == Command::DumpTree) return line;
  if (options.output.empty()) throw UsageError("no output file: give -o OUT.cpp, or -o - for standard output");
  if (options.output != "-" && !std::string_view(options.output).ends_with(".cpp"))
    throw UsageError("the output's name must end in .cpp: '" + options.output + "'");
  if (options.output == "-" && options.shards > 0) throw UsageError("--shards needs files to write: -o OUT.cpp");
  if (options.output == "-" && !options.depfile.empty()) throw UsageError("--depfile needs a file to name: -o OUT.cpp");
  return line;
}

void add_no_options(po::options_description&) {}

CommandLine read_validate(const po::variables_map& values) {
  CommandLine line;
  line.command = Command::Validate;
  line.input = required_input(values);
  return line;
}

void add_inspect_options(po::options_description& options) {
  options.add_options()("json", "print JSON instead of text");
}

CommandLine read_inspect(const po::variables_map& values) {
  CommandLine line;
  line.command = Command::Inspect;
  line.input = required_input(values);
  line.json = values.count("json") > 0;
  return line;
}

void add_flags_options(po::options_description& options) {
  options.add_options()("cxx", po::value<std::string>()->value_name("CXX"),
                        "the compiler to give flags for; $CXX unless given, else c++");
}

CommandLine read_flags(const po::variables_map& values) {
  CommandLine line;
  line.command = Command::Flags;
  if (values.count("input")) throw UsageError("unexpected argument '" + text_value(values, "input") + "'");
  line.cxx = text_value(values, "cxx");
  const char* const environment = std::getenv("CXX");
  if (line.cxx.empty()) line.cxx = environment && *environment ? environment : "c++";
  return line;
}

CommandLine refuse_until_wasi(const po::variables_map&) {
  throw UsageError(
      "this version translates libraries only: build and run make programs of WASI commands, "
      "and come with WASI support");
}

constexpr std::array subcommands = {
    Subcommand{"translate", "wasm2cpp [translate] IN.wasm -o OUT.cpp [options]",
               "Translates a WebAssembly module into a C++20 class: OUT.hpp and OUT.cpp.\n"
               "IN may be - for standard input, or a .wat where wat2wasm is installed.",
               add_translate_options, read_translate},
    Subcommand{"validate", "wasm2cpp validate IN.wasm",
               "Decodes and validates a module. Prints nothing if it is valid.", add_no_options, read_validate},
    Subcommand{"inspect", "wasm2cpp inspect IN.wasm [--json]",
               "Prints a module's imports, exports, memories, features and biggest functions.", add_inspect_options,
               read_inspect},
    Subcommand{"flags", "wasm2cpp flags [--cxx CXX]",
               "Prints the compiler flags that emitted code needs, for builds without CMake:\n"
               "    g++ -O2 -c $(wasm2cpp flags --cxx g++) OUT.cpp",
               add_flags_options, read_flags},
    Subcommand{"build", "wasm2cpp build IN.wasm -o PROGRAM        (comes with WASI support)", "Not in this version.",
               add_no_options, refuse_until_wasi},
    Subcommand{"run", "wasm2cpp run IN.wasm [-- ARGS]           (comes with WASI support)", "Not in this version.",
               add_no_options, refuse_until_wasi},
};

const Subcommand& translate_subcommand = subcommands[0];

CommandLine help(std::string text) {
  CommandLine line;
  line.text = std::move(text);
  return line;
}

CommandLine general_help() {
  std::string text = "Translates WebAssembly modules into C++20, ahead of time.\n\nUsage:\n";
  for (const Subcommand& subcommand : subcommands) text += std::string("  ") + subcommand.synopsis + "\n";
  text +=
      "\n  wasm2cpp SUBCOMMAND --help    the options of one of them\n"
      "  wasm2cpp --version\n\n"
      "Exit status: 0, 1 for bad input (nothing is written then), 2 for bad usage.\n";
  return help(std::move(text));
}

CommandLine help_of(const Subcommand& subcommand, const po::options_description& options) {
  std::ostringstream text;
  text << "Usage: " << subcommand.synopsis << "\n\n" << subcommand.description << "\n\n" << options;
  return help(text.str());
}

po::variables_map parse_values(const std::vector<std::string>& arguments, const po::options_description& visible) {
  po::options_description all;
  all.add(visible).add_options()("input", po::value<std::string>());
  po::positional_options_description positional;
  positional.add("input", 1);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(positional).style(style).run(), values);
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError("more than one input file");
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  return values;
}

CommandLine parse_subcommand(const Subcommand& subcommand, const std::vector<std::string>& arguments) {
  po::options_description options("Options");
  subcommand.add_options(options);
  options.add_options()("help,h", "print this");
  if (subcommand.read == refuse_until_wasi &&
      std::find(arguments.begin(), arguments.end(), "--help") == arguments.end())
    return subcommand.read({});
  const po::variables_map values = parse_values(arguments, options);
  if (values.count("help")) return help_of(subcommand, options);
  return subcommand.read(values);
}

}  // namespace

CommandLine parse_command_line(const std::vector<std::string>& arguments) {
  if (arguments.empty()) throw UsageError("no input file");
  const std::string& first = arguments[0];
  if (first == "--help" || first == "-h") return general_help();
  if (first == "--version") return help("wasm2cpp " WASM2CPP_VERSION_TEXT "\n");
  for (const Subcommand& subcommand : subcommands)
    if (first == subcommand.name) return parse_subcommand(subcommand, {arguments.begin() + 1, arguments.end()});
  return parse_subcommand(translate_subcommand, arguments);
}

}  // namespace translator
