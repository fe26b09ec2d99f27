// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Instantiation (specification, section 4.5.4), in its order:
//
//   imports are checked                      a misfit is a link_error; nothing has been written
//   state, memories and tables are made      zeroed; imports are bound. What the store's limits or the system refuse
//                                            is a link_error; nothing can refer to what was made, and it is given back
//   initialize                               emitted code, under a boundary: globals, tables' elements, active
//   segments,
//                                            start. If it traps or throws, what it wrote stays, and the instance stays
//                                            in its store, because tables may hold its functions already
//
// A function import that is given a callable gets a host function of its own in the store, which knows its importer.
//
// What this file does not do: find imports by name (linker.hpp).
#pragma once

#include <vector>

#include <wasm2cpp/host/link.hpp>

namespace wasm2cpp {

namespace host {

class instantiation {
 public:
  instantiation(const module_description& module, ref<store_data> home, guest::instance_state* state)
      : module_(module), home_(std::move(home)), state_(state) {
    for (std::uint32_t i = 0; i < module.import_count; ++i)
      if (module.imports[i].kind == guest::external_function) ++state_->imported_function_count;
    if (module.attach) module.attach(state_);
  }

  void bind(const std::vector<external>& imports) {
    for (std::uint32_t i = 0; i < module_.import_count; ++i) {
      switch (module_.imports[i].kind) {
        case guest::external_function:
          state_->imported[functions_++] =
              bind_function(imports[i].function_source(), module_.type_ids[module_.imports[i].index]);
          break;
        case guest::external_table:
          state_->tables[tables_++] = imports[i].as_table().object();
          break;
        case guest::external_memory:
          bind_memory(imports[i].as_memory().object());
          break;
        case guest::external_tag:
          bind_tag(imports[i].tag_location().object);
          break;
        default:
          bind_global(imports[i].global_location());
          break;
      }
    }
  }

  /// None, or why the module's own memories and tables cannot be had.
  std::optional<link_error> make_own() {
    for (; memories_ < module_.memory_count;) {
      const guest::memory_description& description = module_.memories[memories_];
      const ref<memory_object> memory = make_own_memory(description);
      if (!memory) return link_error(why_no_memory(description));
      bind_memory(memory);
    }
    for (; tables_ < module_.table_count; ++tables_) {
      const guest::table_description& description = module_.tables[tables_];
      if (description.is_constant) continue;
      table_object* const table = home_->add_table(canonical(module_, description.element));
      const std::uint64_t max = description.has_max ? description.max
                                : description.is_64 ? ~std::uint64_t{0}
                                                    : 0xffff'ffffu;
      if (!guest::create_table(*table, description.min, max, description.has_max, description.is_64, nullptr,
                               home_->table_budget.get(), home_->limits.guards_tables))
        return link_error(why_no_table(description));
      state_->tables[tables_] = table;
    }
    for (; tags_ < module_.tag_count; ++tags_)
      state_->tags[tags_] = home_->add_tag(module_.type_ids[module_.tags[tags_].type_index]);
    for (std::uint32_t i = 0; i < module_.function_count; ++i) {
      const guest::function_description& function = module_.functions[i];
      state_->defined[i] = {function.code, state_, module_.type_ids[function.type_index], function.tail};
    }
    return std::nullopt;
  }

  /// None, or the trap, or the guest's exception.
  std::optional<error> initialize() {
    if (!module_.initialize) return std::nullopt;
#if WASM2CPP_HAS_EXCEPTIONS
    try {
      return run_initialize();
    } catch (const exception& thrown) {
      return error(thrown);
    }
#else
    return run_initialize();
#endif
  }

  module_instance made() const { return module_instance(store(home_), state_); }

 private:
  std::optional<error> run_initialize() {
    guest::trap_record record;
    const auto body = [](void* p) {
      auto* const state = static_cast<guest::instance_state*>(p);
      state->module->initialize(state);
    };
    if (run_guest(*home_, body, state_, record)) return std::nullopt;
    return error(trap(record));
  }

  const guest::function* bind_function(const function_source& source, type_id type) {
    return source.record ? source.record : home_->add_host_function(source.callable, state_, type);
  }

  void bind_memory(const ref<memory_object>& memory) {
    state_->memories[memories_] = memory.get();
    home_->keep(memory);
    if (memories_++ != 0) return;
    void* const m = module_.is_checked ? static_cast<void*>(state_->memories[0]) : memory->base;
    state_->m = reinterpret_cast<guest::mem32>(m);
  }

  void bind_tag(const ref<tag_object>& tag) {
    state_->tags[tags_++] = tag.get();
    home_->keep(tag);
  }

  void bind_global(const global_location& location) {
    module_.bind_global(state_, globals_++, location.cell);
    home_->keep(location.owner);
  }

