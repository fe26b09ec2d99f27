// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Rule 8: what a host function throws passes the guest's frames and arrives as it was, past a catch_all too; host frames
// in between are unwound, none twice; and afterwards all goes on. A guest catches what guests throw, and no trap.
#include <pthread.h>
#include <signal.h>

#include <exception>
#include <memory>
#include <stdexcept>
#include <thread>

#include "claims.hpp"
#include "rule_08_exceptions.hpp"
#include "rule_08_exceptions_at_start.hpp"
#include "rule_08_exceptions_catching.hpp"

namespace rule_08 {

constexpr char rule[] = "rule_08_exceptions";
using wasm2cpp::value;
using unary = std::uint32_t(std::uint32_t);

const char* const ways[] = {"call",      "call in a loop",          "call through a table", "call what is in the table",
                            "tail call", "tail calls, then a call", "call from the depth"};

struct fixture {
  std::function<unary> f = [](std::uint32_t x) { return x; };
  rule_08_exceptions::instance instance{{.host = {.f = [this](std::uint32_t x) { return f(x); }}}};

  fixture() {
    const auto table = instance.table();
    table.set(1, table.store().make_function([this](std::uint32_t x) -> std::uint32_t { return f(x); }));
  }
  std::uint32_t call(std::string_view name, std::uint32_t x = 9) const {
    return handle_of(instance).call(name, {value(x)}).at(0).get<std::uint32_t>();
  }
  void run(std::string_view name) const { handle_of(instance).call(name, {value(0u)}); }
};

struct counted {
  static inline int alive = 0, destroyed = 0;
  counted() { ++alive; }
  ~counted() { --alive, ++destroyed; }
};

/// Not a std::exception, and not small.
struct large {
  char text[3000];
  std::shared_ptr<int> owned;
};

/// What `body` throws, as an exception_ptr.
template <class Body>
std::exception_ptr thrown_by(const Body& body) {
  try {
    body();
  } catch (...) {
    return std::current_exception();
  }
  return nullptr;
}

CLAIM(an_exception_of_any_type_arrives_intact_by_every_way) {
  for (const char* way : ways) {
    fixture f;
    f.f = [](std::uint32_t) -> std::uint32_t { throw std::runtime_error("thrown by the host"); };
    bool arrived = false;
    try {
      f.call(way);
    } catch (const std::runtime_error& error) {
      arrived = std::string(error.what()) == "thrown by the host";
    }
    CHECK_OF(way, arrived);

    const auto owned = std::make_shared<int>(5);
    f.f = [&](std::uint32_t) -> std::uint32_t { throw large{"much text", owned}; };
    arrived = false;
    try {
      f.call(way);
    } catch (const large& thrown) {
      arrived = std::string(thrown.text) == "much text" && thrown.owned == owned;
    }
    CHECK_OF(way, arrived && owned.use_count() == 1);

    f.f = [](std::uint32_t) -> std::uint32_t { throw 7; };
    arrived = false;
    try {
      f.call(way);
    } catch (int seven) {
      arrived = seven == 7;
    }
    CHECK_OF(way, arrived);
    f.f = [](std::uint32_t x) { return x + 1; };
    CHECK_OF(way, f.call(way, 1) != 0);
  }
}

CLAIM(it_is_the_same_object) {
  fixture f;
  std::exception_ptr inside;
  f.f = [&](std::uint32_t) -> std::uint32_t {
    inside = thrown_by([] { throw std::logic_error("one"); });
    std::rethrow_exception(inside);
  };
  for (const char* way : ways) CHECK_OF(way, thrown_by([&] { f.call(way); }) == inside);
}

CLAIM(the_guest_is_left_where_it_called) {
  fixture f;
  f.f = [&](std::uint32_t) -> std::uint32_t {
    CHECK(f.instance.memory().read<std::uint32_t>(8) == 9 && f.instance.before().get() == 1);
    throw 1;
  };
  CHECK(thrown_by([&] { f.call("call"); }) != nullptr);
  CHECK(f.instance.before().get() == 1 && f.instance.after().get() == 0);
  CHECK(f.instance.memory().read<std::uint32_t>(8) == 9 && f.instance.memory().read<std::uint32_t>(12) == 0);
}

CLAIM(every_host_frame_between_guests_is_unwound_once) {
  fixture f;
  f.f = [&](std::uint32_t depth) -> std::uint32_t {
    const counted frame;
    if (depth == 100) throw std::string("from the depth");
    return f.call(ways[depth % 4 == 1 ? 0 : depth % 4], depth + 1);
  };
  for (int i = 0; i != 3; ++i) {
    std::string caught;
    try {
      f.call("call", 0);
    } catch (const std::string& text) {
      caught = text;
    }
    CHECK(caught == "from the depth");
    CHECK(counted::alive == 0 && counted::destroyed == 101 * (i + 1));
  }
}

CLAIM(a_host_function_may_catch_and_the_outer_guest_goes_on) {
  fixture f;
  f.f = [&](std::uint32_t x) -> std::uint32_t {
    if (x == 0) throw 5;
    try {
      return f.call("call", 0);
    } catch (int five) {
      return static_cast<std::uint32_t>(five) + x;
    }
  };
  CHECK(f.call("call", 9) == 14 && f.instance.after().get() == 1);
}

CLAIM(a_host_function_may_catch_and_throw_another) {
  fixture f;
  f.f = [&](std::uint32_t x) -> std::uint32_t {
    if (x == 0) throw std::runtime_error("inner");
    try {
      return f.call("call", 0);
    } catch (...) {
      std::throw_with_nested(std::logic_error("outer"));
    }
  };
  std::string texts;
  try {
    f.call("call", 9);
  } catch (const std::logic_error& outer) {
    texts = outer.what();
    try {
      std::rethrow_if_nested(outer);
    } catch (const std::runtime_error& inner) {
      texts += std::string(" ") + inner.what();
    }
  }
  CHECK(texts == "outer inner");
}

CLAIM(a_guest_may_be_called_while_an_exception_is_on_its_way) {
  fixture f;
  struct calls_a_guest {
    fixture& f;
    std::uint32_t& result;
    ~calls_a_guest() {
      const auto before = f.f;
      f.f = [](std::uint32_t x) { return x * 2; };
      result = f.call("call", 21);
      result += claims::outcome_of([&] { f.run("trap"); }) == "unreachable";
      f.f = before;
    }
  };
  std::uint32_t result = 0;
  f.f = [&](std::uint32_t) -> std::uint32_t {
    const calls_a_guest frame{f, result};
    throw std::string("on its way");
  };
  std::string caught;
  try {
    f.call("call");
  } catch (const std::string& text) {
    caught = text;
  }
  CHECK(caught == "on its way" && result == 43 && std::uncaught_exceptions() == 0);
}

CLAIM(a_guest_may_be_called_in_a_handler) {
  fixture f;
  try {
    throw std::string("first");
  } catch (const std::string& first) {
    CHECK_TRAP(unreachable, f.run("trap"));
    CHECK_TRAP(out_of_bounds_memory_access, f.run("trap by memory"));
    f.f = [](std::uint32_t) -> std::uint32_t { throw std::string("second"); };
    CHECK(thrown_by([&] { f.call("call"); }) != nullptr);
    CHECK(first == "first");
    CHECK(thrown_by([] { throw; }) == std::current_exception());
  }
}

CLAIM(a_trap_inside_a_host_function_passes_the_outer_guest_as_an_exception) {
  fixture f;
  for (const char* trap : {"trap", "trap by memory"}) {
    f.f = [&](std::uint32_t) -> std::uint32_t {
      const counted frame;
      f.run(trap);
      return 0;
    };
    for (const char* way : ways) {
      const std::string outcome = claims::outcome_of([&] { f.call(way); });
      CHECK_OF(std::string(way) + ": " + outcome,
               outcome == (trap == std::string("trap") ? "unreachable" : "out of bounds memory access"));
    }
  }
  CHECK(counted::alive == 0 && counted::destroyed == 2 * static_cast<int>(std::size(ways)));
}

CLAIM(try_call_lets_other_exceptions_pass) {
  fixture f;
  f.f = [](std::uint32_t) -> std::uint32_t { throw 3; };
  int caught = 0;
  try {
    const auto result = wasm2cpp::try_call([&] { return f.call("call"); });
    CHECK(!result);
  } catch (int three) {
    caught = three;
  }
  CHECK(caught == 3);
}

CLAIM(an_exception_may_leave_a_start_function) {
  bool arrived = false;
  try {
    rule_08_exceptions_at_start::instance instance{{.host = {.f = [] { throw std::string("at start"); }}}};
  } catch (const std::string& text) {
    arrived = text == "at start";
  }
  CHECK(arrived);
}

CLAIM(a_thread_may_end_inside_a_host_function) {
  fixture f;
  f.f = [](std::uint32_t) -> std::uint32_t {
    const counted frame;
    pthread_exit(nullptr);
  };
  claims::on_thread(1 << 20, [&] {
    const counted frame;
    f.call("call");
  });
  CHECK(counted::alive == 0 && counted::destroyed == 2);
  CHECK_TRAP(out_of_bounds_memory_access, f.run("trap by memory"));
}

CLAIM(threads_throw_at_once) {
  std::vector<std::thread> threads;
  for (int t = 0; t != 4; ++t) {
    threads.emplace_back([t] {
      fixture f;
      f.f = [](std::uint32_t x) -> std::uint32_t { throw x; };
      for (std::uint32_t i = 0; i != 300; ++i) {
        std::uint32_t caught = 0;
        try {
          f.call("call", i + 1000 * static_cast<std::uint32_t>(t));
        } catch (std::uint32_t x) {
          caught = x;
        }
        CHECK(caught == i + 1000 * static_cast<std::uint32_t>(t));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
}

/// After an exception has passed, this thread runs the host: its faults are its own, even in a guest's reservation.
CLAIM(a_fault_of_the_host_after_an_exception_is_no_trap) {
  fixture f;
  f.f = [](std::uint32_t) -> std::uint32_t { throw 1; };
  CHECK(thrown_by([&] { f.call("call"); }) != nullptr);
  const std::string end = claims::ending_of([&] { claims::fault(f.instance.memory()); });
  CHECK_OF(end, end == "signal " + std::to_string(SIGSEGV));
}

// ---- guests that catch

struct catching {
  std::function<void()> f = [] {};
  rule_08_exceptions_catching::instance instance{{.host = {.f = [this] { f(); }}}};
  std::uint32_t call(std::string_view name, std::initializer_list<value> arguments = {}) const {
    return handle_of(instance).call(name, arguments).at(0).get<std::uint32_t>();
  }
};

CLAIM(catch_all_lets_host_exceptions_pass) {
  catching guest;
  guest.f = [] { throw large{"intact", std::make_shared<int>(7)}; };
  try {
    guest.call("catch all");
    CHECK(!"nothing was thrown");
  } catch (const large& arrived) {
    CHECK(std::string(arrived.text) == "intact" && *arrived.owned == 7 && arrived.owned.use_count() == 1);
  }
  CHECK(guest.instance.caught().get() == 0);
}

CLAIM(catch_all_catches_what_guests_throw) {
  catching guest;
  guest.f = [&guest] { throw wasm2cpp::exception(guest.instance.e(), 5u); };
  CHECK(guest.call("catch all") == 1 && guest.instance.caught().get() == 1);
}

CLAIM(a_trap_is_never_caught) {
  catching guest;
  CHECK_TRAP(integer_divide_by_zero, guest.call("catch all around a trap"));
  CHECK(guest.instance.caught().get() == 0);
}

CLAIM(a_tail_call_out_of_a_try_passes_its_arguments) {
  catching guest;
  CHECK(guest.call("tail call out of a try", {value(50u), value(8u)}) == 42);
}

CLAIM(a_handler_sees_what_the_body_changed) {
  catching guest;
  CHECK(guest.call("catch what was changed", {value(2u)}) == 42);
}

CLAIM(an_uncaught_exception_brings_its_payload_to_the_host) {
  catching guest;
  try {
    guest.call("throw", {value(6u)});
    CHECK(!"nothing was thrown");
  } catch (const wasm2cpp::exception& thrown) {
    CHECK(thrown.is(guest.instance.e()) && thrown.get(guest.instance.e()) == 6);
  }
}

}  // namespace rule_08
