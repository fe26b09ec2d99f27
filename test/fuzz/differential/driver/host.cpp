// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// See host.hpp. A call that Binaryen's modules ask for, of an export or of a reference, is made with the arguments of
// set 0; what cannot be called so is not called, on either side.
#include "host.hpp"

#include <bit>
#include <cstdio>
#include <memory>
#include <string_view>

#include "printing.hpp"

namespace differential {
namespace {

using wasm2cpp::caller;
using wasm2cpp::external;
using wasm2cpp::value;
namespace guest = wasm2cpp::guest;

template <class T>
auto log_as(const char* name) {
  return [name](T content) { std::printf("%s %s\n", name, text_of(value(content)).c_str()); };
}

/// Asking gives another number each time, the same in each run: the count begins with each instance.
template <class T>
auto answer(std::shared_ptr<std::uint32_t> count) {
  return [count] {
    const std::uint32_t asked = (*count)++;
    std::printf("ask %u\n", asked);
    return static_cast<T>(static_cast<std::int32_t>(asked * 2654435761u) >> (asked % 20));
  };
}

void define_generator_functions(wasm2cpp::linker& linker) {
  linker.define("host", "log_i32", log_as<std::uint32_t>("log"));
  linker.define("host", "log_i64", log_as<std::uint64_t>("log"));
  linker.define("host", "log_f32", log_as<float>("log"));
  linker.define("host", "log_f64", log_as<double>("log"));
  const auto count = std::make_shared<std::uint32_t>(0);
  linker.define("host", "ask_i32", answer<std::uint32_t>(count));
  linker.define("host", "ask_i64", answer<std::uint64_t>(count));
  linker.define("host", "ask_f64", answer<double>(count));
}

// Binaryen's

/// What is called by the guest's wish: its results are of no interest. False if it cannot be called.
bool call_record(const guest::function* record) {
  if (record == nullptr) return false;
  const auto arguments = arguments_for(record->type, 0);
  if (!arguments) return false;
  wasm2cpp::host::call_dynamically(*record, *arguments);
  return true;
}

const guest::function* exported_function(const caller& caller, std::uint32_t index) {
  const wasm2cpp::module_instance instance = caller.instance();
  const auto exports = instance.exports();
  if (index >= exports.size()) return nullptr;
  const external found = *instance.find(exports[index].name);
  return found.kind() == wasm2cpp::external_kind::external_function ? found.function_source().record : nullptr;
}

/// 1 if it trapped or threw.
std::uint32_t call_and_catch(const guest::function* record) {
  try {
    call_record(record);
    return 0;
  } catch (const wasm2cpp::trap&) {
    return 1;
  } catch (const wasm2cpp::exception&) {
    return 1;
  }
}

std::optional<wasm2cpp::table> table_of(const caller& caller) {
  const auto found = caller.instance().find("table");
  if (!found || found->kind() != wasm2cpp::external_kind::external_table) return std::nullopt;
  return found->as_table();
}

wasm2cpp::funcref element(caller& caller, std::uint32_t index) {
  const auto table = table_of(caller);
  return table && index < table->size() ? table->get<wasm2cpp::funcref>(index) : nullptr;
}

void set_element(caller& caller, std::uint32_t index, wasm2cpp::funcref content) {
  const auto table = table_of(caller);
  if (table && index < table->size()) table->set(index, content);
}

void define_binaryen_functions(wasm2cpp::linker& linker) {
  const auto define = [&](const char* name, auto&& thing) { linker.define("fuzzing-support", name, thing); };
  define("log-i32", log_as<std::uint32_t>("log"));
  define("log-i64", log_as<std::uint64_t>("log"));
  define("log-f32", log_as<float>("log"));
  define("log-f64", log_as<double>("log"));
  define("log-anyref", log_as<wasm2cpp::anyref>("log"));
  define("log-funcref", log_as<wasm2cpp::funcref>("log"));
  define("log-externref", log_as<wasm2cpp::externref>("log"));
  define("log-v128", [](const wasm2cpp::v128& content) {
    std::printf("log v128 %llu %llu\n", static_cast<unsigned long long>(content.lane<std::uint64_t>(0)),
                static_cast<unsigned long long>(content.lane<std::uint64_t>(1)));
  });
  define("call-export",
         [](caller& caller, std::uint32_t index, std::uint32_t) { call_record(exported_function(caller, index)); });
  define("call-export-catch",
         [](caller& caller, std::uint32_t index) { return call_and_catch(exported_function(caller, index)); });
  define("call-ref", [](wasm2cpp::funcref callee, std::uint32_t) { call_record(callee); });
  define("call-ref-catch", [](wasm2cpp::funcref callee) { return call_and_catch(callee); });
  define("table-get", element);
  define("table-set", set_element);
  define("sleep", [](std::uint32_t, std::uint32_t id) { return id; });
  const wasm2cpp::tag<std::uint32_t> tag(linker.store());
  define("wasmtag", tag);
  define("jstag", wasm2cpp::tag<wasm2cpp::externref>(linker.store()));
  define("throw", [tag](std::uint32_t which) { throw wasm2cpp::exception(tag, which); });
}

// What a module declares

external memory_for(const guest::memory_description& wanted) {
  wasm2cpp::memory_options options{
      .min = wanted.min, .is_64 = wanted.is_64, .is_shared = wanted.is_shared, .page_bits = wanted.page_bits};
  if (wanted.has_max) options.max = wanted.max;
  return wasm2cpp::memory(options);
}

external table_for(const guest::table_description& wanted, const wasm2cpp::store& store) {
  wasm2cpp::table_options options{.min = wanted.min, .is_64 = wanted.is_64};
  if (wanted.has_max) options.max = wanted.max;
  if (wanted.element.heap == guest::heap_extern) options.element = wasm2cpp::reference_kind::externref;
  return wasm2cpp::table(store, options);
}

external global_for(const guest::global_description& wanted, const wasm2cpp::store& store) {
  const wasm2cpp::global_options options{.is_mutable = wanted.is_mutable};
  switch (wanted.type.kind) {
    case guest::kind_i32:
      return wasm2cpp::global<std::uint32_t>(42, options);
    case guest::kind_i64:
      return wasm2cpp::global<std::uint64_t>(42, options);
    case guest::kind_f32:
      return wasm2cpp::global<float>(42, options);
    case guest::kind_f64:
      return wasm2cpp::global<double>(42, options);
    default:
      if (wanted.type.heap == guest::heap_func) return wasm2cpp::global<wasm2cpp::funcref>(store, nullptr, options);
      return wasm2cpp::global<wasm2cpp::externref>(store, nullptr, options);
  }
}

// Arguments

constexpr std::uint64_t integers[] = {0,   1,           0xffff'ffff, 7,           0x8000'0000, 0x7fff'ffff,
                                      100, 0x1234'5678, 65536,       0xffff'fffe, 33};
constexpr double floats[] = {0, 1, -1, 7.5, -2147483648.0, 1e10, 100, 0.1, -0.0, 3.0e38, 33};

std::optional<value> argument_of(const wasm2cpp::host::canonical_value& type, std::size_t choice) {
  switch (type.kind) {
    case guest::kind_i32:
      return value(static_cast<std::uint32_t>(integers[choice]));
    case guest::kind_i64:
      return value(integers[choice] * 0x1'0000'0001);
    case guest::kind_f32:
      return value(static_cast<float>(floats[choice]));
    case guest::kind_f64:
      return value(floats[choice]);
    case guest::kind_v128:
      return std::nullopt;
    default:
      break;
  }
  switch (type.heap) {
    case guest::heap_extern:
      return value(wasm2cpp::externref_of_integer(choice + 1));
    case guest::heap_any:
    case guest::heap_eq:
    case guest::heap_i31:
      return value(static_cast<wasm2cpp::anyref>(wasm2cpp::i31ref(static_cast<std::int32_t>(choice))));
    case guest::heap_exn:
    case guest::heap_noexn:
      return std::nullopt;
    default:
      break;
  }
  if (!type.is_nullable) return std::nullopt;
  if (type.heap == guest::heap_func || type.heap == guest::heap_nofunc ||
      (type.type != nullptr && type.type->kind == guest::type_function))
    return value(wasm2cpp::funcref(nullptr));
  return type.heap == guest::heap_noextern ? value(wasm2cpp::externref(nullptr)) : value(wasm2cpp::anyref(nullptr));
}

bool can_be_returned(const wasm2cpp::host::canonical_value& type) {
  return type.kind != guest::kind_v128 &&
         !(type.is_reference() && (type.heap == guest::heap_exn || type.heap == guest::heap_noexn));
}

}  // namespace

void define_host(wasm2cpp::linker& linker, const wasm2cpp::module_description& module) {
  define_generator_functions(linker);
  define_binaryen_functions(linker);
  for (std::uint32_t i = 0; i < module.import_count; ++i) {
    const guest::import_description& import = module.imports[i];
    const auto define = [&](external thing) {
      linker.define({import.module.bytes, import.module.size}, {import.name.bytes, import.name.size}, std::move(thing));
    };
    if (import.kind == guest::external_memory) define(memory_for(module.memories[import.index]));
    if (import.kind == guest::external_table) define(table_for(module.tables[import.index], linker.store()));
    if (import.kind == guest::external_global) define(global_for(module.globals[import.index], linker.store()));
  }
}

std::optional<std::vector<value>> arguments_for(wasm2cpp::host::type_id type, unsigned set) {
  const wasm2cpp::host::registered_type& details = wasm2cpp::host::type_details(type);
  for (const auto& result : details.results)
    if (!can_be_returned(result)) return std::nullopt;
  std::vector<value> arguments;
  for (std::size_t i = 0; i < details.parameters.size(); ++i) {
    const std::optional<value> argument = argument_of(details.parameters[i], (set * 5 + i * 3) % std::size(integers));
    if (!argument) return std::nullopt;
    arguments.push_back(*argument);
  }
  return arguments;
}

}  // namespace differential
