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
#include "specification.hpp"

namespace translator {
namespace {

namespace po = boost::program_options;

constexpr unsigned most_of_anything = 1000;

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

/// From `least` to 1000, and 0 if the option is not given. Boost would read "-1" as 4294967295.
unsigned number_value(const po::variables_map& values, const char* name, unsigned long least) {
  if (!values.count(name)) return 0;
  const std::string text = text_value(values, name);
  const bool is_number = !text.empty() && text.size() <= 4 &&
                         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
  const unsigned long number = is_number ? std::stoul(text) : most_of_anything + 1;
  if (number < least || number > most_of_anything)
    throw UsageError(std::string("--") + name + " takes a number from " + std::to_string(least) + " to " + std::to_string(most_of_anything) +
                     ", not '" + text + "'");
  return static_cast<unsigned>(number);
}

std::vector<std::string> list_value(const po::variables_map& values, const char* name) {
  return values.count(name) ? values[name].as<std::vector<std::string>>() : std::vector<std::string>();
}

/// One of `allowed`, or empty if the option is not given.
std::string choice_value(const po::variables_map& values, const char* name, std::initializer_list<const char*> allowed) {
  if (!values.count(name)) return "";
  std::string text = text_value(values, name);
  std::string list;
  for (const char* const choice : allowed) {
    if (text == choice) return text;
    list += (list.empty() ? "" : ", ") + std::string(choice);
  }
  throw UsageError(std::string("--") + name + " takes one of " + list + ", not '" + text + "'");
}

/// The namespace: as asked for, else the input's stem; of standard input, the output's.
std::string chosen_name(const std::string& asked, const std::string& input, const std::string& output) {
  if (!asked.empty()) return namespace_name(asked);
  if (input != "-") return namespace_name(stem_of(input));
  return output == "-" ? "module" : namespace_name(stem_of(output));
}

// What is built into a program

void add_command_options(po::options_description& options) {
  auto add = options.add_options();
  const auto list = [](const char* value_name) { return po::value<std::vector<std::string>>()->value_name(value_name); };
  add("dir", list("HOST[::GUEST][:ro]"), "give the guest a folder, by its own name or as GUEST; :ro makes it read-only");
  add("map", list("GUEST::HOST[:ro]"), "the same the other way round");
  add("env", list("NAME[=VALUE]"), "give the guest a variable; without a value, the one that there is when it runs");
  add("allow-missing-imports", "let functions be imported that nobody provides; to call one is a trap");
}

void add_seal_option(po::options_description& options) {
  options.add_options()("sealed", "the program takes no options --wasi-…: what it gets is what is given here");
}

/// HOST::GUEST[:ro] of both kinds, in the order of --dir and then --map.
std::vector<std::string> directories_value(const po::variables_map& values) {
  std::vector<std::string> directories;
  for (const std::string& text : list_value(values, "dir")) {
    wasm2cpp::wasi::directory_of(text);
    directories.push_back(text);
  }
  for (const std::string& text : list_value(values, "map")) {
    const wasm2cpp::wasi_directory directory = wasm2cpp::wasi::mapping_of(text);
    directories.push_back(directory.host + "::" + directory.guest + (directory.is_read_only ? ":ro" : ""));
  }
  return directories;
}

CommandOptions command_options(const po::variables_map& values) try {
  CommandOptions options;
  options.directories = directories_value(values);
  options.variables = list_value(values, "env");
  for (const std::string& variable : options.variables) wasm2cpp::wasi::variable_name(variable);
  options.is_sealed = values.count("sealed") > 0;
  options.may_miss_imports = values.count("allow-missing-imports") > 0;
  return options;
} catch (const wasm2cpp::wasi::bad_specification& error) {
  throw UsageError(error.what());
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
  add("interruptible", "check in loops and functions whether the guest is to be stopped: where no signal does that");
  add("fuel", "count instructions, and trap when the fuel that the host gave is used up");
  add("command", "write OUT.main.cpp, too: the main of a program that is a WASI command");
  add_command_options(options);
  add_seal_option(options);
  add("dump-tree", "print the tree between WebAssembly and C++ to standard output, and write no file");
}

CommandLine read_translate(const po::variables_map& values) {
  CommandLine line;
  line.command = values.count("dump-tree") ? Command::DumpTree : Command::Translate;
  line.input = required_input(values);
  TranslateOptions& options = line.translate;
  options.output = text_value(values, "output");
  options.shards = number_value(values, "shards", 0);
  options.depfile = text_value(values, "depfile");
  options.metering = {values.count("interruptible") > 0, values.count("fuel") > 0};
  options.name = chosen_name(text_value(values, "name"), line.input, options.output);
  if (line.command == Command::DumpTree) return line;
  if (options.output.empty()) throw UsageError("no output file: give -o OUT.cpp, or -o - for standard output");
  if (options.output != "-" && !std::string_view(options.output).ends_with(".cpp"))
    throw UsageError("the output's name must end in .cpp: '" + options.output + "'");
  if (options.output == "-" && options.shards > 0) throw UsageError("--shards needs files to write: -o OUT.cpp");
  if (values.count("command")) options.command = command_options(values);
  if (!options.command)
    for (const char* const name : {"dir", "map", "env", "allow-missing-imports", "sealed"})
      if (values.count(name)) throw UsageError(std::string("--") + name + " is for programs: give --command");
  if (options.output == "-" && options.command) throw UsageError("--command needs files to write: -o OUT.cpp");
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

void add_compile_options(po::options_description& options) {
  auto add = options.add_options();
  const auto text = [](const char* value_name) { return po::value<std::string>()->value_name(value_name); };
  add("cxx", text("CXX"), "the compiler; $CXX unless given, else c++");
  add("optimize,O", text("LEVEL"), "how far it optimises: 0, 1, 2, 3, s, z or g; 2 unless given");
  add("debug,g", "tell debuggers about the C++, which --keep keeps");
  add("march", text("CPU"), "the processor to make code for, such as native");
  add("lto", "optimise across files when linking");
  add("static", "link statically");
  add("bounds", text("MODE"), "guard: memory's bounds are checked by its protection; or checked: by comparing");
  add("jobs", text("N"), "run at most N compilers at a time; as many as there are cores unless given");
  add("keep", text("DIR"), "keep the C++ in DIR");
}

BuildOptions compile_options(const po::variables_map& values, const std::string& input) {
  BuildOptions options;
  options.cxx = text_value(values, "cxx");
  const std::string level = choice_value(values, "optimize", {"0", "1", "2", "3", "s", "z", "g"});
  if (!level.empty()) options.optimization = level;
  options.has_debug_information = values.count("debug") > 0;
  options.march = text_value(values, "march");
  options.uses_lto = values.count("lto") > 0;
  options.is_static = values.count("static") > 0;
  options.is_checked = choice_value(values, "bounds", {"guard", "checked"}) == "checked";
  options.jobs = number_value(values, "jobs", 1);
  options.keep = text_value(values, "keep");
  options.name = chosen_name("", input, text_value(values, "output"));
  return options;
}

void add_build_options(po::options_description& options) {
  options.add_options()("output,o", po::value<std::string>()->value_name("PROGRAM"), "the program to write");
  add_command_options(options);
  add_seal_option(options);
  add_compile_options(options);
}

CommandLine read_build(const po::variables_map& values) {
  CommandLine line;
  line.command = Command::Build;
  line.input = required_input(values);
  line.build = compile_options(values, line.input);
  line.build.output = text_value(values, "output");
  line.build.command = command_options(values);
  if (line.build.output.empty() || line.build.output == "-") throw UsageError("no program to write: give -o PROGRAM");
  return line;
}

void add_run_options(po::options_description& options) {
  add_command_options(options);
  add_compile_options(options);
  options.add_options()("clear-cache", "remove all programs that are kept, then run IN.wasm if it is given");
}

/// Folders and variables are given to the program when it starts, so that one program serves all of them.
CommandLine read_run(const po::variables_map& values) {
  CommandLine line;
  line.clears_cache = values.count("clear-cache") > 0;
  line.command = line.clears_cache && !values.count("input") ? Command::ClearCache : Command::Run;
  if (line.command == Command::ClearCache) return line;
  line.input = required_input(values);
  line.run.build = compile_options(values, line.input);
  const CommandOptions options = command_options(values);
  line.run.build.command.may_miss_imports = options.may_miss_imports;
  for (const std::string& directory : options.directories) line.run.arguments.push_back("--wasi-dir=" + directory);
  for (const std::string& variable : options.variables) line.run.arguments.push_back("--wasi-env=" + variable);
  line.run.arguments.push_back("--wasi-end");
  return line;
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
    Subcommand{"build", "wasm2cpp build IN.wasm -o PROGRAM [options]",
               "Makes a native program of a WASI command: translates, compiles and links it.\n"
               "The program takes its own arguments. In front of them it takes options for what the\n"
               "guest gets: --wasi-dir=HOST[::GUEST][:ro], --wasi-map=GUEST::HOST[:ro],\n"
               "--wasi-env=NAME[=VALUE], and --wasi-end where they end.",
               add_build_options, read_build},
    Subcommand{"run", "wasm2cpp run IN.wasm [options] [-- ARGS]",
               "Builds a WASI command, unless that was done before, and runs it with ARGS.\n"
               "Programs are kept in $XDG_CACHE_HOME/wasm2cpp, else ~/.cache/wasm2cpp.",
               add_run_options, read_run},
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

po::variables_map parse_values(const std::vector<std::string>& arguments, const po::options_description& visible,
                               bool has_program) {
  po::options_description all;
  all.add(visible).add_options()("input", po::value<std::string>());
  po::positional_options_description positional;
  positional.add("input", 1);
  const int style = po::command_line_style::unix_style & ~po::command_line_style::allow_guessing;
  po::variables_map values;
  try {
    po::store(po::command_line_parser(arguments).options(all).positional(positional).style(style).run(), values);
  } catch (const po::too_many_positional_options_error&) {
    throw UsageError(has_program ? "more than one input file; the program's arguments come behind --" : "more than one input file");
  } catch (const po::error& error) {
    throw UsageError(error.what());
  }
  return values;
}

CommandLine parse_subcommand(const Subcommand& subcommand, const std::vector<std::string>& arguments) {
  po::options_description options("Options");
  subcommand.add_options(options);
  options.add_options()("help,h", "print this");
  const bool has_program = subcommand.read == read_run;
  const auto dashes = has_program ? std::find(arguments.begin(), arguments.end(), "--") : arguments.end();
  const po::variables_map values = parse_values({arguments.begin(), dashes}, options, has_program);
  if (values.count("help")) return help_of(subcommand, options);
  CommandLine line = subcommand.read(values);
  if (dashes != arguments.end()) line.run.arguments.insert(line.run.arguments.end(), dashes + 1, arguments.end());
  return line;
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
