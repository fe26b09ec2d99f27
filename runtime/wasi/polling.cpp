// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// poll_oneoff: waits until one of several things happens, and tells all that have.
//
//   read the subscriptions    each once, into a list
//   wait                      not at all if something has happened already: an error, a file (which is always ready), a
//                             callback; else in ppoll(2), until the soonest clock
//   write the events          those that have happened, in the order of the subscriptions
//
// What is wrong with one subscription (a closed descriptor, a missing right, a clock that cannot be waited for) is an
// event with that errno; what is wrong with the call is its own.
//
// Times are turned into durations by the guest's clock, the host's own where it gives one, and waited for in real time:
// a clock that a host makes up is asked once and need not move. For the same reason a realtime clock that is set
// meanwhile does not move the end of a wait. The precision is not used: no wait is longer than was asked.
#include "polling.hpp"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <map>
#include <optional>

#include "readiness.hpp"

namespace wasm2cpp {
namespace wasi {
namespace {

constexpr u64 second = 1'000'000'000;
constexpr u64 never = ~u64{0};
/// More than anyone needs, as poll(2) has a limit: memory that a guest has never touched costs nothing, our list does.
constexpr u32 most_subscriptions = 65536;
constexpr u16 absolute_time = 1;
constexpr u16 hangup = 1;

enum class event_kind : u8 { clock, fd_read, fd_write };

/// A subscription, and what has become of it.
struct subscription {
  u64 userdata;
  event_kind kind;
  bool has_happened = false;
  error_code error = error_code::success;
  u16 flags = 0;             ///< of the event
  u64 deadline = never;      ///< of a clock: real time, as `now` tells it
  descriptor_ref file = {};  ///< of the others
};

u64 now() {
  timespec time;
  succeeded(::clock_gettime(CLOCK_MONOTONIC, &time));
  return static_cast<u64>(time.tv_sec) * second + static_cast<u64>(time.tv_nsec);
}

u64 sum(u64 a, u64 b) { return a > never - b ? never : a + b; }

// ---- reading

class subscription_reader {
 public:
  subscription_reader(const state& state, const guest_memory& memory, subscription_layout layout)
      : state_(state), memory_(memory), layout_(layout), start_(now()) {}

  /// Fails with `invalid` for a kind that there is not.
  subscription read(u32 at) const {
    const u8 kind = memory_.read<u8>(at + 8);
    if (kind > static_cast<u8>(event_kind::fd_write)) fail(error_code::invalid);
    subscription one{.userdata = memory_.read<u64>(at), .kind = static_cast<event_kind>(kind)};
    try {
      if (one.kind == event_kind::clock)
        read_clock(one, at + layout_.clock);
      else
        read_descriptor(one, at + 16);
    } catch (const failure& why) {
      one.error = why.code;
      one.has_happened = true;
    }
    return one;
  }

 private:
  void read_clock(subscription& one, u32 at) const {
    const u32 clock = memory_.read<u32>(at);
    const u64 time = memory_.read<u64>(at + 8);
    const u16 flags = memory_.read<u16>(at + 24);
    if (flags & ~absolute_time) fail(error_code::invalid);
    one.deadline = sum(start_, flags & absolute_time ? time_until(clock, time) : (check_clock(clock), time));
  }
  u64 time_until(u32 clock, u64 time) const {
    check_clock(clock);
    const u64 is = state_.time(clock);
    return time > is ? time - is : 0;
  }
  static void check_clock(u32 clock) {
    if (clock > static_cast<u32>(wasi_clock::thread_cputime)) fail(error_code::invalid);
    if (clock > static_cast<u32>(wasi_clock::monotonic)) fail(error_code::not_supported);
  }

  void read_descriptor(subscription& one, u32 at) const {
    const u64 use = one.kind == event_kind::fd_read ? right::fd_read : right::fd_write;
    one.file = state_.descriptors.get(memory_.read<u32>(at), right::poll_fd_readwrite | use);
    one.has_happened = !may_block(*one.file);
  }

  const state& state_;
  const guest_memory& memory_;
  const subscription_layout layout_;
  const u64 start_;
};

std::vector<subscription> read_all(const state& state, const guest_memory& memory, subscription_layout layout, u32 at,
                                   u32 count) {
  const subscription_reader reader(state, memory, layout);
  std::vector<subscription> list;
  list.reserve(count);
  for (u32 i = 0; i < count; ++i) list.push_back(reader.read(at + i * layout.size));
  return list;
}

// ---- waiting

/// What ppoll is asked: each of the host's descriptors once, however often a guest subscribes to it, since the system
/// allows no more entries than descriptors.
class waiting_list {
 public:
  explicit waiting_list(const std::vector<subscription>& subscriptions) {
    for (const subscription& one : subscriptions)
      if (one.file && !one.has_happened) entry_of(one).events |= events_of(one);
  }
  void add(int number) { asked_.push_back({number, POLLIN, 0}); }
  bool is_last_ready() const { return asked_.back().revents != 0; }

