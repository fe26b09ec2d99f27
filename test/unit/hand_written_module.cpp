// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The bodies of the hand-written modules; see the header. Guest code stands first, then what describes the module, then
// the members of its class.
#include "hand_written_module.hpp"

WASM2CPP_GUEST_CODE_BEGIN

namespace hand::code {
using namespace wasm2cpp::guest;

extern WASM2CPP_HIDDEN type_id types[6];
type_id types[6];

// func 1 $sum
WASM2CPP_GUEST static void sum(state*, mem32 m) { i32_store(m, 8, i32_load(m, 0, 0) + i32_load(m, 4, 0), 0); }

// func 2 $two (i32) -> i32 f32
WASM2CPP_GUEST static values<u32, f32> two(state* self, mem32, u32 a) {
  const values<u32, f32> t0 = call<values<u32, f32>(u32)>(self->imported_function[0], a);
  return values_of<u32, f32>(get<0>(t0), get<1>(t0));
}

// func 3 $call_element (i32 i32) -> i32
WASM2CPP_GUEST static u32 call_element(state* self, mem32, u32 index, u32 a) {
  return call_indirect<u32(u32)>(self->table_space[0], index, types[3], a);
}

// func 4 $twice (i32) -> i32
WASM2CPP_GUEST static u32 twice(state*, mem32, u32 a) { return a + a; }

// func 5 $give (funcref) -> funcref
WASM2CPP_GUEST static funcref give(state*, mem32, funcref r) { return r; }

// func 6 $count -> i64
WASM2CPP_GUEST static u64 count(state* self, mem32) {
  self->g1 = self->g1 + 1;
  *self->g0 = *self->g0 + 1;
  return *self->g0;
}

static void attach(instance_state* base) {
  state* const self = static_cast<state*>(base);
  self->memories = self->memory_space;
  self->tables = self->table_space;
  self->imported = self->imported_function;
  self->defined = self->defined_function;
}

static void* global_address(instance_state* base, u32 index) {
  state* const self = static_cast<state*>(base);
  switch (index) {
    case 0:
      return self->g0;
    default:
      return &self->g1;
  }
}

static void bind_global(instance_state* base, u32, void* cell) {
  static_cast<state*>(base)->g0 = static_cast<u64*>(cell);
}

static void initialize(instance_state* base) {
  state* const self = static_cast<state*>(base);
  self->g1 = 7;
  static const u32 element_0[] = {4, no_slot};
  table_init_active(self, self->table_space[0], 0, element_0, 2);
  data_init(self->memory_space[0], 100, "hello", 5);
}

static u32 registered;
static const value_type i32s[] = {{.kind = kind_i32}, {.kind = kind_i32}};
static const value_type i32_f32[] = {{.kind = kind_i32}, {.kind = kind_f32}};
static const value_type i64s[] = {{.kind = kind_i64}};
static const value_type funcrefs[] = {{.kind = kind_reference, .nullable = 1, .heap = heap_func}};
static const type_description type_list[] = {
    {.group_begin = 0,
     .group_end = 1,
     .parameters = i32s,
     .parameter_count = 1,
     .results = i32_f32,
     .result_count = 2,
     .invoke = invoke<values<u32, f32>(u32)>},
    {.group_begin = 1, .group_end = 2, .invoke = invoke<void()>},
    {.group_begin = 2,
     .group_end = 3,
     .parameters = i32s,
     .parameter_count = 2,
     .results = i32s,
     .result_count = 1,
     .invoke = invoke<u32(u32, u32)>},
    {.group_begin = 3,
     .group_end = 4,
     .parameters = i32s,
     .parameter_count = 1,
     .results = i32s,
     .result_count = 1,
     .invoke = invoke<u32(u32)>},
    {.group_begin = 4,
     .group_end = 5,
     .parameters = funcrefs,
     .parameter_count = 1,
     .results = funcrefs,
     .result_count = 1,
     .invoke = invoke<funcref(funcref)>},
    {.group_begin = 5, .group_end = 6, .results = i64s, .result_count = 1, .invoke = invoke<u64()>},
};
static const import_description import_list[] = {
    {.module = {"js", 2}, .name = {"mem", 3}, .kind = external_memory, .index = 0},
    {.module = {"js", 2}, .name = {"tab", 3}, .kind = external_table, .index = 0},
    {.module = {"js", 2}, .name = {"g", 1}, .kind = external_global, .index = 0},
    {.module = {"js", 2}, .name = {"f", 1}, .kind = external_function, .index = 0},
};
static const memory_description memory_list[] = {{.min = 1}};
static const table_description table_list[] = {{.min = 2, .max = 10, .has_max = true}};
static const global_description global_list[] = {
    {.type = {.kind = kind_i64}, .is_mutable = true},
    {.type = {.kind = kind_i32}, .is_mutable = true},
};
static const function_description function_list[] = {
    {.code = reinterpret_cast<void (*)()>(sum), .type_index = 1},
    {.code = reinterpret_cast<void (*)()>(two), .type_index = 0},
    {.code = reinterpret_cast<void (*)()>(call_element), .type_index = 2},
    {.code = reinterpret_cast<void (*)()>(twice), .type_index = 3},
    {.code = reinterpret_cast<void (*)()>(give), .type_index = 4},
    {.code = reinterpret_cast<void (*)()>(count), .type_index = 5},
};
static const export_description export_list[] = {
    {.name = {"sum", 3}, .kind = external_function, .index = 1},
    {.name = {"two", 3}, .kind = external_function, .index = 2},
    {.name = {"call_element", 12}, .kind = external_function, .index = 3},
    {.name = {"twice", 5}, .kind = external_function, .index = 4},
    {.name = {"give", 4}, .kind = external_function, .index = 5},
    {.name = {"count", 5}, .kind = external_function, .index = 6},
    {.name = {"f", 1}, .kind = external_function, .index = 0},
    {.name = {"mem", 3}, .kind = external_memory, .index = 0},
    {.name = {"tab", 3}, .kind = external_table, .index = 0},
    {.name = {"g", 1}, .kind = external_global, .index = 0},
    {.name = {"counter", 7}, .kind = external_global, .index = 1},
};
static const function_name name_list[] = {
    {reinterpret_cast<void (*)()>(sum), "sum"},
    {reinterpret_cast<void (*)()>(two), "two"},
    {reinterpret_cast<void (*)()>(call_element), "call_element"},
    {reinterpret_cast<void (*)()>(twice), "twice"},
    {reinterpret_cast<void (*)()>(give), "give"},
    {reinterpret_cast<void (*)()>(count), "count"},
};
static const name_table name_tables[] = {{name_list, 6}};
static const wasm2cpp::module_description description = {
    .name = {"hand", 4},
    .is_checked = is_checked_mode,
    .types = type_list,
    .type_count = 6,
    .type_ids = types,
    .is_registered = &registered,
    .imports = import_list,
    .import_count = 4,
    .memories = memory_list,
    .memory_count = 1,
    .tables = table_list,
    .table_count = 1,
    .globals = global_list,
    .global_count = 2,
    .functions = function_list,
    .function_count = 6,
    .exports = export_list,
    .export_count = 11,
    .name_tables = name_tables,
    .name_table_count = 1,
    .state_size = sizeof(state),
    .state_alignment = alignof(state),
    .attach = attach,
    .global_address = global_address,
    .bind_global = bind_global,
    .initialize = initialize,
};

}  // namespace hand::code

