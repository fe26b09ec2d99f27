// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What `main` calls for the subcommands that have no file of their own, and how errors become messages and exit
// statuses:
//
//     0   done
//     1   bad input, or a file that cannot be read or written: "demo.wasm:0x2c: func $f: …" on standard error
//     2   bad usage
#pragma once

#include <functional>
#include <iosfwd>
#include <string>

#include "command_line.hpp"
#include "source.hpp"

namespace translator {

/// Decodes and validates; throws `Diagnostic`. Valid modules that this version cannot translate are valid here.
void validate(const Source& source);

/// One line of flags for the compiler `cxx`, which is asked what it is. Throws `FileError` if it cannot be.
void print_flags(const std::string& cxx, std::ostream& out);

/// Runs `action` and gives the exit status; what was thrown is reported on standard error. `line` may be filled by
/// the action itself: it names the input when the report is made.
int exit_status_of(const CommandLine& line, const std::function<void()>& action);

}  // namespace translator