  /// Until something is ready, or that time has come.
  void wait(u64 deadline) {
    for (;;) {
      const u64 time = now();
      const u64 left = deadline > time ? deadline - time : 0;
      const timespec timeout{static_cast<time_t>(left / second), static_cast<long>(left % second)};
      const int ready = ::ppoll(asked_.data(), asked_.size(), deadline == never ? nullptr : &timeout, nullptr);
      if (ready > 0 || (ready == 0 && now() >= deadline)) return;
      if (ready == -1 && errno != EINTR) fail_as_system();
      heed_interruption();
    }
  }

  void mark_ready(subscription& one) {
    const short found = entry_of(one).revents;
    one.has_happened = found & (events_of(one) | POLLHUP | POLLERR | POLLNVAL);
    if (found & POLLNVAL) one.error = error_code::bad_descriptor;
    if (found & (POLLHUP | POLLERR | (events_of(one) & POLLRDHUP))) one.flags = hangup;
  }

 private:
  static short events_of(const subscription& one) {
    return one.kind == event_kind::fd_read ? POLLIN | POLLRDHUP : POLLOUT;
  }
  pollfd& entry_of(const subscription& one) {
    const auto [found, is_new] = places_.try_emplace(one.file->file.number(), asked_.size());
    if (is_new) asked_.push_back({one.file->file.number(), 0, 0});
    return asked_[found->second];
  }

  std::vector<pollfd> asked_;
  std::map<int, std::size_t> places_;
};

u64 soonest(const std::vector<subscription>& list) {
  u64 time = never;
  for (const subscription& one : list) time = one.has_happened ? 0 : std::min(time, one.deadline);
  return time;
}

/// Waits until at least one has happened, and marks all that have.
void wait_for_any(const process_ref& process, std::vector<subscription>& list) {
  waiting_list waiting(list);
  if (process) waiting.add(process->end_descriptor());
  waiting.wait(soonest(list));
  if (process && waiting.is_last_ready()) leave_guest();
  const u64 time = now();
  for (subscription& one : list) {
    if (one.has_happened) continue;
    if (one.file)
      waiting.mark_ready(one);
    else
      one.has_happened = one.deadline <= time && one.deadline != never;
  }
}

// ---- writing

/// How much a read gives without waiting, as far as one can know: what is left of a file, what waits in a pipe or
/// socket.
u64 readable_bytes(const descriptor& file) {
  if (!file.file) return 0;
  const int number = file.file.number();
  if (file.type == file_type::regular_file) {
    struct stat about;
    const off_t at = ::lseek(number, 0, SEEK_CUR);
    return ::fstat(number, &about) == 0 && at >= 0 && about.st_size > at ? static_cast<u64>(about.st_size - at) : 0;
  }
  int waiting = 0;
  return may_block(file) && ::ioctl(number, FIONREAD, &waiting) == 0 && waiting > 0 ? static_cast<u64>(waiting) : 0;
}

void write_event(const guest_memory& memory, u32 at, const subscription& one) {
  const bool is_read = one.kind == event_kind::fd_read && one.error == error_code::success;
  memory.write<u64>(at, one.userdata);
  memory.write<u32>(at + 8, static_cast<u32>(one.error) | static_cast<u32>(one.kind) << 16);
  memory.write<u32>(at + 12, 0);
  memory.write<u64>(at + 16, is_read ? readable_bytes(*one.file) : 0);
  memory.write<u64>(at + 24, one.flags);
}

u32 write_all(const guest_memory& memory, u32 at, const std::vector<subscription>& list) {
  u32 count = 0;
  for (const subscription& one : list)
    if (one.has_happened) write_event(memory, at + count++ * layout::event, one);
  return count;
}

}  // namespace

u32 poll_oneoff(const state& state, caller& from, subscription_layout layout, u32 subscriptions, u32 events, u32 count,
                u32 happened) {
  return answer(from, [&](const guest_memory& memory) {
    if (count == 0) fail(error_code::invalid);
    memory.check(subscriptions, u64{count} * layout.size);
    memory.check(events, u64{count} * layout::event);
    memory.check(happened, sizeof(u32));
    if (count > most_subscriptions) fail(error_code::invalid);
    std::vector<subscription> list = read_all(state, memory, layout, subscriptions, count);
    wait_for_any(state.threads.process_of(memory.whole()), list);
    memory.write<u32>(happened, write_all(memory, events, list));
  });
}

}  // namespace wasi

std::uint32_t wasi_functions::poll_oneoff(caller& from, u32 subscriptions, u32 events, u32 count, u32 happened) {
  return wasi::poll_oneoff(*state_, from, wasi::subscription_of_preview_1, subscriptions, events, count, happened);
}

}  // namespace wasm2cpp
