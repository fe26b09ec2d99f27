// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Child processes: compilers, `wat2wasm`, and the translation itself where it has to be possible to end it at any time.
// No shell is involved: a command is a list of words, and nothing in them is interpreted.
//
//     if (const std::optional<std::string> text = output_of({"g++", "--version"})) …
//
//     Processes children;
//     children.start({"c++", "-c", "a.cpp"}, "a.log");        // both of its streams go to a.log
//     const Ended ended = children.wait();                    // whichever ends first
//
// While there is a `Processes`, SIGINT, SIGTERM and SIGHUP do not end this process: `wait` ends the children, with all that
// they have started, and throws `Interrupted`. So whoever unwinds removes what he has made, and `main` then ends by the
// signal, as it would have.
//
// Invariants: only one thread while there is a `Processes`; no child outlives it. It should outlive what is to be removed,
// so that a second signal does not end this process meanwhile.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <csignal>
#include <sys/types.h>

namespace translator {

using Words = std::vector<std::string>;

/// As one would type it, with quotes where a shell would want them: for messages.
std::string spelled(const Words& command);

/// Runs a program found in PATH to its end. Its standard output goes to the file `output` if given, its standard error to
/// ours. The result is its exit status, or -1 where it could not be started or was ended by a signal.
int run_to_end(const Words& command, const std::string& output = "");

/// What a program writes to standard output; its standard error is dropped. None unless it ends with status 0.
std::optional<std::string> output_of(const Words& command);

/// A signal asked us to end.
struct Interrupted {
  int signal;
};

/// A child said what was wrong, and ended with this status.
struct AlreadyReported {
  int status;
};

/// Ends this process by `signal`.
[[noreturn]] void end_by(int signal);

class Processes {
 public:
  Processes();
  ~Processes();
  Processes(const Processes&) = delete;
  Processes& operator=(const Processes&) = delete;

  /// Where programs are told to put what is temporary (TMPDIR), so that nothing of theirs stays behind.
  void set_temporary_folder(std::string path) { temporary_folder_ = std::move(path); }
  /// Starts a program found in PATH. Throws `FileError` if it cannot be started.
  void start(const Words& command, const std::string& log);
  /// Starts `body` in a copy of this process; its exit status is the child's. Its streams are ours.
  void start(const std::function<int()>& body);

  struct Ended {
    std::size_t number = 0;  ///< which one, counted from 0 in the order of their starts
    int status = 0;          ///< 0 if it did what it should; -1 if a signal ended it
  };
  /// Waits until a child ends. There must be one. Throws `Interrupted`.
  Ended wait();
  /// Ends all children, with what they have started.
  void end_all();
  std::size_t running() const { return running_.size(); }
  std::size_t started() const { return started_; }

 private:
  struct Child {
    std::size_t number;
    bool is_group;  ///< leads a process group
  };
  void throw_if_interrupted() const;

  std::string temporary_folder_;
  std::map<pid_t, Child> running_;
  std::size_t started_ = 0;
  sigset_t awaited_;
  sigset_t before_;
};

}  // namespace translator
