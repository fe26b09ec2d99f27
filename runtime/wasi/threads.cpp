// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Threads of guests: how they come to be and how they all end.
#include "threads.hpp"

#include <sys/eventfd.h>

#include <algorithm>
#include <chrono>
#include <limits>
#include <system_error>
#include <utility>

#include "state.hpp"

namespace wasm2cpp {

namespace wasi {
namespace {

constexpr const char* spawning_module = "wasi";
constexpr const char* spawning_name = "thread-spawn";
constexpr const char* entry = "wasi_thread_start";
/// Numbers of threads are below 2^29: guests keep marks in the upper bits.
constexpr u32 largest_number = (u32{1} << 29) - 1;

/// What `body` throws; null if it returns. Our own errors are thrown inside, whatever the host is compiled with.
template <class Body>
std::exception_ptr thrown_by(Body body) {
  const host::waiting_scope is_thrown(false);
  try {
    body();
    return nullptr;
  } catch (...) {
    return std::current_exception();
  }
}

/// Throws it; of our own errors as `host::fail` does.
void raise(const std::exception_ptr& why) {
  if (!why) return;
  const result<void> outcome = try_call([&] { std::rethrow_exception(why); });
  if (!outcome) host::fail(outcome.error());
}

/// A callable is a function import's source again; a function of another instance stays in its store.
std::optional<external> import_again(const guest::function& imported) {
  if (imported.self->module) return std::nullopt;
  const auto& function = *static_cast<const host::host_function*>(imported.self);
  return external(host::function_source{{}, nullptr, function.callable});
}

std::optional<external> import_again(guest::memory_data* imported) {
  if (!imported->is_shared) return std::nullopt;
  return memory(host::ref<host::memory_object>(host::memory_object::of(imported)));
}

/// Defines what an instance imports, as far as another store may have it.
void define_imports_of(const guest::instance_state& parent, linker& linker) {
  const module_description& module = *parent.module;
  std::size_t functions = 0, memories = 0;
  for (const guest::import_description& import : std::span(module.imports, module.import_count)) {
    std::optional<external> thing;
    if (import.kind == guest::external_function) thing = import_again(*parent.imported[functions++]);
    if (import.kind == guest::external_memory) thing = import_again(parent.memories[memories++]);
    if (thing) linker.define(host::view_of(import.module), host::view_of(import.name), *thing);
  }
}

/// "The" memory of an instance, as for caller::memory, if it is shared.
std::optional<memory> shared_memory_of(const module_instance& instance) {
  guest::memory_data* const found = instance ? host::default_memory(*instance.state()) : nullptr;
  if (!found || !found->is_shared) return std::nullopt;
  return memory(host::ref<host::memory_object>(host::memory_object::of(found)));
}

bool imports_spawning(const module_description& module) {
  const std::span imports(module.imports, module.import_count);
  return std::any_of(imports.begin(), imports.end(), [](const guest::import_description& import) {
    return host::view_of(import.module) == spawning_module && host::view_of(import.name) == spawning_name;
  });
}

constexpr long between_signals = 500'000;  // nanoseconds; whoever waits for a thread asks it again and again

u32 negative(error_code code) { return u32{0} - static_cast<u32>(code); }

}  // namespace

bool spawns_threads(const module_instance& command) {
  return shared_memory_of(command) && imports_spawning(command.description());
}

void leave_guest() { throw trap(guest::trap_record{trap_kind::interrupted, 0, {}}); }

void heed_interruption() {
  if (stop_requested()) leave_guest();
}

// ---- a process

guest_process::guest_process(memory memory, std::function<void(std::exception_ptr)> on_end)
    : memory_(std::move(memory)), on_end_(std::move(on_end)), ended_(::eventfd(0, EFD_CLOEXEC)) {
  if (!ended_) fail_as_system();
}

void guest_process::end(const std::exception_ptr& why) {
  {
    const std::lock_guard lock(mutex_);
    if (std::exchange(has_ended_, true)) return;
    reason_ = why;
  }
  if (on_end_) on_end_(why);
  stop();
}

void guest_process::stop() {
  {
    const std::lock_guard lock(mutex_);
    has_ended_ = true;
  }
  memory_.end_waits();
  ::eventfd_write(ended_.number(), 1);
  interrupt_guests();
}

bool guest_process::enter(host::ref<store_data> store) {
  const std::lock_guard lock(mutex_);
  if (!has_ended_) entered_.push_back(std::move(store));
  return !has_ended_;
}

void guest_process::leave(const store_data* store) {
  host::ref<store_data> last;  // what it ends with is no work for under the lock
  const std::lock_guard lock(mutex_);
  const auto found = std::find_if(entered_.begin(), entered_.end(),
                                  [=](const host::ref<store_data>& each) { return each.get() == store; });
  if (found == entered_.end()) return;
  last = std::move(*found);
  entered_.erase(found);
}

bool guest_process::has_ended() const {
  const std::lock_guard lock(mutex_);
  return has_ended_;
}

/// From the last: one that leaves meanwhile moves only those that have had their turn. Nothing is allocated.
void guest_process::interrupt_guests() {
  for (std::size_t i = std::numeric_limits<std::size_t>::max();;) {
    host::ref<store_data> store;
    {
      const std::lock_guard lock(mutex_);
      i = std::min(i, entered_.size());
      if (i == 0) return;
      store = entered_[--i];
    }
    host::interrupt(*store, between_signals);
  }
}

std::exception_ptr guest_process::reason() const {
  const std::lock_guard lock(mutex_);
  return reason_;
}

process_ref guest_threads::process_of(const memory& memory) const {
  if (!memory.is_shared()) return nullptr;
  const std::lock_guard lock(mutex_);
  const auto found = processes_.find(memory.object().get());
  return found == processes_.end() ? nullptr : found->second;
}

process_ref guest_threads::make_process(const memory& memory) {
  if (!memory.is_shared()) fail(error_code::not_supported);
  const std::lock_guard lock(mutex_);
  const auto known = processes_.find(memory.object().get());
  if (known != processes_.end()) return known->second;
  process_ref made = std::make_shared<guest_process>(memory, options_.on_process_end);
  processes_.emplace(memory.object().get(), made);
  return made;
}

// ---- how a thread comes to be

u32 guest_threads::spawn(caller& from, u32 argument) {
  leave_if_ended(from.memory());
  join_ended();
  try {
    const place thread = add(make_process(from.memory()));
    const u32 number = thread->number;  // it may be gone before we return
    const std::exception_ptr why = thrown_by([&] { bear(thread, from, argument); });
    if (!why) return number;
    from.state()->store->take_back_fuel();
    std::rethrow_exception(why);
  } catch (const failure& why) {
    return negative(why.code);
  } catch (const std::bad_alloc&) {
    return negative(error_code::no_memory);
  } catch (const std::system_error&) {  // of std::thread
    return negative(error_code::again);
  }
}

guest_threads::place guest_threads::add(process_ref process) {
  const std::lock_guard lock(mutex_);
  if (running_.size() >= options_.maximum_threads) fail(error_code::again);
  return running_.insert(running_.end(), {free_number(), std::move(process), {}});
}

/// Numbers go round, so that one is not soon used again.
u32 guest_threads::free_number() {
  const auto is_taken = [this](u32 number) {
    return std::any_of(running_.begin(), running_.end(),
                       [=](const guest_thread& each) { return each.number == number; });
  };
  do {
    last_number_ = last_number_ % largest_number + 1;
  } while (is_taken(last_number_));
  return last_number_;
}

/// Returns when the thread has its instance; throws what kept it from that.
void guest_threads::bear(place thread, const caller& parent, u32 argument) {
  const host::ref<store_data> store = host::make_ref<store_data>(parent.store().data());
  birth birth;
  try {
    linker linker{wasm2cpp::store(store)};
    define_imports_of(*parent.state(), linker);
    start(thread, birth, std::move(linker), *parent.state()->module, argument);
  } catch (...) {
    leave(thread);
    throw;
  }
  if (const std::exception_ptr why = birth.await(parent.memory(), *store)) std::rethrow_exception(why);
}

void guest_threads::start(place thread, birth& birth, linker linker, const module_description& module, u32 argument) {
  const std::lock_guard lock(mutex_);  // the handle is there before the thread leaves
  thread->handle = std::thread([this, thread, &birth, linker = std::move(linker), &module, argument]() mutable {
    live(thread, birth, std::move(linker), module, argument);
  });
}

/// What a thread does. It has let go of its store when it says that it could not be made.
void guest_threads::live(place thread, birth& birth, linker linker, const module_description& module, u32 argument) {
  const process_ref process = thread->process;
  host::ref<store_data> store = linker.store().data();
  module_instance instance;
  std::exception_ptr why = thrown_by([&] { instance = instantiate_again(*process, std::move(linker), module); });
  const bool is_made = !why;
  if (is_made) {
    birth.end(nullptr);
    why = thrown_by([&] { instance.function<void(u32, u32)>(entry)(thread->number, argument); });
  }
  process->leave(store.get());
  if (is_made && why) process->end(why);
  instance = {};
  store = {};
  leave(thread);
  if (!is_made) birth.end(std::move(why));
}

module_instance guest_threads::instantiate_again(guest_process& process, linker linker,
                                                 const module_description& module) const {
  if (!process.enter(linker.store().data())) leave_guest();
  try {
    if (options_.thread_imports) options_.thread_imports(linker);
    module_instance instance = linker.instantiate(module);
    static_cast<void>(instance.function<void(u32, u32)>(entry));
    return instance;
  } catch (const link_error&) {
    fail(error_code::not_supported);
  } catch (const access_error&) {  // no such entry
    fail(error_code::not_supported);
  }
}

void birth::end(std::exception_ptr why) {
  const std::lock_guard lock(mutex_);
  why_ = std::move(why);
  has_ended_ = true;
  changed_.notify_all();
}

std::exception_ptr birth::await(const memory& memory, store_data& store) {
  constexpr std::chrono::milliseconds between_questions(5);
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, between_questions, [this] { return has_ended_; }))
    if (memory.waits_are_over() || stop_requested())
      host::interrupt(store, between_signals);  // locked: not what the thread calls later
  return std::exchange(why_, nullptr);
}

