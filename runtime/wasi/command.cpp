// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The `main` of a command: options in front of its arguments, the host, the instance, and how the guest's end becomes
// the program's.
//
//   returned, proc_exit(n)     the exit status n
//   a trap                     its wording and the guest's call stack on standard error, 134
//   an exception uncaught      the same
//   a folder that is not there, an import that does not fit     a message, 1
//
// Signals are left as they are: ^C ends the program. When nobody reads its output, the guest is told so by an errno. Host
// object, linker and instance are never destroyed: the system is quicker, and threads of the guest's may use them until
// the process is gone.
#include <fcntl.h>
#include <pthread.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <optional>

#include <wasm2cpp/command.hpp>

#include "emscripten.hpp"
#include "specification.hpp"

namespace wasm2cpp {
namespace wasi {
namespace {

constexpr int cannot_start = 1;
constexpr int bad_specifications = 2;

/// A trap whose cause the specification has no words for.
class missing_import : public trap {
 public:
  missing_import(const guest::trap_record& record, const std::string& import)
      : trap(record), message_(std::make_shared<const std::string>("the import " + import + " was called, which nobody provides")) {}
  const char* what() const noexcept override { return message_->c_str(); }

 private:
  std::shared_ptr<const std::string> message_;
};

std::string file_name(const char* path) {
  const char* const slash = std::strrchr(path, '/');
  return slash ? slash + 1 : path;
}

/// A guest chooses its functions' names: they shall not write to a terminal what they like.
std::string printable(std::string_view text) {
  std::string out;
  for (const char c : text) out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
  return out;
}

// Options

/// NAME=VALUE, or NAME: a later one of the same name comes in an earlier one's place.
void set_variable(wasi_options& options, const std::string& specification) {
  const std::string name = variable_name(specification);
  const std::size_t sign = specification.find('=');
  const char* const inherited = sign == std::string::npos ? std::getenv(name.c_str()) : nullptr;
  if (sign == std::string::npos && !inherited) return;
  std::erase_if(options.environment, [&](const auto& variable) { return variable.first == name; });
  options.environment.emplace_back(name, inherited ? inherited : specification.substr(sign + 1));
}

void read_option(wasi_options& options, const std::string& argument) {
  const std::size_t sign = argument.find('=');
  const std::string name = argument.substr(0, sign);
  if (name != "--wasi-dir" && name != "--wasi-map" && name != "--wasi-env")
    throw bad_specification("unknown option '" + argument + "': there are --wasi-dir=…, --wasi-map=…, --wasi-env=… and --wasi-end");
  if (sign == std::string::npos) throw bad_specification("a value is wanted: " + name + "=…");
  const std::string value = argument.substr(sign + 1);
  if (name == "--wasi-env")
    set_variable(options, value);
  else
    options.directories.push_back(name == "--wasi-dir" ? directory_of(value) : mapping_of(value));
}

/// The arguments that are left for the guest begin at the result.
int read_options(wasi_options& options, int argc, char** argv) {
  int next = 1;
  for (; next < argc && std::string_view(argv[next]).starts_with("--wasi-"); ++next) {
    if (argv[next] == std::string_view("--wasi-end")) return next + 1;
    read_option(options, argv[next]);
  }
  return next;
}

// The host

/// A descriptor 0, 1 or 2 that is closed would be given to the next file that is opened.
void open_standard_descriptors() {
  for (int number = 0; number <= 2; ++number)
    if (::fcntl(number, F_GETFD) < 0 && ::open("/dev/null", O_RDWR) != number) std::abort();
}

wasi_options inherited_streams() {
  wasi_options options;
  options.standard_input = wasi_stream::inherit(STDIN_FILENO);
  options.standard_output = wasi_stream::inherit(STDOUT_FILENO);
  options.standard_error = wasi_stream::inherit(STDERR_FILENO);
  return options;
}

template <class Result, class... A>
void define_emscripten(linker& linker, const char* name, Result (*function)(caller&, A...)) {
  linker.define<Result(A...)>("env", name, [function](caller& from, A... arguments) { return function(from, arguments...); });
}

/// Imported memories are made for the command: by the limits that it asks for.
void define_memories(linker& linker, const module_description& module) {
  for (std::uint32_t i = 0; i < module.import_count; ++i) {
    const guest::import_description& import = module.imports[i];
    if (import.kind != guest::external_memory) continue;
    const guest::memory_description& wanted = module.memories[import.index];
    linker.define(host::view_of(import.module), host::view_of(import.name),
                  memory({.min = wanted.min,
                          .max = wanted.has_max ? std::optional(wanted.max) : std::nullopt,
                          .is_64 = wanted.is_64,
                          .is_shared = wanted.is_shared,
                          .page_bits = wanted.page_bits}));
  }
}

void define_provided(linker& linker, wasi_host& host, const module_description& module) {
  host.define(linker);
#define EMSCRIPTEN_FUNCTION(name) define_emscripten(linker, #name, &emscripten_functions::name);
#include "emscripten.def"
#undef EMSCRIPTEN_FUNCTION
  define_memories(linker, module);
}

// The end

void print_stack(const trap& cause) {
  for (const std::string& name : cause.stack()) std::fprintf(stderr, "  in %s\n", printable(name).c_str());
}

/// The exit status of a guest that was ended by `cause`; says why, unless it wanted to.
int report(const std::string& program, const std::exception_ptr& cause) {
  try {
    if (!cause) return 0;
    std::rethrow_exception(cause);
  } catch (const wasi_exit& exit) {
    return static_cast<int>(exit.status());
  } catch (const trap& trapped) {
    std::fprintf(stderr, "%s: trap: %s\n", program.c_str(), trapped.what());
    print_stack(trapped);
  } catch (const link_error& misfit) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), misfit.what());
    return cannot_start;
  } catch (const exception& thrown) {
    std::fprintf(stderr, "%s: uncaught exception: %s\n", program.c_str(), thrown.what());
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), error.what());
  }
  return command_trapped;
}

