// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host's side of wasm2cpp: all that a program needs to use translated modules. A tour, in the order in which the
// headers below build on each other (README.md in this folder's parent shows them in use):
//
//   memory, view             linear memory and typed windows on it
//   store                    what instances that share functions live in
//   function, caller         functions from both sides; function_import is what a module's import is given
//   table, global, tag       the other things that modules share; tag makes and reads exceptions
//   v128                     vectors, by their lanes
//   anyref, structref, …     handles on structures, arrays and i31s
//   value, external          values and imports whose type is known at run time
//   make_external            a C++ object as an externref
//   module_instance          an instance by the names of its exports
//   instantiate, linker      making instances, with imports in order or by name
//   interrupt, deadline, fuel    stopping a guest from outside, in time, and after so much work
//   store_limits, stack_limit    how much of what a guest may have
//   serve                    one host object for a whole imported module
//   trap, exception, link_error, access_error, result, try_call    what can go wrong, with and without C++ exceptions
//
// The headers in host/ include what they need and may be included alone. Emitted code includes this file in its public
// header, and only <wasm2cpp/guest.hpp> in its shards. The file that defines the class, OUT.cpp, may be compiled with
// WASM2CPP_CLASS defined, as wasm2cpp_add_library and `wasm2cpp build` do: without what only hosts use it takes a fifth
// less time.
#pragma once

#include <wasm2cpp/host/instantiate.hpp>
#include <wasm2cpp/host/serve.hpp>

#ifndef WASM2CPP_CLASS
#include <wasm2cpp/host/deadline.hpp>
#include <wasm2cpp/host/fuel.hpp>
#include <wasm2cpp/host/interrupt.hpp>
#include <wasm2cpp/host/limits.hpp>
#include <wasm2cpp/host/linker.hpp>
#include <wasm2cpp/host/managed.hpp>
#include <wasm2cpp/host/stack_limit.hpp>
#include <wasm2cpp/host/try_call.hpp>
#endif
