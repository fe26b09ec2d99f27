// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The parent and its children; see watch.hpp. A child reports a case that went wrong through a pipe, as a line
// "number reason"; the number of the case that it is at lies in memory shared with the parent.
#include "watch.hpp"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <thread>
#include <vector>

namespace badinput {
namespace {

using Clock = std::chrono::steady_clock;
using Run = std::function<std::string(std::size_t)>;

struct Child {
  pid_t process = 0;
  int reports = -1;                               // the pipe's end to read
  std::atomic<std::size_t>* at = nullptr;         // shared: the case that it is at
  std::size_t seen = 0;                           // the case that it was at when we last looked
  Clock::time_point since = Clock::now();         // since when
  std::string unread;                             // of its reports: the start of a line
};

std::atomic<std::size_t>* shared_counter() {
  void* page = mmap(nullptr, sizeof(std::atomic<std::size_t>), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (page == MAP_FAILED) throw std::runtime_error("mmap failed");
  return new (page) std::atomic<std::size_t>(0);
}

[[noreturn]] void run_cases(const Child& child, int pipe, std::size_t first, std::size_t count, unsigned step,
                            const Run& run) {
  for (std::size_t number = first; number < count; number += step) {
    child.at->store(number);
    const std::string wrong = run(number);
    if (wrong.empty()) continue;
    const std::string line = std::to_string(number) + ' ' + wrong + '\n';
    if (write(pipe, line.data(), line.size()) < 0) _exit(1);
  }
  _exit(0);
}

void start(Child& child, std::size_t first, std::size_t count, unsigned step, const Run& run) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe failed");
  child.at->store(first);
  child.seen = first;
  child.since = Clock::now();
  child.process = fork();
  if (child.process < 0) throw std::runtime_error("fork failed");
  if (child.process == 0) run_cases(child, ends[1], first, count, step, run);
  close(ends[1]);
  fcntl(ends[0], F_SETFL, O_NONBLOCK);
  child.reports = ends[0];
}

void read_reports(Child& child, Failures& failures) {
  char buffer[4096];
  for (ssize_t size; (size = read(child.reports, buffer, sizeof buffer)) > 0;) {
    child.unread.append(buffer, static_cast<std::size_t>(size));
  }
  for (std::size_t end; (end = child.unread.find('\n')) != std::string::npos; child.unread.erase(0, end + 1)) {
    const std::size_t space = child.unread.find(' ');
    failures[std::stoull(child.unread.substr(0, space))] = child.unread.substr(space + 1, end - space - 1);
  }
}

bool is_stuck(Child& child) {
  const std::size_t at = child.at->load();
  if (at != child.seen) {
    child.seen = at;
    child.since = Clock::now();
  }
  return Clock::now() - child.since > std::chrono::seconds(seconds_per_case);
}

/// Why the child ended before its work was done; empty if it has not ended, or ended well.
std::string end_of(Child& child, bool& has_ended) {
  int status = 0;
  const bool stuck = is_stuck(child);
  if (stuck) kill(child.process, SIGKILL);
  has_ended = waitpid(child.process, &status, stuck ? 0 : WNOHANG) == child.process;
  if (stuck) return "took over " + std::to_string(seconds_per_case) + " s";
  if (!has_ended || (WIFEXITED(status) && WEXITSTATUS(status) == 0)) return "";
  if (WIFSIGNALED(status)) return std::string("crashed: ") + strsignal(WTERMSIG(status));
  return "ended the process with status " + std::to_string(WEXITSTATUS(status));
}

}  // namespace

Failures watch(std::size_t count, unsigned jobs, const Run& run) {
  Failures failures;
  std::vector<Child> children(jobs);
  for (unsigned j = 0; j < jobs; ++j) {
    children[j].at = shared_counter();
    start(children[j], j, count, jobs, run);
  }
  for (std::size_t running = children.size(); running > 0;) {
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
    for (Child& child : children) {
      if (child.process == 0) continue;
      bool has_ended = false;
      const std::string why = end_of(child, has_ended);
      read_reports(child, failures);
      if (!has_ended) continue;
      close(child.reports);
      child.process = 0;
      if (why.empty()) {
        --running;
        continue;
      }
      const std::size_t number = child.at->load();
      failures[number] = why;
      start(child, number + jobs, count, jobs, run);
    }
  }
  return failures;
}

}  // namespace badinput