int run_guest(const std::string& program, wasi_host& host, const linker& linker, const module_description& module) {
  try {
    const module_instance& instance = *new module_instance(linker.instantiate(module));
    return static_cast<int>(host.start(instance));
  } catch (...) {
    return report(program, std::current_exception());
  }
}

/// Calls `body` on a thread with a stack of 512 MiB of address space, or as much of that as the system gives: interpreters
/// and parsers recurse deeper than the usual 8 MiB of a main thread let native frames, which are larger than those of
/// engines that expect them.
int on_large_stack(std::function<int()> body) {
  int status = 0;
  std::function<void()> call = [&] { status = body(); };
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  for (std::size_t size = std::size_t{512} << 20; size > std::size_t{8} << 20; size /= 2) {
    pthread_t thread;
    const auto run = [](void* given) -> void* { return (*static_cast<std::function<void()>*>(given))(), nullptr; };
    if (pthread_attr_setstacksize(&attributes, size) != 0 || pthread_create(&thread, &attributes, run, &call) != 0) continue;
    pthread_join(thread, nullptr);
    return status;
  }
  return call(), status;
}

}  // namespace

void fail_missing(const std::string& import) {
  guest::trap_record record{};
  record.kind = trap_kind::unreachable;
  _Unwind_Backtrace(guest::record_frame, &record);
  throw missing_import(record, import);
}

}  // namespace wasi

int command::run(int argc, char** argv) {
  using namespace wasi;
  const std::string program = argc > 0 ? file_name(argv[0]) : "program";
  try {
    open_standard_descriptors();
    wasi_options options = inherited_streams();
    for (const std::string& each : directories_) options.directories.push_back(directory_of(each));
    for (const std::string& each : variables_) set_variable(options, each);
    const int first = is_sealed_ ? 1 : read_options(options, argc, argv);
    options.arguments = {program};
    options.arguments.insert(options.arguments.end(), argv + std::min(first, argc), argv + argc);
    // Another thread may compute, and not be willing to end.
    options.on_process_end = [program](const std::exception_ptr& cause) { std::_Exit(report(program, cause)); };
    auto& host = *new wasi_host(options);
    auto& linker = *new wasm2cpp::linker;
    define_provided(linker, host, module_);
    for (const definition& each : definitions_) linker.define(each.module, each.name, each.thing);
    return on_large_stack([&] { return run_guest(program, host, linker, module_); });
  } catch (const bad_specification& error) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), error.what());
    return bad_specifications;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s: %s\n", program.c_str(), error.what());
    return cannot_start;
  }
}

}  // namespace wasm2cpp