namespace lone::code {
using namespace wasm2cpp::guest;

extern WASM2CPP_HIDDEN type_id types[3];
type_id types[3];

WASM2CPP_GUEST static u32 add(state*, mem32, u32 a, u32 b) { return a + b; }
WASM2CPP_GUEST static u32 peek(state*, mem32 m, u32 address) { return i32_load(m, address, 0); }
WASM2CPP_GUEST static u32 divide(state*, mem32, u32 a, u32 b) { return i32_div_s(a, b); }
WASM2CPP_GUEST static void unreachable_(state*, mem32) { trap_unreachable(); }
WASM2CPP_GUEST static u32 recurse(state* self, mem32 m, u32 n) {
  const u32 t0 = recurse(self, m, n + 1);
  keep_frame();
  return t0;
}
WASM2CPP_GUEST static u32 grow(state* self, mem32, u32 pages) { return u32(memory_grow(self->memory_space[0], pages)); }

static void attach(instance_state* base) {
  state* const self = static_cast<state*>(base);
  self->memories = self->memory_space;
  self->defined = self->defined_function;
}

static u32 registered;
static const value_type i32s[] = {{.kind = kind_i32}, {.kind = kind_i32}};
static const type_description type_list[] = {
    {.group_begin = 0,
     .group_end = 1,
     .parameters = i32s,
     .parameter_count = 2,
     .results = i32s,
     .result_count = 1,
     .invoke = invoke<u32(u32, u32)>},
    {.group_begin = 1,
     .group_end = 2,
     .parameters = i32s,
     .parameter_count = 1,
     .results = i32s,
     .result_count = 1,
     .invoke = invoke<u32(u32)>},
    {.group_begin = 2, .group_end = 3, .invoke = invoke<void()>},
};
static const memory_description memory_list[] = {{.min = 1, .max = 3, .has_max = true}};
static const function_description function_list[] = {
    {.code = reinterpret_cast<void (*)()>(add), .type_index = 0},
    {.code = reinterpret_cast<void (*)()>(peek), .type_index = 1},
    {.code = reinterpret_cast<void (*)()>(divide), .type_index = 0},
    {.code = reinterpret_cast<void (*)()>(unreachable_), .type_index = 2},
    {.code = reinterpret_cast<void (*)()>(recurse), .type_index = 1},
    {.code = reinterpret_cast<void (*)()>(grow), .type_index = 1},
};
static const export_description export_list[] = {
    {.name = {"add", 3}, .kind = external_function, .index = 0},
    {.name = {"peek", 4}, .kind = external_function, .index = 1},
    {.name = {"divide", 6}, .kind = external_function, .index = 2},
    {.name = {"unreachable", 11}, .kind = external_function, .index = 3},
    {.name = {"recurse", 7}, .kind = external_function, .index = 4},
    {.name = {"grow", 4}, .kind = external_function, .index = 5},
    {.name = {"memory", 6}, .kind = external_memory, .index = 0},
};
static const function_name name_list[] = {
    {reinterpret_cast<void (*)()>(add), "add"},         {reinterpret_cast<void (*)()>(peek), "peek"},
    {reinterpret_cast<void (*)()>(divide), "divide"},   {reinterpret_cast<void (*)()>(unreachable_), "unreachable"},
    {reinterpret_cast<void (*)()>(recurse), "recurse"}, {reinterpret_cast<void (*)()>(grow), "grow"},
};
static const name_table name_tables[] = {{name_list, 6}};
static const wasm2cpp::module_description description = {
    .name = {"lone", 4},
    .is_checked = is_checked_mode,
    .types = type_list,
    .type_count = 3,
    .type_ids = types,
    .is_registered = &registered,
    .memories = memory_list,
    .memory_count = 1,
    .functions = function_list,
    .function_count = 6,
    .exports = export_list,
    .export_count = 7,
    .name_tables = name_tables,
    .name_table_count = 1,
    .state_size = sizeof(state),
    .state_alignment = alignof(state),
    .attach = attach,
};

}  // namespace lone::code

