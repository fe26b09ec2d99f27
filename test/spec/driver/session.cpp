// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The commands of a script, one function each; see session.hpp and, beside the suite, FORMAT.md.
#include "session.hpp"

#include <cstdlib>
#include <exception>
#include <string_view>

#include "pattern.hpp"
#include "spectest.hpp"

namespace spec {
namespace {

using nlohmann::json;

const Outcome pass{"pass", ""};

Outcome failure(std::string why) { return {"fail", std::move(why)}; }

std::string list_of(const std::vector<wasm2cpp::value>& values) {
  std::string text = "(";
  for (const wasm2cpp::value& value : values) text += (text.size() > 1 ? " " : "") + text_of(value);
  return text + ")";
}

/// How something ended that should have trapped or thrown: as the C++ exception's kind and text, or "returned".
struct End {
  std::optional<wasm2cpp::trap> trap;
  bool is_exception = false;
  std::string text = "returned";
};

template <class F>
End end_of(F&& f) {
  try {
    f();
    return {};
  } catch (const wasm2cpp::trap& trap) {
    return {trap, false, std::string("trap: ") + trap.what()};
  } catch (const wasm2cpp::exception& thrown) {
    return {{}, true, thrown.what()};
  } catch (const wasm2cpp::link_error& error) {
    return {{}, false, std::string("link error: ") + error.what()};
  } catch (const std::exception& error) {
    return {{}, false, std::string("error: ") + error.what()};
  }
}

template <class T>
std::vector<wasm2cpp::value> content(const wasm2cpp::external& global) {
  return {wasm2cpp::value(global.as_global<T>().get())};
}

/// The content of a global of any type.
std::vector<wasm2cpp::value> read_global(const wasm2cpp::external& global) {
  using Reader = std::vector<wasm2cpp::value> (*)(const wasm2cpp::external&);
  static constexpr Reader readers[] = {content<std::uint32_t>,
                                       content<std::uint64_t>,
                                       content<float>,
                                       content<double>,
                                       content<wasm2cpp::v128>,
                                       content<wasm2cpp::funcref>,
                                       content<wasm2cpp::externref>,
                                       content<wasm2cpp::exnref>,
                                       content<wasm2cpp::anyref>,
                                       content<wasm2cpp::eqref>,
                                       content<wasm2cpp::i31ref>,
                                       content<wasm2cpp::structref>,
                                       content<wasm2cpp::arrayref>};
  for (const Reader read : readers) {
    try {
      return read(global);
    } catch (const wasm2cpp::access_error&) {
      continue;  // it is of another type
    }
  }
  throw std::runtime_error("a global of a type that the driver does not know");
}

std::string_view view_of(const wasm2cpp::guest::text& text) { return {text.bytes, text.size}; }

}  // namespace

Session::Session(const json& plan) : plan_(plan) {
  define_spectest(linker_);
  current_module_.absence = current_instance_.absence = failure("there is no current module");
}

std::optional<Outcome> Session::run(const json& command) {
  using Command = Outcome (Session::*)(const json&);
  static const std::map<std::string, Command> commands = {
      {"module", &Session::module},
      {"module_definition", &Session::module_definition},
      {"module_instance", &Session::module_instance},
      {"register", &Session::register_instance},
      {"action", &Session::action},
      {"assert_return", &Session::assert_return},
      {"assert_trap", &Session::assert_trap},
      {"assert_exhaustion", &Session::assert_trap},
      {"assert_exception", &Session::assert_exception},
      {"assert_unlinkable", &Session::assert_unlinkable},
      {"assert_uninstantiable", &Session::assert_uninstantiable},
  };
  const std::string type = command.at("type");
  const auto found = commands.find(type);
  if (found == commands.end()) {
    if (command.contains("filename")) return std::nullopt;  // one that asks for a verdict
    return failure("unknown command " + type);
  }
  try {
    return (this->*found->second)(command);
  } catch (const std::exception& error) {
    return failure(error.what());
  }
}

// ---- commands ----

Outcome Session::module(const json& command) {
  const Outcome defined = module_definition(command);
  current_instance_ = defined.status == "pass" ? instantiate(current_module_) : Instance{{}, defined};
  if (command.contains("name")) instances_[command["name"]] = current_instance_;
  return current_instance_.absence.value_or(pass);
}

Outcome Session::module_definition(const json& command) {
  current_module_ = find_module(command);
  if (command.contains("name")) modules_[command["name"]] = current_module_;
  return current_module_.absence.value_or(pass);
}

Outcome Session::module_instance(const json& command) {
  const Module& module = command.contains("module") ? modules_.at(command["module"]) : current_module_;
  current_instance_ = instantiate(module);
  if (command.contains("instance")) instances_[command["instance"]] = current_instance_;
  return current_instance_.absence.value_or(pass);
}

Outcome Session::register_instance(const json& command) {
  const Instance& instance = find_instance(command, "name");
  const std::string name = command.at("as");
  registered_[name] = instance;
  if (instance.absence) return *instance.absence;
  linker_.define_instance(name, instance.handle);
  return pass;
}

Outcome Session::action(const json& command) {
  const Instance& instance = find_instance(command["action"], "module");
  if (instance.absence) return *instance.absence;
  const End end = end_of([&] { perform(command["action"], instance); });
  return end.text == "returned" ? pass : failure(end.text);
}

Outcome Session::assert_return(const json& command) {
  const Instance& instance = find_instance(command["action"], "module");
  if (instance.absence) return *instance.absence;
  std::vector<wasm2cpp::value> results;
  const End end = end_of([&] { results = perform(command["action"], instance); });
  if (end.text != "returned") return failure(end.text);
  const json& expected = command.at("expected");
  bool is_right = results.size() == expected.size();
  for (std::size_t i = 0; is_right && i < results.size(); ++i) is_right = matches(results[i], expected[i]);
  return is_right ? pass : failure("expected " + expected.dump() + ", got " + list_of(results));
}

/// Also for exhaustion, which is a trap of its own kind.
Outcome Session::assert_trap(const json& command) {
  const Instance& instance = find_instance(command["action"], "module");
  if (instance.absence) return *instance.absence;
  const End end = end_of([&] { perform(command["action"], instance); });
  if (!end.trap) return failure("expected a trap, " + end.text);
  const bool is_exhaustion = end.trap->kind() == wasm2cpp::trap_kind::call_stack_exhausted;
  if (is_exhaustion == (command["type"] == "assert_exhaustion")) return pass;
  return failure(end.text);
}

Outcome Session::assert_exception(const json& command) {
  const Instance& instance = find_instance(command["action"], "module");
  if (instance.absence) return *instance.absence;
  const End end = end_of([&] { perform(command["action"], instance); });
  return end.is_exception ? pass : failure("expected an exception, " + end.text);
}

Outcome Session::assert_unlinkable(const json& command) {
  const Module module = find_module(command);
  if (const std::optional<Outcome> absence = absence_of(module)) return *absence;
  const std::vector<std::byte> before = imported_bytes(module.describe());
  try {
    linker_.instantiate(module.describe());
  } catch (const wasm2cpp::link_error&) {
    return imported_bytes(module.describe()) == before ? pass : failure("a link error, but memory was written");
  } catch (const std::exception& error) {
    return failure(std::string("expected a link error, got: ") + error.what());
  }
  return failure("linked");
}

Outcome Session::assert_uninstantiable(const json& command) {
  const Module module = find_module(command);
  if (const std::optional<Outcome> absence = absence_of(module)) return *absence;
  const End end = end_of([&] { linker_.instantiate(module.describe()); });
  return end.trap || end.is_exception ? pass : failure("expected a trap, " + end.text);
}

// ---- what they are made of ----

Session::Module Session::find_module(const json& command) const {
  const json& planned = plan_.at(command.at("filename").get<std::string>());
  if (planned.contains("skip")) return {nullptr, Outcome{"skip", planned["skip"]}};
  if (planned.contains("fail")) return {nullptr, failure(planned["fail"])};
  const std::string symbol = planned.at("symbol");
  const Describe describe = spec::find_module(symbol.c_str());
  if (describe == nullptr) return {nullptr, failure("the driver has no module " + symbol)};
  return {describe, std::nullopt};
}

const Session::Instance& Session::find_instance(const json& command, const char* field) const {
  return command.contains(field) ? instances_.at(command[field]) : current_instance_;
}

std::optional<Outcome> Session::absence_of(const Module& module) const {
  if (module.absence) return module.absence;
  const wasm2cpp::module_description& description = module.describe();
  for (std::uint32_t i = 0; i < description.import_count; ++i) {
    const auto source = registered_.find(std::string(view_of(description.imports[i].module)));
    if (source != registered_.end() && source->second.absence) return source->second.absence;
  }
  return std::nullopt;
}

Session::Instance Session::instantiate(const Module& module) const {
  if (const std::optional<Outcome> absence = absence_of(module)) return {{}, absence};
  Instance made;
  const End end = end_of([&] { made.handle = linker_.instantiate(module.describe()); });
  if (std::getenv("WASM2CPP_COLLECT_ALWAYS") && wasm2cpp::guest::the_collector)
    wasm2cpp::guest::the_collector->collect_always(true);  // a reference that no root holds is soon another object
  if (end.text != "returned") made.absence = failure(end.text);
  return made;
}

std::vector<wasm2cpp::value> Session::perform(const json& action, const Instance& instance) const {
  const std::string field = action.at("field");
  if (action.at("type") == "get") {
    const std::optional<wasm2cpp::external> global = instance.handle.find(field);
    if (!global) throw std::runtime_error("no exported global " + field);
    return read_global(*global);
  }
  std::vector<wasm2cpp::value> arguments;
  for (const json& argument : action.at("args")) arguments.push_back(argument_of(argument));
  return instance.handle.call(field, arguments);
}

std::vector<std::byte> Session::imported_bytes(const wasm2cpp::module_description& module) const {
  std::vector<std::byte> bytes;
  for (std::uint32_t i = 0; i < module.import_count; ++i) {
    const auto source = registered_.find(std::string(view_of(module.imports[i].module)));
    if (source == registered_.end()) continue;
    const std::optional<wasm2cpp::external> found = source->second.handle.find(view_of(module.imports[i].name));
    if (!found || found->kind() != wasm2cpp::external_kind::external_memory) continue;
    const std::span<std::byte> held = found->as_memory().bytes();
    bytes.insert(bytes.end(), held.begin(), held.end());
  }
  return bytes;
}

}  // namespace spec
