// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The emitted header, and the definitions of the class that it declares:
//
//     namespace demo::code { struct state : instance_state {...}; }      what shards need, and nothing dear to parse
//     namespace demo { struct imports {...}; class instance {...}; }     what hosts use; shards leave it out
//
// The class is thin: each member hands over to the runtime.
#pragma once

#include <string>

#include "expression_writer.hpp"

namespace translator {

/// The state and, unless WASM2CPP_SHARD is defined, the class. Without the file's first lines.
std::string write_header_body(const EmitContext& context);
/// The class's member functions.
std::string write_class_definitions(const EmitContext& context);

/// The bytes that the arguments of any tail-calling function of the module take in its state; 0 without such functions.
std::size_t tail_buffer_size(const EmitContext& context);

}  // namespace translator
