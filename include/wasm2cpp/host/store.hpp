// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The specification's store (section 4.2.3): what instances that can reach each other's functions live in.
//
// A function reference may travel anywhere, through tables, globals, arguments, and it is a bare pointer to a record
// that points to its instance. So nothing that a reference may lead to is freed on its own: instances, tables and host
// functions belong to their store, and all go together when the last handle on the store is gone. A handle is a
// `store`, a `module_instance` (and so every translated class's instance), a `function`, a `table`, or a `global` of
// one of its instances.
//
//   wasm2cpp::store store;
//   a::instance first{store};
//   b::instance second{store, {.env = {.f = handle_of(first).function<std::uint32_t()>("f")}}};
//
// An instance made without naming a store joins the store of what it imports, or gets one of its own.
//
// Memories, and host globals that hold numbers, may be shared between stores: they hold no references, are counted each
// by itself, and are kept by every store that uses them.
//
// Invariant: what a store owns holds no handle on that store. (A host function that captures such a handle by value
// breaks it, and leaks the store; capture a reference.)
// A store and its instances are used by one thread at a time; different stores by different threads.
#pragma once

#include <cstring>
#include <new>
#include <string_view>
#include <utility>
#include <vector>

#include <wasm2cpp/guest/interruption.hpp>
#include <wasm2cpp/guest/roots.hpp>
#include <wasm2cpp/host/canonical_type.hpp>
#include <wasm2cpp/host/errors.hpp>
#include <wasm2cpp/host/invoke.hpp>
#include <wasm2cpp/host/limits.hpp>
#include <wasm2cpp/host/memory_object.hpp>

namespace wasm2cpp {

namespace host {

inline std::string_view view_of(const guest::text& name) { return {name.bytes, name.size}; }

/// References that collected objects may be reached by: all but those to functions, which belong to their stores.
inline bool is_collected(const canonical_value& type) {
  if (!type.is_reference()) return false;
  if (type.type) return type.type->kind != guest::type_function;
  return type.heap != guest::heap_func && type.heap != guest::heap_nofunc;
}

/// A table with what the host must know to check its use.
struct table_object final : reference_counted, guest::table_data {
  explicit table_object(const canonical_value& element_type) : guest::table_data{}, element(element_type) {
    roots.set.range = elements_of;
    roots.table = this;
    if (is_collected(element)) guest::add_roots(roots.set);
  }
  table_object(const table_object&) = delete;
  table_object& operator=(const table_object&) = delete;
  ~table_object() override {
    if (is_collected(element)) guest::remove_roots(roots.set);
    guest::destroy_table(*this);
  }
  /// The object around table data that a module's state points to.
  static table_object* of(guest::table_data* data) { return static_cast<table_object*>(data); }

  canonical_value element;

 private:
  struct {
    guest::root_set set{};
    const table_object* table = nullptr;
  } roots;
  static guest::root_range elements_of(const guest::root_set* set) {
    const table_object& table = *reinterpret_cast<const decltype(roots)*>(set)->table;
    return {table.elements, static_cast<std::size_t>(table.size)};
  }
};

/// Words that stay where they are and may hold references: an instance's state, a host global's cell.
class fixed_roots final : public reference_counted {
 public:
  fixed_roots(const void* begin, std::size_t bytes)
      : node_{{range_of, nullptr, nullptr}, {begin, bytes / sizeof(void*)}} {
    guest::add_roots(node_.set);
  }
  fixed_roots(const fixed_roots&) = delete;
  fixed_roots& operator=(const fixed_roots&) = delete;
  ~fixed_roots() override { guest::remove_roots(node_.set); }

 private:
  struct node {
    guest::root_set set;
    guest::root_range range;
  };
  static guest::root_range range_of(const guest::root_set* set) { return reinterpret_cast<const node*>(set)->range; }
  node node_;
};

/// A tag; owned by the stores in which it is used.
struct tag_object final : reference_counted, guest::tag_identity {
  explicit tag_object(type_id tag_type) : guest::tag_identity{tag_type} {}
  /// The object around the identity that a module's state or a package points to.
  static tag_object* of(const guest::tag_identity* identity) {
    return const_cast<tag_object*>(static_cast<const tag_object*>(identity));
  }
};

/// A host function's callable, whatever its type. `code` is called with the host_function as its instance.
class callable_object : public reference_counted {
 public:
  void (*code)() = nullptr;
  type_id type = nullptr;
  void (*invoke)(const guest::function*, const guest::untyped_value*, guest::untyped_value*) = nullptr;
};

/// A host function in a store: it takes the place of an instance in the calls of guest code, with `module` null.
struct host_function final : guest::instance_state, reference_counted {
  host_function(store_data& owner, ref<callable_object> callable_, guest::instance_state* importer_, type_id type)
      : guest::instance_state{},
        record{callable_->code, this, type, nullptr},
        importer(importer_),
        callable(std::move(callable_)) {
    store = &owner;
  }
  guest::function record;
  guest::instance_state* importer;                ///< whose import it is; null for store::make_function
  guest::memory_data* importer_memory = nullptr;  ///< what caller::memory means, once it was asked
  ref<callable_object> callable;
};

/// A module's state, in memory of its module's alignment. (std::unique_ptr would do, but <memory> is a sixth of
/// what there is to parse for the file that defines a class.)
class owned_state {
 public:
  explicit owned_state(guest::instance_state* state = nullptr) : state_(state) {}
  owned_state(owned_state&& other) noexcept : state_(std::exchange(other.state_, nullptr)) {}
  owned_state& operator=(owned_state other) noexcept {
    std::swap(state_, other.state_);
    return *this;
  }
  ~owned_state() {
    if (!state_) return;
    ::operator delete(static_cast<void*>(state_), static_cast<std::align_val_t>(state_->module->state_alignment));
  }

