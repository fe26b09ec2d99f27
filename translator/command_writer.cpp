// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See command_writer.hpp.
#include "command_writer.hpp"

#include "literal.hpp"
#include "type_text.hpp"

namespace translator {
namespace {

/// As a std::string_view: a name may hold U+0000.
std::string text(std::string_view name) {
  if (name.find('\0') == std::string_view::npos) return literal(name);
  return "{" + literal(name) + ", " + std::to_string(name.size()) + "}";
}

void write_imports(const Module& module, const std::vector<std::uint32_t>& imports, const char* member, std::string& out) {
  for (const std::uint32_t i : imports) {
    const Import& import = module.imports[i];
    out += std::string("  command.") + member + "<" + public_signature(module, module.type_of_function(import.index)) + ">(" +
           text(import.module) + ", " + text(import.name) + ");\n";
  }
}

}  // namespace

std::string write_command(const Module& module, const CommandImports& imports, const CommandOptions& options,
                          const std::string& header, const std::string& space) {
  std::string out = "#include <wasm2cpp/command.hpp>\n\n#include \"" + header + "\"\n\n";
  out += "int main(int argc, char** argv) {\n  wasm2cpp::command command(" + space + "::description());\n";
  for (const std::string& directory : options.directories) out += "  command.directory(" + literal(directory) + ");\n";
  for (const std::string& variable : options.variables) out += "  command.variable(" + literal(variable) + ");\n";
  if (options.is_sealed) out += "  command.seal();\n";
  write_imports(module, imports.missing, "missing", out);
  write_imports(module, imports.absent_system_calls, "absent_system_call", out);
  return out + "  return command.run(argc, argv);\n}\n";
}

}  // namespace translator