// ---- how threads end

/// What a thread does last, or what is done for one that could not be started.
void guest_threads::leave(place thread) {
  const std::lock_guard lock(mutex_);
  thread->process.reset();
  if (thread->handle.joinable())
    ended_.splice(ended_.end(), running_, thread);
  else
    running_.erase(thread);
  changed_.notify_all();
}

void guest_threads::join_ended() {
  std::list<guest_thread> ended;
  {
    const std::lock_guard lock(mutex_);
    ended.swap(ended_);
  }
  for (guest_thread& each : ended) each.handle.join();
}

bool guest_threads::has_threads_of(const guest_process* process) const {
  return std::any_of(running_.begin(), running_.end(),
                     [&](const guest_thread& each) { return !process || each.process.get() == process; });
}

/// A thread may have been only about to call a guest when its process ended, so that they are stopped again and again.
std::unique_lock<std::mutex> guest_threads::wait_for(const guest_process* process) {
  constexpr std::chrono::milliseconds between_attempts(10);
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, between_attempts, [&] { return !has_threads_of(process); })) {
    const std::vector<process_ref> ended = ended_processes();
    lock.unlock();
    for (const process_ref& each : ended) each->interrupt_guests();
    lock.lock();
  }
  return lock;
}

/// Of threads that run; none where there is no memory for the list.
std::vector<process_ref> guest_threads::ended_processes() const {
  std::vector<process_ref> ended;
  try {
    for (const guest_thread& each : running_)
      if (each.process && each.process->has_ended() && (ended.empty() || ended.back() != each.process))
        ended.push_back(each.process);
  } catch (const std::bad_alloc&) {
  }
  return ended;
}

