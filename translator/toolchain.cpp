// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See toolchain.hpp. An installation is moved as a whole, so its parts are found from the executable's place.
#include "toolchain.hpp"

#include <cstdlib>
#include <filesystem>
#include <sstream>
#include <string_view>
#include <system_error>

#include <unistd.h>

#include "guest_flags.hpp"
#include "source.hpp"

namespace translator {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> words_of(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> words;
  for (std::string word; stream >> word;) words.push_back(word);
  return words;
}

std::string chosen(const std::string& asked) {
  if (!asked.empty()) return asked;
  const char* const environment = std::getenv("CXX");
  return environment && *environment ? environment : "c++";
}

bool is_launcher(const std::string& word) {
  const std::string name = fs::path(word).filename().string();
  return name == "ccache" || name == "sccache" || name == "distcc" || name == "icecc";
}

/// As the system looks for a program; empty if there is none.
std::string found_in_path(const std::string& program) {
  if (program.find('/') != std::string::npos) return program;
  const char* const path = std::getenv("PATH");
  std::istringstream folders(path ? path : "/usr/bin:/bin");
  for (std::string folder; std::getline(folders, folder, ':');) {
    std::string file = (folder.empty() ? "." : folder) + "/" + program;
    if (::access(file.c_str(), X_OK) == 0) return file;
  }
  return "";
}

std::string canonical(const std::string& path) {
  std::error_code error;
  const fs::path found = fs::canonical(path, error);
  return error ? "" : found.string();
}

}  // namespace

Compiler Compiler::find(const std::string& asked, const std::vector<std::string>& flags) {
  const std::string text = chosen(asked);
  Compiler compiler{words_of(text), ""};
  if (compiler.command.empty()) throw FileError("cannot run the compiler '" + text + "'");
  Words question = compiler.command;
  question.insert(question.end(), flags.begin(), flags.end());
  question.insert(question.end(), {"-dM", "-E", "-x", "c++", "/dev/null"});
  compiler.macros = output_of(question).value_or("");
  if (compiler.macros.empty())
    throw FileError("cannot run the compiler '" + text + "'" + (flags.empty() ? "" : " with " + spelled(flags)));
  if (!compiler.defines("__GNUC__")) throw FileError("'" + text + "' is neither g++ nor clang++");
  return compiler;
}

bool Compiler::defines(const char* macro) const {
  return macros.find(std::string("#define ") + macro + ' ') != std::string::npos;
}

std::string Compiler::path() const {
  const bool has_launcher = command.size() > 1 && is_launcher(command[0]);
  return canonical(found_in_path(command[has_launcher ? 1 : 0]));
}

std::vector<std::string> guest_flags(const Compiler& compiler) {
  std::vector<std::string> flags = words_of(WASM2CPP_GUEST_FLAGS);
  const auto append = [&flags](const char* more) {
    for (const std::string& flag : words_of(more)) flags.push_back(flag);
  };
  if (compiler.defines("__linux__")) append(WASM2CPP_GUEST_FLAGS_LINUX);
  append(compiler.defines("__clang__") ? WASM2CPP_GUEST_FLAGS_CLANG : WASM2CPP_GUEST_FLAGS_GCC);
  return flags;
}

RuntimePlace RuntimePlace::find() {
  const fs::path prefix = fs::path(own_executable()).parent_path().parent_path();
  std::error_code error;
  if (!prefix.empty() && fs::exists(prefix / WASM2CPP_INCLUDE_FOLDER / "wasm2cpp/wasi.hpp", error))
    return {{(prefix / WASM2CPP_INCLUDE_FOLDER).string()},
            (prefix / WASM2CPP_DATA_FOLDER / "wasm2cpp/runtime/wasi").string(),
            (prefix / WASM2CPP_LIBRARY_FOLDER / "libwasm2cpp_wasi.a").string()};
  return {{WASM2CPP_SOURCE_FOLDER "/include", WASM2CPP_SOURCE_FOLDER "/runtime/include"},
          WASM2CPP_SOURCE_FOLDER "/runtime/wasi",
          WASM2CPP_BUILT_LIBRARY};
}

/// The compiler's own file and version, not something that behaves like it: no guess about ABIs is made.
bool RuntimePlace::has_library_for(const Compiler& compiler) const {
  const std::string_view builder = WASM2CPP_LIBRARY_CXX;
  const bool has_own_flags = compiler.command.size() > (is_launcher(compiler.command[0]) ? 2 : 1);
  if (builder.empty() || has_own_flags || compiler.path().empty()) return false;
  if (canonical(std::string(builder)) != compiler.path()) return false;
  const std::size_t version = compiler.macros.find("#define __VERSION__ ");
  const std::string line = compiler.macros.substr(version, compiler.macros.find('\n', version) - version);
  return line.find(WASM2CPP_LIBRARY_CXX_VERSION) != std::string::npos && ::access(wasi_library.c_str(), R_OK) == 0;
}

std::string own_executable() { return canonical("/proc/self/exe"); }

}  // namespace translator