WASM2CPP_GUEST_CODE_END

namespace hand {

const wasm2cpp::module_description& description() noexcept { return code::description; }

/// In the import section's order.
static std::vector<wasm2cpp::external> externals(const imports& i) { return {i.js.mem, i.js.tab, i.js.g, i.js.f}; }

instance::instance(imports imports) : self_(wasm2cpp::instantiate(description(), externals(imports))) {}
instance::instance(const wasm2cpp::store& store, imports imports)
    : self_(wasm2cpp::instantiate(store, description(), externals(imports))) {}
instance::instance(wasm2cpp::module_instance existing)
    : self_(wasm2cpp::host::expect_module(std::move(existing), description())) {}
wasm2cpp::result<instance> instance::create(imports imports) {
  return wasm2cpp::host::create<instance>(description(), externals(imports));
}
wasm2cpp::result<instance> instance::create(const wasm2cpp::store& store, imports imports) {
  return wasm2cpp::host::create<instance>(store, description(), externals(imports));
}

void instance::sum() { return wasm2cpp::host::enter(self_, code::sum); }
std::tuple<std::uint32_t, float> instance::two(std::uint32_t a) { return wasm2cpp::host::enter(self_, code::two, a); }
std::uint32_t instance::call_element(std::uint32_t index, std::uint32_t a) {
  return wasm2cpp::host::enter(self_, code::call_element, index, a);
}
std::uint32_t instance::twice(std::uint32_t a) { return wasm2cpp::host::enter(self_, code::twice, a); }
wasm2cpp::funcref instance::give(wasm2cpp::funcref r) { return wasm2cpp::host::enter(self_, code::give, r); }
std::uint64_t instance::count() { return wasm2cpp::host::enter(self_, code::count); }
std::tuple<std::uint32_t, float> instance::f(std::uint32_t a) {
  return wasm2cpp::host::enter_import<std::tuple<std::uint32_t, float>(std::uint32_t)>(self_, 0, a);
}
wasm2cpp::memory instance::mem() const { return wasm2cpp::host::memory_at(self_, 0); }
wasm2cpp::table instance::tab() const { return wasm2cpp::host::table_at(self_, 0); }
wasm2cpp::global<std::uint64_t> instance::g() const { return wasm2cpp::host::global_at<std::uint64_t>(self_, 0); }
wasm2cpp::global<std::uint32_t> instance::counter() const { return wasm2cpp::host::global_at<std::uint32_t>(self_, 1); }

}  // namespace hand

