// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Each program leads a process group, so that it can be ended with the processes that it has started: a compiler's driver
// does not take its compiler with it. A terminal's ^C therefore does not reach it, and we pass it on. A copy of ours starts
// nothing, and stays in our group, since it writes to the terminal.
//
// Signals are blocked and taken by `sigwait`, SIGCHLD among them: there is no handler, and no moment at which one could be
// missed.
#include "process.hpp"

#include <array>
#include <cctype>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include "descriptor.hpp"
#include "source.hpp"

extern char** environ;

namespace translator {
namespace {

constexpr std::array ending_signals = {SIGINT, SIGTERM, SIGHUP};

/// Pointers to the words' characters, and a null behind them, for as long as the words live.
std::vector<char*> pointers(const std::vector<std::string>& words) {
  std::vector<char*> list;
  list.reserve(words.size() + 1);
  for (const std::string& word : words) list.push_back(const_cast<char*>(word.c_str()));
  list.push_back(nullptr);
  return list;
}

/// What posix_spawn is told; freed at the end of its scope.
struct SpawnOptions {
  SpawnOptions() {
    ::posix_spawn_file_actions_init(&actions);
    ::posix_spawnattr_init(&attributes);
  }
  ~SpawnOptions() {
    ::posix_spawn_file_actions_destroy(&actions);
    ::posix_spawnattr_destroy(&attributes);
  }
  SpawnOptions(const SpawnOptions&) = delete;
  void write_to(int number, const std::string& path) {
    ::posix_spawn_file_actions_addopen(&actions, number, path.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
  }
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
};

/// The error, or 0.
int spawn(pid_t& child, const Words& command, const SpawnOptions& options, char** environment) {
  std::vector<char*> arguments = pointers(command);
  return ::posix_spawnp(&child, arguments[0], &options.actions, &options.attributes, arguments.data(), environment);
}

int exit_status(int status) { return WIFEXITED(status) ? WEXITSTATUS(status) : -1; }

int wait_for(pid_t child) {
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  return exit_status(status);
}

std::string quoted(const std::string& word) {
  const auto is_plain = [](unsigned char c) { return std::isalnum(c) || std::strchr("-_=+/.,:@%", c) != nullptr; };
  bool plain = !word.empty();
  for (const char c : word) plain = plain && is_plain(static_cast<unsigned char>(c));
  if (plain) return word;
  std::string text = "'";
  for (const char c : word) text += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return text + "'";
}

std::vector<std::string> environment_with(const std::string& temporary_folder) {
  std::vector<std::string> list;
  for (char** variable = environ; *variable; ++variable)
    if (temporary_folder.empty() || !std::string_view(*variable).starts_with("TMPDIR=")) list.emplace_back(*variable);
  if (!temporary_folder.empty()) list.push_back("TMPDIR=" + temporary_folder);
  return list;
}

}  // namespace

std::string spelled(const Words& command) {
  std::string text;
  for (const std::string& word : command) text += (text.empty() ? "" : " ") + quoted(word);
  return text;
}

int run_to_end(const Words& command, const std::string& output) {
  SpawnOptions options;
  if (!output.empty()) options.write_to(STDOUT_FILENO, output);
  pid_t child = 0;
  return spawn(child, command, options, environ) == 0 ? wait_for(child) : -1;
}

std::optional<std::string> output_of(const Words& command) {
  std::array<int, 2> ends{};
  if (::pipe(ends.data()) != 0) return std::nullopt;
  const Descriptor reading(ends[0]);
  for (const int end : ends) ::fcntl(end, F_SETFD, FD_CLOEXEC);
  SpawnOptions options;
  options.write_to(STDERR_FILENO, "/dev/null");
  ::posix_spawn_file_actions_adddup2(&options.actions, ends[1], STDOUT_FILENO);
  pid_t child = 0;
  const int error = spawn(child, command, options, environ);
  ::close(ends[1]);
  if (error != 0) return std::nullopt;
  std::string text;
  std::array<char, 4096> block;
  for (;;) {
    const ssize_t count = ::read(reading.number, block.data(), block.size());
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(block.data(), static_cast<std::size_t>(count));
  }
  if (wait_for(child) != 0) return std::nullopt;
  return text;
}

void end_by(int signal) {
  ::signal(signal, SIG_DFL);
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, signal);
  ::raise(signal);
  ::sigprocmask(SIG_UNBLOCK, &set, nullptr);
  std::_Exit(128 + signal);
}

Processes::Processes() {
  ::sigemptyset(&awaited_);
  ::sigaddset(&awaited_, SIGCHLD);
  for (const int signal : ending_signals) {
    struct sigaction now {};
    ::sigaction(signal, nullptr, &now);
    if (now.sa_handler != SIG_IGN) ::sigaddset(&awaited_, signal);  // nohup
  }
  ::signal(SIGCHLD, SIG_DFL);  // ignored, it would take the children's statuses with it
  ::sigprocmask(SIG_BLOCK, &awaited_, &before_);
}

Processes::~Processes() {
  end_all();
  ::sigprocmask(SIG_SETMASK, &before_, nullptr);
}

void Processes::start(const Words& command, const std::string& log) {
  SpawnOptions options;
  options.write_to(STDOUT_FILENO, log);
  ::posix_spawn_file_actions_adddup2(&options.actions, STDOUT_FILENO, STDERR_FILENO);
  ::posix_spawn_file_actions_addopen(&options.actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  ::posix_spawnattr_setflags(&options.attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
  ::posix_spawnattr_setpgroup(&options.attributes, 0);
  ::posix_spawnattr_setsigmask(&options.attributes, &before_);
  const std::vector<std::string> environment = environment_with(temporary_folder_);
  pid_t child = 0;
  const int error = spawn(child, command, options, pointers(environment).data());
  if (error != 0) throw FileError("cannot run '" + command[0] + "': " + std::strerror(error));
  running_[child] = {started_++, true};
}

void Processes::start(const std::function<int()>& body) {
  const pid_t child = ::fork();
  if (child < 0) throw FileError(std::string("cannot start a process: ") + std::strerror(errno));
  if (child == 0) {
    ::sigprocmask(SIG_SETMASK, &before_, nullptr);
    ::_exit(body());
  }
  running_[child] = {started_++, false};
}

Processes::Ended Processes::wait() {
  for (;;) {
    for (const auto& [child, about] : running_) {
      int status = 0;
      if (::waitpid(child, &status, WNOHANG) != child) continue;
      const Ended ended{about.number, exit_status(status)};
      running_.erase(child);
      if (ended.status < 0) throw_if_interrupted();
      return ended;
    }
    int signal = 0;
    ::sigwait(&awaited_, &signal);
    if (signal == SIGCHLD) continue;
    end_all();
    throw Interrupted{signal};
  }
}

/// What ended a child may have been meant for us, too.
void Processes::throw_if_interrupted() const {
  sigset_t pending;
  ::sigpending(&pending);
  for (const int signal : ending_signals)
    if (::sigismember(&pending, signal) && ::sigismember(&awaited_, signal)) throw Interrupted{signal};
}

void Processes::end_all() {
  for (const auto& [child, about] : running_) ::kill(about.is_group ? -child : child, SIGTERM);
  for (const auto& [child, about] : running_) wait_for(child);
  running_.clear();
}

}  // namespace translator
