// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Linking by name, at run time: the counterpart of the typed `imports` struct.
//
//   wasm2cpp::linker linker;
//   linker.define("env", "log", [](wasm2cpp::caller& caller, std::uint32_t text) { ... });
//   linker.define_instance("library", linker.instantiate(library::description()));
//   sum::instance instance = linker.instantiate<sum::instance>();
//
// Everything lives in the linker's store. Names are raw bytes and may hold U+0000; defining a name again replaces what
// it meant. An import that is not defined is a link_error "unknown import"; so is one whose type does not fit.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <wasm2cpp/host/instantiate.hpp>

namespace wasm2cpp {

class linker {
 public:
  linker() = default;  ///< with a store of its own
  explicit linker(wasm2cpp::store store) : store_(std::move(store)) {}

  /// Defines a memory, table, global, tag, function or other external.
  void define(std::string_view module, std::string_view name, external thing) {
    definitions_.insert_or_assign(std::pair<std::string, std::string>(module, name), std::move(thing));
  }
  /// Defines a host function by a callable whose signature tells its type (a lambda without `auto`).
  template <class F>
  requires(!std::is_function_v<F> && !std::is_convertible_v<F, external>) void define(std::string_view module,
                                                                                      std::string_view name,
                                                                                      F callable) {
    define<host::callable_signature_t<F>>(module, name, std::move(callable));
  }
  /// The same with the type given.
  template <class Signature, class F>
  requires std::is_function_v<Signature>
  void define(std::string_view module, std::string_view name, F callable) {
    define(module, name, external(function_import<Signature>(std::move(callable))));
  }
  /// Defines every export of an instance under the name `module`.
  void define_instance(std::string_view module, const module_instance& instance) {
    for (const export_info& exported : instance.exports()) define(module, exported.name, *instance.find(exported.name));
  }

  /// Makes an instance whose imports are found by name. Throws link_error or trap.
  module_instance instantiate(const module_description& module) const {
    return host::value_or_fail(try_instantiate(module));
  }
  result<module_instance> try_instantiate(const module_description& module) const {
    std::vector<external> imports;
    for (std::uint32_t i = 0; i < module.import_count; ++i) {
      const external* const found =
          find(host::view_of(module.imports[i].module), host::view_of(module.imports[i].name));
      if (!found) return error(unknown_import(module, module.imports[i]));
      imports.push_back(*found);
    }
    return host::try_instantiate(store_.data(), module, imports);
  }
  /// Of a translated class: `linker.instantiate<sum::instance>()`.
  template <class Instance>
  Instance instantiate() const {
    return Instance(instantiate(description_of(static_cast<const Instance*>(nullptr))));
  }

  const wasm2cpp::store& store() const { return store_; }

 private:
  const external* find(std::string_view module, std::string_view name) const {
    const auto found = definitions_.find(std::pair<std::string, std::string>(module, name));
    return found == definitions_.end() ? nullptr : &found->second;
  }
  static link_error unknown_import(const module_description& module, const guest::import_description& import) {
    host::type_registry::get().register_module(module);
    return link_error(host::joined({"unknown import: ", host::quoted(host::view_of(import.module)), " ",
                                    host::quoted(host::view_of(import.name)), ": wanted ", host::text_of(module, import),
                                    ", found nothing"}));
  }

  wasm2cpp::store store_;
  std::map<std::pair<std::string, std::string>, external> definitions_;
};

}  // namespace wasm2cpp
