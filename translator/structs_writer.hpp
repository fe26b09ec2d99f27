// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Structure types as C++ structs, one for each canonical type of the module:
//
//     struct __attribute__((may_alias)) point3 : object {  // type 4, of point
//       u32 x;
//       u32 y;
//       u32 z;
//       static constexpr bool holds_references = false;
//       void fill(u32 f0, u32 f1, u32 f2) { x = f0; y = f1; z = f2; }
//     };
//
// A subtype repeats its supertype's fields: they come first and in the same order, so that they lie at the same place.
// Other modules write the same type with other names; the runtime's aggregate.hpp says why that is fine.
#pragma once

#include <string>

#include "expression_writer.hpp"

namespace translator {

std::string write_structs(const EmitContext& context);

}  // namespace translator
