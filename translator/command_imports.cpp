// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The types of what is provided are taken from the declarations in wasm2cpp/wasi.hpp and emscripten.hpp by the C++
// compiler, so that there is no second list of them.
#include "command_imports.hpp"

#include <algorithm>
#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <wasm2cpp/wasi.hpp>

#include "emscripten.hpp"

namespace translator {
namespace {

using ImportName = std::pair<std::string_view, std::string_view>;
using ProvidedFunctions = std::map<ImportName, FunctionType>;

// What is provided

template <class T>
ValueType value_type() {
  if constexpr (std::is_same_v<T, float>) return ValueType::F32;
  else if constexpr (std::is_same_v<T, double>) return ValueType::F64;
  else return sizeof(T) == 8 ? ValueType::I64 : ValueType::I32;
}

/// Of the type of a host's function: only declared here, it must not be named otherwise.
template <class Function>
struct TypeOf;
template <class Result, class... A>
struct TypeOf<Result (*)(wasm2cpp::caller&, A...)> {
  static FunctionType type() {
    FunctionType type;
    (type.parameters.push_back(value_type<A>()), ...);
    if constexpr (!std::is_void_v<Result>) type.results.push_back(value_type<Result>());
    return type;
  }
};
template <class Result, class Host, class... A>
struct TypeOf<Result (Host::*)(wasm2cpp::caller&, A...)> : TypeOf<Result (*)(wasm2cpp::caller&, A...)> {};

ProvidedFunctions provided_functions() {
  ProvidedFunctions functions;
#define WASI_FUNCTION(name)                                                                                  \
  functions[{"wasi_snapshot_preview1", #name}] = TypeOf<decltype(&wasm2cpp::wasi_host::name)>::type();         \
  functions[{"wasi_unstable", #name}] = TypeOf<decltype(&wasm2cpp::wasi_unstable_host::name)>::type();
#include "functions.def"
#undef WASI_FUNCTION
#define EMSCRIPTEN_FUNCTION(name) \
  functions[{"env", #name}] = TypeOf<decltype(&wasm2cpp::wasi::emscripten_functions::name)>::type();
#include "emscripten.def"
#undef EMSCRIPTEN_FUNCTION
  functions[{"wasi", "thread-spawn"}] = {{ValueType::I32}, {ValueType::I32}};
  return functions;
}

/// Emscripten's C library turns any negative answer into an errno; command.hpp has the answer.
bool is_absent_system_call(const Import& import, const FunctionType& type) {
  return import.module == "env" && import.name.starts_with("__syscall_") && type.results.size() == 1 &&
         type.results[0] == ValueType(ValueType::I32);
}

// Words

std::string quoted(std::string_view name) {
  static constexpr char digits[] = "0123456789abcdef";
  std::string text = "\"";
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f || c == '"' || c == '\\') text += {'\\', digits[byte >> 4], digits[byte & 15]};
    else text += c;
  }
  return text + "\"";
}

const char* name_of(ExternalKind kind) {
  constexpr const char* names[] = {"function", "table", "memory", "global", "tag"};
  return names[static_cast<std::size_t>(kind)];
}

std::string spelled_type(const Module& module, const Import& import) {
  switch (import.kind) {
    case ExternalKind::Function: return " " + spelled(module.type_of_function(import.index));
    case ExternalKind::Table: return " of " + spelled(module.tables[import.index].type.element);
    case ExternalKind::Global: {
      const GlobalType& type = module.globals[import.index].type;
      return " " + (type.is_mutable ? "(mut " + spelled(type.type) + ")" : spelled(type.type));
    }
    case ExternalKind::Tag: return " " + spelled(module.types[module.tags[import.index].type.type_index].function);
    case ExternalKind::Memory: return "";
  }
  return "";
}

bool has_export(const Module& module, std::string_view name) {
  return std::any_of(module.exports.begin(), module.exports.end(), [&](const Export& e) { return e.name == name; });
}

// Modules for other hosts

bool is_go(const Import& import) { return import.module == "gojs" || import.module == "go"; }

bool is_wasm_bindgen(const Import& import) {
  return import.module == "wbg" || import.module.starts_with("__wbindgen_") || import.name.starts_with("__wbindgen_") ||
         import.name.starts_with("__wbg_");
}

bool is_component_interface(const Import& import) { return import.module.starts_with("wasi:"); }

void refuse_other_hosts(const Module& module) {
  const auto imports = [&](bool (*is_such)(const Import&)) {
    return std::any_of(module.imports.begin(), module.imports.end(), is_such);
  };
  if (imports(is_go))
    throw NoCommand(module.file + " is a Go program for JavaScript (GOOS=js), whose imports only a JavaScript host can "
                    "provide: build it with GOOS=wasip1 GOARCH=wasm");
  if (imports(is_wasm_bindgen))
    throw NoCommand(module.file + " is made with wasm-bindgen, whose imports only the JavaScript made beside it can provide: "
                    "build a program without wasm-bindgen, for the target wasm32-wasip1");
  if (imports(is_component_interface))
    throw NoCommand(module.file + " is the inside of a component and imports interfaces of WASI 0.2: build it for WASI 0.1, "
                    "such as the target wasm32-wasip1");
}

void require_start(const Module& module) {
  const auto start = std::find_if(module.exports.begin(), module.exports.end(), [](const Export& e) { return e.name == "_start"; });
  if (start == module.exports.end()) {
    const bool is_reactor = has_export(module, "_initialize");
    throw NoCommand(module.file + (is_reactor ? " is a WASI reactor: it exports `_initialize` and no `_start`" : " exports no `_start`") +
                    ", so it is a library and no program: use `wasm2cpp translate` or wasm2cpp_add_library");
  }
  const bool is_function = start->kind == ExternalKind::Function;
  if (!is_function || module.type_of_function(start->index) != FunctionType())
    throw NoCommand(module.file + ": the export `_start` is no function () -> (), as that of a WASI command is");
}

}  // namespace

CommandImports require_command(const Module& module, bool may_miss_imports) {
  refuse_other_hosts(module);
  require_start(module);
  const ProvidedFunctions provided = provided_functions();
  CommandImports imports;
  std::string list;
  bool are_functions = true;
  for (std::uint32_t i = 0; i < module.imports.size(); ++i) {
    const Import& import = module.imports[i];
    if (import.kind == ExternalKind::Memory) continue;
    std::string note;
    if (import.kind == ExternalKind::Function) {
      const FunctionType& type = module.type_of_function(import.index);
      const auto found = provided.find({import.module, import.name});
      if (found != provided.end() && found->second == type) continue;
      if (is_absent_system_call(import, type)) {
        imports.absent_system_calls.push_back(i);
        continue;
      }
      if (found != provided.end()) note = ", provided as " + spelled(found->second);
      imports.missing.push_back(i);
      if (may_miss_imports) continue;
    } else {
      are_functions = false;
    }
    list += "\n  " + quoted(import.module) + " " + quoted(import.name) + ": " + name_of(import.kind) +
            spelled_type(module, import) + note;
  }
  if (list.empty()) return imports;
  throw NoCommand(module.file + " imports what no WASI host provides:" + list +
                  (are_functions ? "\nWith --allow-missing-imports each of these functions traps when it is called." : ""));
}

}  // namespace translator