namespace lone {

const wasm2cpp::module_description& description() noexcept { return code::description; }

instance::instance() : self_(wasm2cpp::instantiate(description(), {})) {}
instance::instance(const wasm2cpp::store& store) : self_(wasm2cpp::instantiate(store, description(), {})) {}
instance::instance(wasm2cpp::module_instance existing)
    : self_(wasm2cpp::host::expect_module(std::move(existing), description())) {}
wasm2cpp::result<instance> instance::create() { return wasm2cpp::host::create<instance>(description(), {}); }
wasm2cpp::result<instance> instance::create(const wasm2cpp::store& store) {
  return wasm2cpp::host::create<instance>(store, description(), {});
}

std::uint32_t instance::add(std::uint32_t a, std::uint32_t b) { return wasm2cpp::host::enter(self_, code::add, a, b); }
std::uint32_t instance::peek(std::uint32_t address) { return wasm2cpp::host::enter(self_, code::peek, address); }
std::uint32_t instance::divide(std::uint32_t a, std::uint32_t b) {
  return wasm2cpp::host::enter(self_, code::divide, a, b);
}
void instance::unreachable_() { return wasm2cpp::host::enter(self_, code::unreachable_); }
std::uint32_t instance::recurse(std::uint32_t n) { return wasm2cpp::host::enter(self_, code::recurse, n); }
std::uint32_t instance::grow(std::uint32_t pages) { return wasm2cpp::host::enter(self_, code::grow, pages); }
wasm2cpp::memory instance::memory() const { return wasm2cpp::host::memory_at(self_, 0); }

}  // namespace lone
