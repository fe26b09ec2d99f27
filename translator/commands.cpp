// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Validation of a whole module, body by body, and the one place where diagnostics are caught.
#include "commands.hpp"

#include <exception>
#include <iostream>
#include <new>

#include "diagnostic.hpp"
#include "process.hpp"
#include "reader.hpp"
#include "validator.hpp"

namespace translator {

void validate(const Source& source) {
  Module module = read_module(source.bytes(), source.name());
  validate_module(module);
  for (std::uint32_t function = module.imported_functions; function < module.functions.size(); ++function)
    validate_function(module, function);
}

int exit_status_of(const CommandLine& line, const std::function<void()>& action) {
  try {
    action();
    if (!std::cout.flush()) throw FileError("cannot write standard output");
    return 0;
  } catch (const UsageError& error) {
    std::cerr << "wasm2cpp: " << error.what() << "\nTry: wasm2cpp --help\n";
    return 2;
  } catch (const AlreadyReported& report) {
    return report.status;
  } catch (const Interrupted& interruption) {
    end_by(interruption.signal);
  } catch (const Diagnostic& diagnostic) {
    std::cerr << diagnostic.formatted(line.input == "-" ? "<stdin>" : line.input) << '\n';
  } catch (const std::bad_alloc&) {
    std::cerr << "wasm2cpp: " << line.input << ": out of memory\n";
  } catch (const std::exception& error) {
    std::cerr << "wasm2cpp: " << error.what() << '\n';
  }
  return 1;
}

}  // namespace translator