  ref<memory_object> make_own_memory(const guest::memory_description& description) const {
    const guest::memory_limits limits{
        .minimum = description.min,
        .maximum = description.has_max ? description.max : largest_memory(description.is_64, description.page_bits),
        .has_maximum = description.has_max,
        .is_64 = description.is_64,
        .is_shared = description.is_shared,
        .page_bits = description.page_bits};
    const bool needs_guard = !module_.is_checked && !limits.is_64 && limits.page_bits == 16;
    ref<memory_object> memory =
        make_memory(limits, needs_guard ? std::nullopt : std::optional<std::uint64_t>(0), home_->memory_budget);
    return memory && needs_guard && !memory->is_guarded ? ref<memory_object>() : memory;
  }

  static bool is_beyond(const ref<budget_object>& budget, std::uint64_t wanted) {
    return budget && __atomic_load_n(&budget->left, __ATOMIC_RELAXED) < wanted;
  }

  std::string why_no_memory(const guest::memory_description& memory) const {
    if (is_beyond(home_->memory_budget, guest::bytes_of_pages(memory.min, memory.page_bits)))
      return joined({"a memory of ", memory.min, " pages is beyond the store's limit"});
    return refused_memory(memory.min, memory.is_shared, memory.max);
  }

  std::string why_no_table(const guest::table_description& table) const {
    if (is_beyond(home_->table_budget, table.min))
      return joined({"a table of ", table.min, " elements is beyond the store's limit"});
    return joined({"no memory for a table of ", table.min, " elements"});
  }

  const module_description& module_;
  ref<store_data> home_;
  guest::instance_state* state_;
  std::uint32_t functions_ = 0, tables_ = 0, memories_ = 0, globals_ = 0, tags_ = 0;  ///< bound so far
};

/// A trap of such a module would look for its boundary in the other copy of the thread's state.
inline link_error foreign_runtime(const module_description& module) {
  return link_error(joined({"module ", quoted(view_of(module.name)),
                            " is of a library with another copy of the runtime: link the program with -rdynamic"}));
}

[[gnu::noinline]] inline result<module_instance> try_instantiate(ref<store_data> home, const module_description& module,
                                                                 const std::vector<external>& imports) {
  if (module.runtime != &guest::reservations) return error(foreign_runtime(module));
  if (module.collector && !guest::start_collector(*module.collector))
    return error(link_error("the garbage collector cannot be started"));
  type_registry::get().register_module(module);
  if (std::optional<link_error> misfit = check_imports(module, imports, home)) return error(*misfit);
  owned_state made = store_data::make_state(module);
  if (!made) return error(link_error(joined({"no memory for the ", module.state_size, " bytes of an instance"})));
  guest::instance_state* const state = made.get();
  const store_data::extent before = home->owned();
  if (!home->add_instance(std::move(made)))
    return error(link_error(joined({"the store may hold ", home->limits.instances, " instances"})));
  instantiation instance(module, home, state);
  instance.bind(imports);
  if (std::optional<link_error> refused = instance.make_own()) return home->give_back_to(before), error(*refused);
  if (std::optional<error> failed = instance.initialize()) return *failed;
  return instance.made();
}

inline module_instance value_or_fail(result<module_instance> made) {
  if (!made) return fail(made.error()), module_instance();
  return *std::move(made);
}

/// For a translated class's `create`.
template <class Instance>
result<Instance> as_instance(const result<module_instance>& made) {
  if (!made) return made.error();
  return Instance(*made);
}
template <class Instance>
result<Instance> create(const store& store, const module_description& module, const std::vector<external>& imports) {
  return as_instance<Instance>(try_instantiate(store.data(), module, imports));
}
template <class Instance>
result<Instance> create(const module_description& module, const std::vector<external>& imports) {
  return as_instance<Instance>(try_instantiate({}, module, imports));
}

/// For a translated class that is given an instance: throws link_error if it is of another module.
inline module_instance expect_module(module_instance existing, const module_description& module) {
  if (existing && &existing.description() == &module) return existing;
  fail(link_error(joined({"the instance is not one of module ", quoted(view_of(module.name))})));
  return module_instance();
}

}  // namespace host

/// Makes an instance of `module` in `store`; `imports` are in the order of its import section. Throws link_error, trap
/// or exception.
inline module_instance instantiate(const store& store, const module_description& module,
                                   const std::vector<external>& imports) {
  return host::value_or_fail(host::try_instantiate(store.data(), module, imports));
}
/// The same in the store of its imports, or in a new one.
inline module_instance instantiate(const module_description& module, const std::vector<external>& imports) {
  return host::value_or_fail(host::try_instantiate({}, module, imports));
}

}  // namespace wasm2cpp
