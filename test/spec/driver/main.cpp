// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs one script of the suite:
//
//     driver PLAN.json
//
// where the plan is {"script": path of the .json, "modules": what became of each module}. Prints one line of JSON for
// each command that it ran, at once, so that nothing is lost in a crash: {"index": 3, "status": "pass"}.
#include <cstdio>
#include <exception>
#include <fstream>

#include <nlohmann/json.hpp>

#include "session.hpp"

namespace {

using nlohmann::json;

json read(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return json::parse(file);
}

void print(std::size_t index, const spec::Outcome& outcome) {
  json line = {{"index", index}, {"status", outcome.status}};
  if (!outcome.why.empty()) line["why"] = outcome.why;
  const std::string text = line.dump(-1, ' ', false, json::error_handler_t::replace);
  std::printf("%s\n", text.c_str());
  std::fflush(stdout);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) return std::fputs("usage: driver PLAN.json\n", stderr), 2;
  try {
    const json plan = read(argv[1]);
    const json script = read(plan.at("script"));
    spec::Session session(plan.at("modules"));
    const json& commands = script.at("commands");
    for (std::size_t index = 0; index < commands.size(); ++index) {
      if (const auto outcome = session.run(commands[index])) print(index, *outcome);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
