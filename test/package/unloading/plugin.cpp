// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A library with a module in it, which its user unloads.
#include "adder.hpp"

extern "C" const wasm2cpp::module_description* plugin_module() { return &adder::description(); }

extern "C" unsigned plugin_sum() { return adder::instance().add(40, 2); }
