// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Calls a function whose type is known at run time only, with `value`s that are checked against its type. The call
// itself is made by the thunk that the function's module has for its type (invoke.hpp).
#pragma once

#include <optional>
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

/// What does not fit about the arguments; empty if they do.
inline std::string misfit(const guest::function& callee, std::span<const value> arguments) {
  const std::vector<canonical_value>& parameters = type_details(callee.type).parameters;
  if (arguments.size() != parameters.size())
    return joined({arguments.size(), " arguments for ", text_of(callee.type)});
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    if (!value_matches(type_of_value(arguments[i]), parameters[i]))
      return joined({"argument ", i, " does not fit ", text_of(callee.type)});
    if (!arguments[i].may_enter(callee.self->store))
      return joined({"argument ", i, " is a reference of another store"});
  }
  return {};
}

/// Calls; throws trap, or access_error if the arguments do not fit.
inline std::vector<value> call_dynamically(const guest::function& callee, std::span<const value> arguments) {
  if (std::string problem = misfit(callee, arguments); !problem.empty())
    return fail_access({problem}), std::vector<value>();
  const std::vector<canonical_value>& result_types = type_details(callee.type).results;
  std::vector<guest::untyped_value> inputs, outputs(result_types.size());
  for (const value& argument : arguments) inputs.push_back(argument.bits());

  struct context {
    const guest::function* callee;
    const guest::untyped_value* inputs;
    guest::untyped_value* outputs;
  } c{&callee, inputs.data(), outputs.data()};
  const auto body = [](void* p) {
    const context& in = *static_cast<context*>(p);
    invoke_of (*in.callee)(in.callee, in.inputs, in.outputs);
  };
  std::optional<fixed_roots> roots;  // of what no stack holds when the call has returned
  if (has_references(result_types)) roots.emplace(outputs.data(), outputs.size() * sizeof(guest::untyped_value));
  if (!run_guest(*callee.self->store, body, &c)) return {};

  std::vector<value> results;
  for (std::size_t i = 0; i < outputs.size(); ++i)
    results.push_back(value_of(result_types[i], outputs[i], callee.self->store));
  return results;
}

}  // namespace wasm2cpp::host