void guest_threads::run(const module_instance& command) {
  const memory shared = *shared_memory_of(command);
  process_ref process;
  try {
    process = make_process(shared);
  } catch (const failure&) {  // which no host knows
    return host::fail(access_error("the system has no descriptor left for the threads of a guest"));
  }
  const host::ref<store_data> store = command.store().data();
  const std::exception_ptr why = thrown_by([&] {
    if (process->enter(store)) command.function<void()>("_start")();
  });
  process->leave(store.get());
  process->end(why);
  {
    const auto lock = wait_for(process.get());
    processes_.erase(shared.object().get());
  }
  join_ended();
  command.store().data()->take_back_fuel();
  raise(process->reason());
}

void guest_threads::join() {
  std::map<const host::memory_object*, process_ref> processes;
  {
    const auto lock = wait_for(nullptr);
    processes.swap(processes_);
  }
  join_ended();
  for (const auto& [memory, process] : processes) raise(process->reason());
}

void guest_threads::end_all() {
  {
    const std::lock_guard lock(mutex_);
    for (const auto& [memory, process] : processes_) process->stop();
  }
  wait_for(nullptr).unlock();
  join_ended();
}

}  // namespace wasi

std::uint32_t wasi_thread_host::thread_x2dspawn(caller& from, std::uint32_t argument) {
  return state_->threads.spawn(from, argument);
}

void wasi_thread_host::define(linker& linker) {
  linker.define(wasi::spawning_module, wasi::spawning_name,
                [this](caller& from, std::uint32_t argument) { return thread_x2dspawn(from, argument); });
}

}  // namespace wasm2cpp