  guest::instance_state* get() const { return state_; }
  guest::instance_state* operator->() const { return state_; }
  explicit operator bool() const { return state_; }

 private:
  guest::instance_state* state_;
};

}  // namespace host

/// What a store owns. For the runtime.
struct store_data final : host::reference_counted {
  explicit store_data(const store_limits& limits_ = {})
      : store_data(limits_, host::make_budget(limits_.memory_bytes), host::make_budget(limits_.table_elements),
                   host::make_budget(limits_.instances)) {
    execution.fuel = limits.fuel;
  }
  /// For another thread of the parent's guests, made by the thread that runs them: what the two take counts together.
  /// Half of the parent's fuel moves here, and what is left of it in the end to the budget `unused_fuel`.
  explicit store_data(const host::ref<store_data>& parent)
      : store_data(parent->limits, parent->memory_budget, parent->table_budget, parent->instance_budget) {
    parent->take_back_fuel();
    execution.fuel = parent->execution.fuel;
    if (!parent->is_fuel_limited()) return;
    if (!parent->unused_fuel) parent->unused_fuel = host::make_ref<host::budget_object>(std::uint64_t{0});
    unused_fuel = parent->unused_fuel;
    execution.fuel /= 2;
    parent->execution.fuel -= execution.fuel;
  }

 private:
  store_data(const store_limits& limits_, host::ref<host::budget_object> memory, host::ref<host::budget_object> table,
             host::ref<host::budget_object> instance)
      : limits(limits_),
        memory_budget(std::move(memory)),
        table_budget(std::move(table)),
        instance_budget(std::move(instance)) {
    exceptions.store = this;
    exceptions.retain_store = [](store_data* store) { store->retain(); };
    exceptions.release_store = [](store_data* store) { store->release(); };
    exceptions.mark_roots = [](store_data* store, guest::exception_marker& marker) { store->mark_exceptions(marker); };
    execution.exceptions = &exceptions;
    exceptions.lost.heap = &exceptions;
    exceptions.lost.pins = guest::exception_package::captured_bit;
  }

 public:
  const store_limits limits;
  const host::ref<host::budget_object> memory_budget, table_budget, instance_budget;  ///< null: no limit
  host::ref<host::budget_object> unused_fuel;  ///< of stores with this parent, or with the same; null: of none
  std::vector<host::owned_state> instances;
  std::vector<host::table_object*> tables;
  std::vector<host::ref<host::reference_counted>> roots,  ///< those of `instances` that may hold collected objects
      own,                                                ///< `tables`, and host functions
      shared;  ///< memories, tags, host globals, other stores whose globals are used
  guest::exception_heap exceptions{};
  guest::execution execution{};
  std::vector<const guest::untyped_value*> exception_cells;  ///< of host globals that hold exnrefs; in `shared`
  host::ref<host::reference_counted> managed;  ///< C++ objects that guests hold as externrefs (managed.hpp)

