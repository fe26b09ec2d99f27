// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Exceptions across the boundary, in both directions: thrower.wat says what the guest does, sjlj.c what clang makes of
// setjmp and longjmp. Whether the guest's side is right by itself is for the specification's suite to say.
#include <gtest/gtest.h>
#include <pthread.h>
#include <sys/mman.h>
#include <ucontext.h>

#include <cstdio>
#include <functional>
#include <optional>
#include <stdexcept>
#include <thread>

#include "../unit/trap_of.hpp"
#include "loader.hpp"
#include "shelves.hpp"
#include "sjlj.hpp"
#include "sjlj_legacy.hpp"
#include "starter.hpp"
#include "thrower.hpp"

namespace {

/// What the guest's import does with its argument.
using Risky = std::function<void(std::uint32_t)>;

struct Exceptions : testing::Test {
  wasm2cpp::store store;
  wasm2cpp::tag<std::uint32_t> oops{store};
  Risky risky = [](std::uint32_t) {};
  thrower::instance guest{store, {.env = {.oops = oops, .risky = [this](std::uint32_t x) { risky(x); }}}};

  Risky throwing() {
    return [this](std::uint32_t x) {
      if (x != 0) throw wasm2cpp::exception(oops, x);
    };
  }
  std::uint32_t payload_of_oops(const std::function<void()>& body) {
    try {
      body();
    } catch (const wasm2cpp::exception& e) {
      return e.get(oops);
    }
    return ~0u;
  }
};

template <class F>
std::optional<wasm2cpp::trap_kind> trap_of(F body) {
  try {
    body();
  } catch (const wasm2cpp::trap& trap) {
    return trap.kind();
  }
  return std::nullopt;
}

/// Runs `body` on a thread with a stack of 512 KiB.
void on_small_stack(std::function<void()> body) {
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, 512 << 10);
  pthread_t thread;
  const auto run = [](void* p) -> void* { return (*static_cast<std::function<void()>*>(p))(), nullptr; };
  ASSERT_EQ(pthread_create(&thread, &attributes, run, &body), 0);
  pthread_join(thread, nullptr);
  pthread_attr_destroy(&attributes);
}

std::size_t resident_bytes() {
  std::size_t pages = 0;
  if (std::FILE* file = std::fopen("/proc/self/statm", "r")) {
    if (std::fscanf(file, "%*u %zu", &pages) != 1) pages = 0;
    std::fclose(file);
  }
  return pages * 4096;
}

// ---- out of the guest

TEST_F(Exceptions, AHostCatchesAGuestsExceptionWithItsPayloadTyped) {
  try {
    guest.throw_two(1ull << 40, -0.5);
    FAIL() << "returned";
  } catch (const wasm2cpp::exception& e) {
    EXPECT_STREQ(e.what(), "uncaught exception");
    EXPECT_FALSE(e.is(oops));
    ASSERT_TRUE(e.is(guest.two()));
    EXPECT_EQ(e.get(guest.two()), (std::tuple<std::uint64_t, double>(1ull << 40, -0.5)));
    EXPECT_THROW(e.get(oops), wasm2cpp::access_error);
    const std::vector<wasm2cpp::value> values = payload_of(e);
    ASSERT_EQ(values.size(), 2u);
    EXPECT_EQ(values[1].get<double>(), -0.5);
  }
}

TEST_F(Exceptions, ATagIsAnIdentityAndNotAType) {
  const wasm2cpp::tag<std::uint32_t> alike{store};
  risky = [&](std::uint32_t x) { throw wasm2cpp::exception(alike, x); };
  EXPECT_THROW(guest.catch_oops(7), wasm2cpp::exception);
  EXPECT_EQ(guest.catch_all(7), 1u);
}

TEST_F(Exceptions, AnExceptionOutlivesTheInstanceThatThrewIt) {
  std::optional<wasm2cpp::exception> kept;
  wasm2cpp::exnref reference;
  {
    wasm2cpp::tag<std::uint32_t> tag;
    thrower::instance gone{{.env = {.oops = tag, .risky = [](std::uint32_t) {}}}};
    try {
      gone.throw_oops(12);
    } catch (const wasm2cpp::exception& e) {
      kept = e;
    }
    reference = gone.identity(kept->reference());
    EXPECT_EQ(kept->get(tag), 12u);
  }
  EXPECT_EQ(payload_of(*kept)[0].get<std::uint32_t>(), 12u);
  EXPECT_EQ(reference, kept->reference());
}

