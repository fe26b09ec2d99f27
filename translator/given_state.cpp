// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What functions need of the instance: see given_state.hpp. Needs go from callees to callers, each function once for
// either: the work is linear in the calls.
#include "given_state.hpp"

#include <algorithm>

namespace translator {

namespace {

/// The callers of each function: those of `function` are list[first[function]] up to list[first[function + 1]].
struct Callers {
  Callers(const Module& module, const CallGraph& calls) : first(module.functions.size() + 1) {
    const auto for_each_call = [&](auto visit) {
      for (std::uint32_t caller = module.imported_functions; caller < module.functions.size(); ++caller)
        for (const std::uint32_t callee : calls.calls(caller)) visit(caller, callee);
    };
    for_each_call([&](std::uint32_t, std::uint32_t callee) { ++first[callee + 1]; });
    for (std::size_t i = 1; i < first.size(); ++i) first[i] += first[i - 1];
    list.resize(first.back());
    std::vector<std::uint32_t> next(first.begin(), first.end() - 1);
    for_each_call([&](std::uint32_t caller, std::uint32_t callee) { list[next[callee]++] = caller; });
  }

  std::vector<std::uint32_t> first, list;
};

}  // namespace

GivenState::GivenState(const Module& module, const CallGraph& calls, const ConstantTables& constant_tables,
                       const std::vector<std::uint32_t>& slots, const Metering& metering)
    : is_named_(module.functions.size()), has_entry_(module.functions.size()), needs_(module.functions.size()) {
  find_named(module, calls, constant_tables, slots);
  find_entries(module, calls);
  for (std::uint32_t i = 0; i < needs_.size(); ++i) {
    const bool is_import = module.functions[i].is_import();
    const bool needs_all = (is_named_[i] && !has_entry_[i]) || (!is_import && calls.makes_tail_calls(i));
    needs_[i] = needs_all ? StateNeeds{true, true} : is_import ? StateNeeds{true, false} : calls.needs(i);
    needs_[i].instance |= metering.asks_instance();
  }
  pass_on(module, calls);
  for (std::uint32_t i = 0; i < needs_.size(); ++i)
    if (needs_[i].instance && needs_[i].memory) has_entry_[i] = false;
}

void GivenState::find_named(const Module& module, const CallGraph& calls, const ConstantTables& constant_tables,
                            const std::vector<std::uint32_t>& slots) {
  for (std::uint32_t i = module.imported_functions; i < is_named_.size(); ++i) is_named_[i] = slots[i] != no_index;
  for (std::uint32_t table = 0; table < module.tables.size(); ++table)
    for (const std::uint32_t function : constant_tables.elements(table))
      if (function != no_index) is_named_[function] = true;
  if (module.start != no_index) is_named_[module.start] = true;
  for (std::uint32_t caller = module.imported_functions; caller < is_named_.size(); ++caller) {
    if (!calls.has_try(caller)) continue;
    for (const std::uint32_t callee : calls.tail_calls(caller))
      if (callee >= module.imported_functions) is_named_[callee] = true;
  }
}

/// Those that may have one: which of them need both is not known yet.
void GivenState::find_entries(const Module& module, const CallGraph& calls) {
  for (std::uint32_t i = module.imported_functions; i < has_entry_.size(); ++i) {
    const std::vector<std::uint32_t>& callees = calls.calls(i);
    has_entry_[i] = is_named_[i] && !calls.makes_tail_calls(i) && std::binary_search(callees.begin(), callees.end(), i);
  }
}

void GivenState::pass_on(const Module& module, const CallGraph& calls) {
  const Callers callers(module, calls);
  for (bool StateNeeds::*const need : {&StateNeeds::instance, &StateNeeds::memory}) {
    std::vector<std::uint32_t> waiting;
    for (std::uint32_t i = 0; i < needs_.size(); ++i)
      if (needs_[i].*need) waiting.push_back(i);
    while (!waiting.empty()) {
      const std::uint32_t callee = waiting.back();
      waiting.pop_back();
      for (std::uint32_t i = callers.first[callee]; i < callers.first[callee + 1]; ++i) {
        StateNeeds& caller = needs_[callers.list[i]];
        if (!(caller.*need)) waiting.push_back(callers.list[i]);
        caller.*need = true;
      }
    }
  }
}

}  // namespace translator