  /// Memory for an instance; null: the system does not give so much.
  static host::owned_state make_state(const module_description& module) {
    const auto alignment = static_cast<std::align_val_t>(module.state_alignment);
    void* const space = ::operator new(module.state_size, alignment, std::nothrow);
    if (!space) return host::owned_state();
    std::memset(space, 0, module.state_size);
    auto* const state = static_cast<guest::instance_state*>(space);
    state->module = &module;
    return host::owned_state(state);
  }
  /// The store owns it from now on. False: that would be more instances than it may have.
  bool add_instance(host::owned_state made) {
    instances.push_back(std::move(made));
    if (!guest::take(instance_budget.get(), 1)) return instances.pop_back(), false;
    guest::instance_state* const state = instances.back().get();
    const module_description& module = *state->module;
    state->store = this;
    state->exceptions = &exceptions;
    state->running = &execution;
    if (module.uses_exceptions) use_exceptions();
    exceptions.is_in_objects |= has_fields_of_exceptions(module);
    if (module.holds_references) roots.push_back(host::make_ref<host::fixed_roots>(state, module.state_size));
    return true;
  }
  /// How much the store owns at a moment.
  struct extent {
    std::size_t instances, tables, roots, own, shared;
  };
  extent owned() const { return {instances.size(), tables.size(), roots.size(), own.size(), shared.size()}; }
  /// Frees what it owns since then, to which nothing may refer.
  void give_back_to(const extent& before) {
    guest::give_back(instance_budget.get(), instances.size() - before.instances);
    tables.resize(before.tables);
    roots.resize(before.roots);
    own.resize(before.own);
    shared.resize(before.shared);
    instances.resize(before.instances);
  }
  /// So much that nobody can use it up is no limit.
  bool is_fuel_limited() const { return execution.fuel <= store_limits::none / 2; }
  void set_fuel(std::uint64_t amount) {
    execution.fuel = amount;
    unused_fuel = {};  // it was part of what the guests had before
  }
  /// For the thread that runs the guests.
  void take_back_fuel() {
    if (unused_fuel && is_fuel_limited())
      execution.fuel += __atomic_exchange_n(&unused_fuel->left, std::uint64_t{0}, __ATOMIC_RELAXED);
  }
  /// Entries are noted from now on; calls that are under way are not (guest/exception_sweep.hpp).
  void use_exceptions() {
    if (exceptions.is_used) return;
    exceptions.is_used = true;
    if (__atomic_load_n(&execution.runner, __ATOMIC_RELAXED) == 0) return;
    exceptions.unseen.outside = guest::unwinding_now();
    exceptions.innermost = &exceptions.unseen;
  }
  host::table_object* add_table(const host::canonical_value& element) {
    auto* const table = add_own(new host::table_object(element));
    tables.push_back(table);
    return table;
  }
  /// As an import it has the type that is imported: its callable's, or one that C++ tells less of.
  const guest::function* add_host_function(host::ref<host::callable_object> callable, guest::instance_state* importer,
                                           host::type_id type = nullptr) {
    if (!type) type = callable->type;
    return &add_own(new host::host_function(*this, std::move(callable), importer, type))->record;
  }
  host::tag_object* add_tag(host::type_id type) {
    host::ref<host::tag_object> tag = host::make_ref<host::tag_object>(type);
    keep(tag);
    return tag.get();
  }
  /// Keeps an object as long as the store; itself it must not keep.
  void keep(host::ref<host::reference_counted> object) {
    if (object && object.get() != this) shared.push_back(std::move(object));
  }

 private:
  template <class T>
  T* add_own(T* object) {
    own.push_back(host::ref<host::reference_counted>(object));
    return object;
  }

  static bool has_fields_of_exceptions(const module_description& module) {
    const auto is_exception = [](const guest::value_type& type) {
      return type.kind == guest::kind_reference && (type.heap == guest::heap_exn || type.heap == guest::heap_noexn);
    };
    for (std::uint32_t i = 0; i < module.type_count; ++i) {
      const guest::type_description& type = module.types[i];
      for (std::uint32_t k = 0; k < type.field_count; ++k)
        if (is_exception(type.fields[k].type)) return true;
    }
    return false;
  }

  /// All that holds exnrefs, but for frames. An instance's state is read as a whole: its globals and element segments.
  void mark_exceptions(guest::exception_marker& marker) const {
    for (const host::owned_state& state : instances)
      if (state->module->uses_exceptions)
        guest::mark_words(marker, state.get(), reinterpret_cast<const char*>(state.get()) + state->module->state_size);
    for (const host::table_object* table : tables)
      if (!table->element.type && table->element.heap == guest::heap_exn)
        guest::mark_words(marker, table->elements, table->elements + table->size);
    for (const guest::untyped_value* cell : exception_cells) guest::mark_words(marker, cell, cell + 1);
  }

  ~store_data() override {
    roots.clear();
    guest::free_exceptions(exceptions);
    guest::give_back(instance_budget.get(), instances.size());
    instances.clear();
    guest::give_back(unused_fuel.get(), execution.fuel);
  }
};

template <class Signature>
class function;

/// A handle on a store; copies mean the same one.
class store {
 public:
  store() : data_(host::make_ref<store_data>()) {}  ///< a new, empty store
  explicit store(const store_limits& limits) : data_(host::make_ref<store_data>(limits)) {}
  explicit store(host::ref<store_data> data) : data_(std::move(data)) {}

  /// A host function that belongs to the store, such as for a table's elements. Without `Signature` that of the
  /// callable is taken. As in function_import, it may take `caller&` first (which then has no instance).
  template <class Signature = void, class F>
  auto make_function(F callable) const;  // in function.hpp

  friend bool operator==(const store&, const store&) = default;
  const host::ref<store_data>& data() const& { return data_; }  ///< for the runtime
  host::ref<store_data> data() && { return std::move(data_); }

 private:
  host::ref<store_data> data_;
};

}  // namespace wasm2cpp
