// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The program, as a table of contents. Each line leads to the file that does it: the command line (command_line.hpp),
// the input (source.hpp), and one entry per subcommand. Everything is in the library beside; tests link that.
#include <algorithm>
#include <iostream>

#include "build.hpp"
#include "cache.hpp"
#include "command_line.hpp"
#include "commands.hpp"
#include "inspect.hpp"
#include "run.hpp"
#include "source.hpp"
#include "translate.hpp"

namespace translator {
namespace {

void perform(const CommandLine& line) {
  if (line.command == Command::Help) return void(std::cout << line.text);
  if (line.command == Command::Flags) return print_flags(line.cxx, std::cout);
  if (line.clears_cache) CacheFolder::clear();
  if (line.command == Command::ClearCache) return;
  const Source source = Source::open(line.input);
  switch (line.command) {
    case Command::Translate:
      return translate(source, line.translate);
    case Command::DumpTree:
      return dump_tree(source, line.translate.metering, std::cout);
    case Command::Validate:
      return validate(source);
    case Command::Inspect:
      return inspect(source, line.json, std::cout);
    case Command::Build:
      return build(source, line.build);
    case Command::Run:
      return run(source, line.run);
    case Command::Flags:
    case Command::ClearCache:
    case Command::Help:
      break;
  }
}

}  // namespace
}  // namespace translator

int main(int argc, char** argv) {
  translator::CommandLine line;
  return translator::exit_status_of(line, [&] {
    line = translator::parse_command_line({argv + std::min(argc, 1), argv + argc});
    translator::perform(line);
  });
}
