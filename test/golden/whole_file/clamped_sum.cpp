// clamped_sum.cpp: made by wasm2cpp 0.1.0 from clamped_sum.wat. Do not edit.
#include "clamped_sum.hpp"

WASM2CPP_GUEST_CODE_BEGIN
namespace clamped_sum::code {

type_id types[2];

WASM2CPP_INLINE static void report(state* self, u32 p0) {
  return call<void(u32)>(self->imported_function[0], p0);
}
WASM2CPP_GUEST static u32 clamped_sum(state* self, mem32 m, u32, u32, u32);

// func 1 $clamped_sum (i32 i32 i32) -> i32
WASM2CPP_GUEST static u32 clamped_sum(state* self, mem32 m, u32 ptr, u32 n, u32 limit) {
  u32 acc = 0;
  u64 w4;
  u64 w5;
  if (i32_gt_s(n, 0)) {
    w5 = ptr;
    w4 = strip(m, trips_until(n, 0, -1), w5, 4, 12);
    if (w4 != 0) {
      const near_memory t0 = near(m);
      WASM2CPP_STRIP
      do {
        acc = acc + i32_load(t0, in_strip(w5, 0), 8);
        ptr = ptr + 4;
        n = n - 1;
        w5 = w5 + 4;
        w4 = w4 - 1;
      } while (w4 != 0);
      if (n == 0) goto L3;
    }
    do {
      acc = acc + i32_load(m, ptr, 8);
      ptr = ptr + 4;
      n = n - 1;
    } while (n != 0);
L3:;
  }
  self->calls = self->calls + 1;
  report(self, self->calls);
  const u32 result = acc < limit ? acc : limit;
  keep_frame();
  return result;
}

static const function_name name_list_0[] = {
  {reinterpret_cast<void (*)()>(clamped_sum), "clamped_sum"},
};
static const name_table names_0 = {name_list_0, sizeof name_list_0 / sizeof *name_list_0};
static const unsigned char data_0[] =
  "\1\0\0\0\2\0\0\0";
static const data_run data_runs_0[] = {
  {8, 8},
};

static void initialize_0(state* self, mem32 m) {
  self->calls = 0;
  data_init_runs(self->memory_space[0], data_runs_0 + 0, 1, data_0 + 0);
}

static void initialize(instance_state* base) {
  state* const self = static_cast<state*>(base);
  initialize_0(self, self->m);
}

}  // namespace clamped_sum::code

namespace clamped_sum::code {

static const value_type type_parameters_0[] = {{.kind = kind_i32}};
static const value_type type_parameters_1[] = {{.kind = kind_i32}, {.kind = kind_i32}, {.kind = kind_i32}};
static const value_type type_results_1[] = {{.kind = kind_i32}};
static const type_description type_list[] = {
  {.group_end = 1, .parameters = type_parameters_0, .parameter_count = 1, .invoke = invoke<void(u32)>},
  {.group_begin = 1, .group_end = 2, .parameters = type_parameters_1, .parameter_count = 3, .results = type_results_1, .result_count = 1, .invoke = invoke<u32(u32, u32, u32)>},
};
static const import_description import_list[] = {
  {.module = {"host", 4}, .name = {"report", 6}, .kind = external_function, .index = 0},
};
static const memory_description memory_list[] = {
  {.min = 1},
};
static const global_description global_list[] = {
  {.type = {.kind = kind_i32}, .is_mutable = true},
};
static const function_description function_list[] = {
  {.code = reinterpret_cast<void (*)()>(clamped_sum), .type_index = 1},
};
static const export_description export_list[] = {
  {.name = {"memory", 6}, .kind = external_memory, .index = 0},
  {.name = {"clamped_sum", 11}, .kind = external_function, .index = 1},
};
static const name_table name_tables[] = {
  names_0,
};
[[gnu::destructor]] static void names_unloaded() { unregister_names(name_tables); }

static void attach(instance_state* base) {
  state* const self = static_cast<state*>(base);
  self->memories = self->memory_space;
  self->imported = self->imported_function;
  self->defined = self->defined_function;
}

static void* global_address(instance_state* base, u32 index) {
  state* const self = static_cast<state*>(base);
  switch (index) {
    case 0: return &self->calls;
    default: return nullptr;
  }
}

static void bind_global(instance_state* base, u32 index, void* cell) {
  state* const self = static_cast<state*>(base);
  switch (index) {
    default: break;
  }
}
static u32 registered;

static const wasm2cpp::module_description module_ = {
  .name = {"clamped_sum", 11},
  .is_checked = is_checked_mode,
  .types = type_list,
  .type_count = 2,
  .type_ids = types,
  .is_registered = &registered,
  .imports = import_list,
  .import_count = 1,
  .memories = memory_list,
  .memory_count = 1,
  .globals = global_list,
  .global_count = 1,
  .functions = function_list,
  .function_count = sizeof function_list / sizeof *function_list,
  .exports = export_list,
  .export_count = 2,
  .name_tables = name_tables,
  .name_table_count = 1,
  .state_size = sizeof(state),
  .state_alignment = alignof(state),
  .attach = attach,
  .global_address = global_address,
  .bind_global = bind_global,
  .initialize = initialize,
};

}  // namespace clamped_sum::code

namespace clamped_sum {
const wasm2cpp::module_description& description() noexcept { return code::module_; }
}  // namespace clamped_sum
WASM2CPP_GUEST_CODE_END

namespace clamped_sum {

static std::vector<wasm2cpp::external> externals_of(const imports& i) {
  return {
    i.host.report,
  };
}

instance::instance(imports imports) : self_(wasm2cpp::instantiate(description(), ::clamped_sum::externals_of(imports))) {}
instance::instance(const wasm2cpp::store& store, imports imports)
    : self_(wasm2cpp::instantiate(store, description(), ::clamped_sum::externals_of(imports))) {}
instance::instance(wasm2cpp::module_instance existing)
    : self_(wasm2cpp::host::expect_module(std::move(existing), description())) {}
wasm2cpp::result<instance> instance::create(imports imports) {
  return wasm2cpp::host::create<instance>(description(), ::clamped_sum::externals_of(imports));
}
wasm2cpp::result<instance> instance::create(const wasm2cpp::store& store, imports imports) {
  return wasm2cpp::host::create<instance>(store, description(), ::clamped_sum::externals_of(imports));
}

wasm2cpp::memory instance::memory() const {
  return wasm2cpp::host::memory_at(self_, 0);
}
std::uint32_t instance::clamped_sum(std::uint32_t a0, std::uint32_t a1, std::uint32_t a2) {
  return wasm2cpp::host::enter(self_, code::clamped_sum, a0, a1, a2);
}

}  // namespace clamped_sum