TEST_F(Exceptions, TryCallAndTheLinkerTellAnExceptionFromATrap) {
  const wasm2cpp::result<void> thrown = wasm2cpp::try_call([&] { guest.throw_oops(3); });
  ASSERT_FALSE(thrown);
  ASSERT_NE(thrown.error().as_exception(), nullptr);
  EXPECT_EQ(thrown.error().as_exception()->get(oops), 3u);
  EXPECT_EQ(thrown.error().as_trap(), nullptr);
  EXPECT_THROW(handle_of(guest).call("throw_oops", {wasm2cpp::value(1u)}), wasm2cpp::exception);
}

TEST_F(Exceptions, AStartFunctionThatThrowsMakesNoInstance) {
  const wasm2cpp::result<starter::instance> made = starter::instance::create(store);
  ASSERT_FALSE(made);
  ASSERT_NE(made.error().as_exception(), nullptr);
  EXPECT_EQ(payload_of(*made.error().as_exception())[0].get<std::uint32_t>(), 21u);
  EXPECT_THROW(starter::instance{store}, wasm2cpp::exception);
}

// ---- into the guest

TEST_F(Exceptions, AHostFunctionThrowsIntoTheGuest) {
  risky = throwing();
  EXPECT_EQ(guest.catch_oops(7), 7u);
  EXPECT_EQ(guest.catch_oops(0), ~0u);
  EXPECT_EQ(guest.catch_all(7), 1u);
  EXPECT_EQ(payload_of_oops([&] { guest.catch_other(9); }), 9u);
}

TEST_F(Exceptions, LocalsThatTheTryAssignedHoldTheirLastValueInTheHandler) {
  risky = throwing();
  EXPECT_EQ(guest.locals(5), 10u);
  EXPECT_EQ(guest.locals(1), 10u);
  risky = [&](std::uint32_t x) {
    if (x == 4) throw wasm2cpp::exception(oops, x);
  };
  EXPECT_EQ(guest.locals(5), 110u);
  EXPECT_EQ(guest.locals(8), 1010u);
}

TEST_F(Exceptions, HostFramesBetweenGuestsUnwindAndMayCatch) {
  int destroyed = 0;
  struct Counted {
    int& count;
    ~Counted() { ++count; }
  };
  risky = [&](std::uint32_t x) {
    const Counted counted{destroyed};
    if (x > 10) return guest.pass(x - 1);
    throw wasm2cpp::exception(oops, x);
  };
  EXPECT_EQ(guest.catch_oops(15), 10u);
  EXPECT_EQ(destroyed, 6);
  bool has_caught = false;
  risky = [&](std::uint32_t x) {
    try {
      guest.throw_oops(x);
    } catch (const wasm2cpp::exception& e) {
      has_caught = e.get(oops) == x;
    }
  };
  EXPECT_EQ(guest.catch_all(4), 0u);
  EXPECT_TRUE(has_caught);
  // The boundary and the host's section have left the thread as it was: a fault is a trap, and only in the guest.
  EXPECT_EQ(trap_of([&] { guest.load_in_try(0x10000); }), wasm2cpp::trap_kind::out_of_bounds_memory_access);
  EXPECT_FALSE(wasm2cpp::guest::this_thread.guest_running);
}

TEST_F(Exceptions, OtherExceptionsOfTheHostPassCatchAllAndArriveIntact) {
  risky = [](std::uint32_t) { throw std::runtime_error("mine"); };
  try {
    guest.catch_all(1);
    FAIL() << "caught";
  } catch (const std::runtime_error& e) {
    EXPECT_STREQ(e.what(), "mine");
  }
  risky = [](std::uint32_t) { throw 42; };
  EXPECT_THROW(guest.catch_all(1), int);
  EXPECT_FALSE(wasm2cpp::guest::this_thread.guest_running);
}

