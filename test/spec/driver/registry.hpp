// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Which modules are in this program: each group of emitted code (building.py) ends with a table of registrations, and
// the driver finds a module's description by its symbol. Included with every group, so it includes nothing dear.
#pragma once

#include <wasm2cpp/wasm2cpp.hpp>

namespace spec {

using Describe = const wasm2cpp::module_description& (*)() noexcept;

/// A static object: adds itself to the list when the program starts.
class Registration {
 public:
  Registration(const char* symbol, Describe describe);

 private:
  friend Describe find_module(const char* symbol);
  const char* symbol_;
  Describe describe_;
  const Registration* next_;
};

/// Null if there is none.
Describe find_module(const char* symbol);

}  // namespace spec
