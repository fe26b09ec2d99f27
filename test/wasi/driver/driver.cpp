// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs one of the WASI commands that are linked into this program (commands.py):
//
//     driver NAME CONFIGURATION.json        ends as the command does; 134 if it traps
//
// The configuration has what the command is to see: "argv" (with the program's name), "env" {name: value}, "preopens"
// [[guest, host], …] and optionally "resolver": "stepwise". The standard streams are passed on.
#include <cstdio>
#include <exception>
#include <fstream>
#include <string>
#include <string_view>

#include <nlohmann/json.hpp>
#include <wasm2cpp/wasi.hpp>

#include "programs.hpp"

namespace {

using json = nlohmann::ordered_json;

const wasm2cpp::module_description& description(std::string_view name) {
  for (const commands::Program* program = commands::programs; program->name; ++program)
    if (program->name == name) return program->description();
  throw std::runtime_error("no command " + std::string(name));
}

wasm2cpp::wasi_options options_of(const json& configuration) {
  wasm2cpp::wasi_options options;
  for (const auto& argument : configuration.at("argv")) options.arguments.push_back(argument);
  for (const auto& [name, value] : configuration.at("env").items()) options.environment.emplace_back(name, value);
  for (const auto& folder : configuration.at("preopens"))
    options.directories.push_back({.host = folder[1], .guest = folder[0]});
  if (configuration.value("resolver", "") == "stepwise") options.resolver = wasm2cpp::wasi_resolver::stepwise;
  options.standard_input = wasm2cpp::wasi_stream::inherit(0);
  options.standard_output = wasm2cpp::wasi_stream::inherit(1);
  options.standard_error = wasm2cpp::wasi_stream::inherit(2);
  return options;
}

int run(std::string_view name, const json& configuration) {
  wasm2cpp::wasi_host wasi(options_of(configuration));
  wasm2cpp::linker linker;
  wasi.define(linker);
  commands::define_others(linker);
  try {
    return static_cast<int>(wasi.start(linker.instantiate(description(name))));
  } catch (const wasm2cpp::trap& trap) {
    std::fprintf(stderr, "trap: %s\n", trap.what());
    return 134;
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: driver NAME CONFIGURATION.json\n", stderr), 2;
  try {
    std::ifstream file(argv[2], std::ios::binary);
    return run(argv[1], json::parse(file));
  } catch (const std::exception& error) {
    std::fprintf(stderr, "driver: %s\n", error.what());
    return 125;
  }
}
