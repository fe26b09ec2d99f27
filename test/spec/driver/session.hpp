// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// One script of the suite being run: its commands in order, through the public linker. Commands that only ask for the
// translator's verdict are not run here (execution.py decides them).
//
//     Session session(plan["modules"]);
//     for (const json& command : commands) std::optional<Outcome> outcome = session.run(command);
//
// A module that is not in the program, because the translator or the compiler refused it, makes the commands that need
// it skips or failures, as the plan says: also those of instances that would import from one that is not there.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <wasm2cpp/wasm2cpp.hpp>

#include "registry.hpp"

namespace spec {

struct Outcome {
  std::string status;  ///< "pass", "fail" or "skip"
  std::string why;     ///< of the last two
};

class Session {
 public:
  /// `plan`: for each module's file name {"symbol": …}, {"skip": feature} or {"fail": reason}.
  explicit Session(const nlohmann::json& plan);

  /// None if the command is not one to run here.
  std::optional<Outcome> run(const nlohmann::json& command);

 private:
  /// A translated module, or why there is none.
  struct Module {
    Describe describe = nullptr;
    std::optional<Outcome> absence;
  };
  /// An instance, or why there is none.
  struct Instance {
    wasm2cpp::module_instance handle;
    std::optional<Outcome> absence;
  };

  Outcome module(const nlohmann::json& command);
  Outcome module_definition(const nlohmann::json& command);
  Outcome module_instance(const nlohmann::json& command);
  Outcome register_instance(const nlohmann::json& command);
  Outcome action(const nlohmann::json& command);
  Outcome assert_return(const nlohmann::json& command);
  Outcome assert_trap(const nlohmann::json& command);
  Outcome assert_exception(const nlohmann::json& command);
  Outcome assert_unlinkable(const nlohmann::json& command);
  Outcome assert_uninstantiable(const nlohmann::json& command);

  Module find_module(const nlohmann::json& command) const;
  const Instance& find_instance(const nlohmann::json& command, const char* field) const;
  /// Why `module` cannot be linked here: it is absent itself, or an instance that it imports from is.
  std::optional<Outcome> absence_of(const Module& module) const;
  Instance instantiate(const Module& module) const;
  std::vector<wasm2cpp::value> perform(const nlohmann::json& action, const Instance& instance) const;
  /// The bytes of the memories that `module` imports.
  std::vector<std::byte> imported_bytes(const wasm2cpp::module_description& module) const;

  const nlohmann::json& plan_;
  wasm2cpp::linker linker_;
  Module current_module_;
  Instance current_instance_;
  std::map<std::string, Module> modules_;
  std::map<std::string, Instance> instances_;
  std::map<std::string, Instance> registered_;
};

}  // namespace spec
