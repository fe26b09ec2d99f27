// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls a function whose type is known at run time only, with `value`s that are checked against its type. The call
// itself is made by the thunk that the function's module has for its type (invoke.hpp).
#pragma once

#include <span>
#include <string>
#include <vector>

#include <wasm2cpp/host/call.hpp>
#include <wasm2cpp/host/table.hpp>
#include <wasm2cpp/host/type_text.hpp>
#include <wasm2cpp/host/value.hpp>

namespace wasm2cpp::host {

/// The thunk for a record's type: its module's, or its callable's.
inline auto invoke_of(const guest::function& callee) {
  const module_description* const module = callee.self->module;
  if (!module) return static_cast<const host_function*>(callee.self)->callable->invoke;
  const std::size_t position = static_cast<std::size_t>(&callee - callee.self->defined);
  return module->types[module->functions[position].type_index].invoke;
}

/// The type of a dynamic value.
inline canonical_value type_of_value(const value& v) {
  switch (v.kind()) {
    case value_kind::funcref:
      return type_of_reference(v.get<funcref>());
    case value_kind::externref:
      return type_of_reference(v.get<externref>());
    case value_kind::exnref:
      return type_of_reference(v.get<exnref>());
    default:
      return {.kind = static_cast<std::uint8_t>(v.kind())};
  }
}

inline value value_of(const canonical_value& type, const guest::untyped_value& bits) {
  if (!type.is_reference()) return value(static_cast<value_kind>(type.kind), bits);
  const bool is_exception = !type.type && (type.heap == guest::heap_exn || type.heap == guest::heap_noexn);
  if (is_exception) return value(value_kind::exnref, bits);
  const bool is_extern = !type.type && (type.heap == guest::heap_extern || type.heap == guest::heap_noextern);
  return value(is_extern ? value_kind::externref : value_kind::funcref, bits);
}

/// What does not fit about the arguments; empty if they do.
inline std::string misfit(const guest::function& callee, std::span<const value> arguments) {
  const std::vector<canonical_value>& parameters = type_details(callee.type).parameters;
  if (arguments.size() != parameters.size())
    return std::to_string(arguments.size()) + " arguments for " + text_of(callee.type);
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!value_matches(type_of_value(arguments[i]), parameters[i]))
      return "argument " + std::to_string(i) + " does not fit " + text_of(callee.type);
    if (arguments[i].kind() == value_kind::funcref && !may_enter(callee.self->store, arguments[i].get<funcref>()))
      return "argument " + std::to_string(i) + " is a function of another store";
    if (arguments[i].kind() == value_kind::exnref &&
        !may_enter(callee.self->store, arguments[i].get<exnref>().package()))
      return "argument " + std::to_string(i) + " is an exception of another store";
  }
  return {};
}

/// Calls; throws trap, or access_error if the arguments do not fit.
inline std::vector<value> call_dynamically(const guest::function& callee, std::span<const value> arguments) {
  if (std::string problem = misfit(callee, arguments); !problem.empty())
    return fail(access_error(std::move(problem))), std::vector<value>();
  const std::vector<canonical_value>& result_types = type_details(callee.type).results;
  std::vector<guest::untyped_value> inputs, outputs(result_types.size());
  for (const value& argument : arguments) inputs.push_back(argument.bits());

  struct context {
    const guest::function* callee;
    const guest::untyped_value* inputs;
    guest::untyped_value* outputs;
  } c{&callee, inputs.data(), outputs.data()};
  const auto body = [](void* p) {
    const context& c = *static_cast<context*>(p);
    invoke_of (*c.callee)(c.callee, c.inputs, c.outputs);
  };
  if (!run_guest(*callee.self->store, body, &c)) return {};

  std::vector<value> results;
  for (std::size_t i = 0; i < outputs.size(); ++i) results.push_back(value_of(result_types[i], outputs[i]));
  return results;
}

}  // namespace wasm2cpp::host
