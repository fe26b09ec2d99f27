// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// How the text format writes types (specification, section 6.4): for messages and for `inspect`. A nullable reference
// to an abstract heap type has a short form, such as `funcref` for `(ref null func)`.
#include "types.hpp"

namespace translator {
namespace {

struct HeapTypeNames {
  const char* heap;
  const char* nullable;  ///< the short form of (ref null heap)
};

HeapTypeNames names_of(AbstractHeapType type) {
  switch (type) {
    case AbstractHeapType::Func: return {"func", "funcref"};
    case AbstractHeapType::Extern: return {"extern", "externref"};
    case AbstractHeapType::Any: return {"any", "anyref"};
    case AbstractHeapType::Eq: return {"eq", "eqref"};
    case AbstractHeapType::I31: return {"i31", "i31ref"};
    case AbstractHeapType::Struct: return {"struct", "structref"};
    case AbstractHeapType::Array: return {"array", "arrayref"};
    case AbstractHeapType::Exn: return {"exn", "exnref"};
    case AbstractHeapType::None: return {"none", "nullref"};
    case AbstractHeapType::NoFunc: return {"nofunc", "nullfuncref"};
    case AbstractHeapType::NoExtern: return {"noextern", "nullexternref"};
    case AbstractHeapType::NoExn: return {"noexn", "nullexnref"};
    case AbstractHeapType::Bottom: break;
  }
  return {"bot", "(ref null bot)"};
}

std::string spelled_list(const std::vector<ValueType>& types) {
  std::string text;
  for (const ValueType& type : types) {
    if (!text.empty()) text += ' ';
    text += spelled(type);
  }
  return text;
}

}  // namespace

std::string spelled(HeapType type) {
  return type.is_index() ? std::to_string(type.type_index()) : names_of(type.abstract()).heap;
}

std::string spelled(ValueType type) {
  switch (type.kind) {
    case ValueType::I32: return "i32";
    case ValueType::I64: return "i64";
    case ValueType::F32: return "f32";
    case ValueType::F64: return "f64";
    case ValueType::V128: return "v128";
    case ValueType::Bottom: return "bot";
    case ValueType::Reference: break;
  }
  if (type.is_nullable && !type.heap.is_index()) return names_of(type.heap.abstract()).nullable;
  return (type.is_nullable ? "(ref null " : "(ref ") + spelled(type.heap) + ")";
}

std::string spelled(const FunctionType& type) {
  const bool is_one_result = type.results.size() == 1;
  const std::string results = spelled_list(type.results);
  return "(" + spelled_list(type.parameters) + ") -> " + (is_one_result ? results : "(" + results + ")");
}

}  // namespace translator