TEST_F(Exceptions, AReferenceMayTravelThroughHosts) {
  wasm2cpp::exnref kept;
  risky = [&](std::uint32_t x) {
    try {
      guest.throw_oops(x);
    } catch (const wasm2cpp::exception& e) {
      kept = e.reference();
      throw;
    }
  };
  EXPECT_EQ(guest.catch_oops(8), 8u);
  EXPECT_EQ(payload_of_oops([&] { guest.throw_reference(kept); }), 8u);
  EXPECT_EQ(std::get<1>(guest.both(kept)), kept);
  EXPECT_FALSE(guest.identity(nullptr));
}

// ---- traps

TEST_F(Exceptions, ATrapIsNotCaught) {
  using wasm2cpp::trap_kind;
  EXPECT_EQ(trap_of([&] { guest.unreachable_in_try(); }), trap_kind::unreachable);
  EXPECT_EQ(trap_of([&] { guest.load_in_try(0xffff'ffff); }), trap_kind::out_of_bounds_memory_access);
  EXPECT_EQ(trap_of([&] { guest.divide_in_try(0); }), trap_kind::integer_divide_by_zero);
  EXPECT_EQ(trap_of([&] { guest.recurse_in_try(0); }), trap_kind::call_stack_exhausted);
  EXPECT_EQ(trap_of([&] { guest.trap_in_handler(); }), trap_kind::unreachable);
  EXPECT_EQ(trap_of([&] { guest.throw_reference(nullptr); }), trap_kind::null_exception_reference);
  risky = [&](std::uint32_t) { guest.unreachable_in_try(); };
  EXPECT_EQ(trap_of([&] { guest.catch_all(1); }), trap_kind::unreachable);
  EXPECT_EQ(guest.divide_in_try(1), 1u);
}

TEST_F(Exceptions, ATrapBehindACaughtExceptionLeavesNoneInFlight) {
  for (int i = 0; i < 3; ++i) EXPECT_TRUE(trap_of([&] { guest.trap_in_handler(); }));
  EXPECT_EQ(std::uncaught_exceptions(), 0);
  EXPECT_EQ(std::current_exception(), nullptr);
}

TEST_F(Exceptions, ThrowingNearTheEndOfTheStackIsExhaustion) {
  const auto traps_at = [&](std::uint32_t depth) {
    const std::optional<wasm2cpp::trap_kind> trap =
        trap_of([&] { EXPECT_EQ(payload_of_oops([&] { guest.throw_at_depth(depth); }), 5u); });
    EXPECT_EQ(trap.value_or(wasm2cpp::trap_kind::call_stack_exhausted), wasm2cpp::trap_kind::call_stack_exhausted);
    return trap.has_value();
  };
  on_small_stack([&] {
    std::uint32_t fits = 10, traps = 1u << 20;
    while (traps - fits > 1) (traps_at((fits + traps) / 2) ? traps : fits) = (fits + traps) / 2;
    EXPECT_TRUE(traps_at(traps + 1));
  });
  EXPECT_EQ(payload_of_oops([&] { guest.throw_at_depth(1000); }), 5u);
}

TEST_F(Exceptions, TheStackOfATrapInATryHasNames) {
  try {
    guest.recurse_in_try(0);
  } catch (const wasm2cpp::trap& trap) {
    const std::vector<std::string> names = trap.stack();
    ASSERT_FALSE(names.empty());
    EXPECT_EQ(names.back(), "recurse_in_try");
  }
}

// ---- tail calls

TEST_F(Exceptions, ATailCallLeavesTheTry) {
  risky = throwing();
  EXPECT_EQ(payload_of_oops([&] { guest.tail_direct(1); }), 1u);
  EXPECT_EQ(payload_of_oops([&] { guest.tail_import(2); }), 2u);
  EXPECT_EQ(payload_of_oops([&] { guest.tail_indirect(3); }), 3u);
  EXPECT_EQ(guest.count_down(1'000'000, 5), 2'000'005u);
}

// ---- what lives how long

TEST_F(Exceptions, CapturedExceptionsThatNobodyHoldsAreFreed) {
  guest.churn(100'000);
  const std::size_t before = resident_bytes();
  guest.churn(400'000);
  EXPECT_EQ(guest.clean_up(3, 20'000), 20'000u / 2 * 20'001u);
  EXPECT_LT(store.data()->exceptions.captured_count, 10'000u);
  if (wasm2cpp::guest::has_address_sanitizer) return;  // it keeps what is freed
  EXPECT_LT(resident_bytes(), before + (4u << 20));
}

TEST_F(Exceptions, CapturedExceptionsLiveInFramesGlobalsTablesAndPayloads) {
  guest.keep(11);
  guest.shelve(2, 22);
  const wasm2cpp::exnref inner = guest.shelf().get<wasm2cpp::exnref>(2);
  wasm2cpp::exnref outer;
  try {
    guest.throw_nested(inner);
  } catch (const wasm2cpp::exception& e) {
    outer = e.reference();
  }
  const wasm2cpp::global<wasm2cpp::exnref> of_host{store, outer, {.is_mutable = true}};
  outer = nullptr;
  guest.shelf().set(2, nullptr);
  EXPECT_EQ(guest.hold(300, 50'000), 300u * 301 / 2);
  EXPECT_EQ(guest.kept().get().get(oops), 11u);
  const std::tuple<wasm2cpp::exnref, wasm2cpp::funcref> payload = of_host.get().get(guest.nested());
  const wasm2cpp::exnref nested = std::get<0>(payload);
  const wasm2cpp::funcref function = std::get<1>(payload);
  EXPECT_EQ(nested, inner);
  EXPECT_EQ(nested.get(oops), 22u);
  EXPECT_EQ(payload_of_oops([&] { wasm2cpp::function<void(std::uint32_t)>::from(store, function)(6); }), 6u);
}

TEST_F(Exceptions, AnExceptionThatNoGuestHoldsKeepsWhatItsPayloadHolds) {
  const auto inner = [&](std::uint32_t x) {
    guest.keep(x);
    const wasm2cpp::exnref reference = guest.kept().get();
    guest.kept().set(nullptr);
    return reference;
  };
  std::optional<wasm2cpp::exception> thrown;
  try {
    guest.throw_nested(inner(31));
  } catch (const wasm2cpp::exception& e) {
    thrown = e;
  }
  const wasm2cpp::exception made{guest.nested(), inner(32), wasm2cpp::funcref()};
  guest.churn(20'000);
  EXPECT_EQ(std::get<0>(thrown->get(guest.nested())).get(oops), 31u);
  EXPECT_EQ(std::get<0>(made.get(guest.nested())).get(oops), 32u);
}

// Whichever store the module is of that has the object's type.
TEST_F(Exceptions, ObjectsThatAHostMakesKeepThoseTheyHold) {
  using wasm2cpp::arrayref, wasm2cpp::structref, wasm2cpp::value;
  shelves::instance of_another_store;
  const auto caught = [&](std::uint32_t x) {
    guest.keep(x);
    const wasm2cpp::exnref reference = guest.kept().get();
    guest.kept().set(nullptr);
    return reference;
  };
  const arrayref array = arrayref::make(store, handle_of(of_another_store).type(0), 3);
  array.set(2, value(caught(41)));
  guest.churn(20'000);
  EXPECT_EQ(array.get<wasm2cpp::exnref>(2).get(oops), 41u);
  const structref structure = structref::make(store, handle_of(of_another_store).type(1), {value(caught(42))});
  guest.churn(20'000);
  EXPECT_EQ(structure.get<wasm2cpp::exnref>(0).get(oops), 42u);
}

TEST(ExceptionsDuringACall, AreKeptByFramesThatBeganBeforeTheStoreHadAny) {
  wasm2cpp::store store;
  const wasm2cpp::tag<std::uint32_t> oops{store};
  std::optional<thrower::instance> loaded;
  std::optional<loader::instance> loading;
  loading.emplace(store, loader::imports{.env = {.load = [&] {
    loaded.emplace(store, thrower::imports{.env = {.oops = oops, .risky = [](std::uint32_t) {}}});
    const auto hold = handle_of(*loaded).function<std::uint32_t(std::uint32_t, std::uint32_t)>("hold");
    loading->functions().set(0, hold);
  }}});
  EXPECT_EQ(loading->run(100, 20'000), 100u * 101 / 2);
  EXPECT_EQ(loaded->hold(100, 20'000), 100u * 101 / 2);
  loaded->churn(100'000);  // outermost again: all frames are known
  EXPECT_LT(store.data()->exceptions.captured_count, 10'000u);
}

/// Runs `body` on a stack that is no thread's, and returns from it.
void on_foreign_stack(std::function<void()> body) {
  static thread_local ucontext_t here, there;
  static thread_local std::function<void()>* to_run;
  constexpr std::size_t size = 1 << 20;
  void* const stack = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  ASSERT_NE(stack, MAP_FAILED);
  getcontext(&there);
  there.uc_stack.ss_sp = stack;
  there.uc_stack.ss_size = size;
  there.uc_link = &here;
  to_run = &body;
  makecontext(&there, [] { (*to_run)(); }, 0);
  swapcontext(&here, &there);
  munmap(stack, size);
}

TEST_F(Exceptions, GuestsBelowACoroutineKeepTheirExceptions) {
  risky = [&](std::uint32_t) { on_foreign_stack([&] { guest.churn(20'000); }); };
  EXPECT_EQ(guest.hold_over_host(18), 18u);
}

TEST_F(Exceptions, GuestsOnAnotherStackKeepTheirExceptions) {
  // A guest waits in a host function while another thread runs guests of the store: one at a time, as it must be.
  risky = [&](std::uint32_t) { std::thread([&] { guest.churn(20'000); }).join(); };
  EXPECT_EQ(guest.hold_over_host(17), 17u);
}

// ---- stores

TEST_F(Exceptions, AnExceptionOfAnotherStorePassesAndIsCaughtByItsTag) {
  thrower::instance other{{.env = {.oops = oops, .risky = [](std::uint32_t) {}}}};  // numbers: a tag for any store
  ASSERT_FALSE(handle_of(other).store() == store);
  risky = [&](std::uint32_t x) { other.throw_oops(x); };
  EXPECT_EQ(guest.catch_oops(7), 7u);
  risky = [&](std::uint32_t) { other.throw_two(1, 2); };
  EXPECT_EQ(guest.catch_all(7), 1u);
  EXPECT_THROW(guest.catch_other(7), wasm2cpp::exception);  // each instance's own `two`
  other.keep(4);
  EXPECT_THROW(guest.identity(other.kept().get()), wasm2cpp::access_error);
}

TEST_F(Exceptions, ATagOfReferencesBelongsToItsStore) {
  const wasm2cpp::tag<wasm2cpp::exnref> tag{store};
  wasm2cpp::tag<std::uint32_t> elsewhere;
  EXPECT_THROW(wasm2cpp::exception(tag, wasm2cpp::exception(elsewhere, 1u).reference()), wasm2cpp::access_error);
}

TEST(ExceptionLinking, ATagOfAnotherTypeIsALinkError) {
  wasm2cpp::linker linker;
  linker.define("env", "risky", [](std::uint32_t) {});
  linker.define("env", "oops", wasm2cpp::tag<std::uint64_t>(linker.store()));
  try {
    linker.instantiate(thrower::description());
    FAIL() << "linked";
  } catch (const wasm2cpp::link_error& e) {
    EXPECT_STREQ(e.what(),
                 "incompatible import type: \"env\" \"oops\": wanted (tag (param i32)), found (tag (param i64))");
  }
}

TEST(ExceptionLinking, ALinkerResolvesTagsByName) {
  wasm2cpp::linker linker;
  const wasm2cpp::tag<std::uint32_t> oops{linker.store()};
  linker.define("env", "oops", oops);
  linker.define("env", "risky", [](std::uint32_t) {});
  const wasm2cpp::module_instance made = linker.instantiate(thrower::description());
  EXPECT_EQ((made.tag<std::uint64_t, double>("two")), thrower::instance(made).two());
  EXPECT_THROW(made.tag<std::uint64_t>("two"), wasm2cpp::access_error);
}

// ---- setjmp and longjmp

template <class Instance>
struct SetjmpLongjmp : testing::Test {};
using Encodings = testing::Types<sjlj::instance, sjlj_legacy::instance>;
TYPED_TEST_SUITE(SetjmpLongjmp, Encodings);

TYPED_TEST(SetjmpLongjmp, AsClangEmitsThem) {
  TypeParam instance;
  EXPECT_EQ(instance.first(), 0u);
  EXPECT_EQ(instance.jump(5), 5u);
  EXPECT_EQ(instance.jump(0), 1u);
  EXPECT_EQ(instance.count(1000), 1000u);
  EXPECT_EQ(instance.nested(3), 321u);
}

}  // namespace
