// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a recipe's script of operations on one instance of the program:
//
//     driver RECIPE.json DUMPS        prints the log, and writes each dump to a file in the folder DUMPS
//
//     ["call", function, [arguments], result variable?]        ["load", type, address, variable]
//     ["write", address, {"file"|"utf8"|"hex"|"fill": …}]      ["set", variable, value]
//     ["print", label, value]  ["hex", label, address, length]  ["dump", address, length, name]
//
// A value is a number, "$variable", {"i64": "123"}, ["+", a, b], ["file_size", name] or [base, offset]. Everything goes
// through the dynamic API: `linker`, `module_instance::call`, `memory`.
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>
#include <wasm2cpp/wasm2cpp.hpp>

#include "imports.hpp"
#include "number.hpp"

namespace program {  // the emitted code; declared here so that the driver is compiled once for all programs
const wasm2cpp::module_description& description() noexcept;
}

namespace programs {
void define_imports(wasm2cpp::linker& linker, Host& host);  // written by the runner, for this program

namespace {

using nlohmann::json;
using Bytes = std::vector<unsigned char>;

Bytes read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) throw std::runtime_error("cannot read " + path);
  return Bytes(std::istreambuf_iterator<char>(file), {});
}

Bytes bytes_of_hex(const std::string& digits) {
  Bytes bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes.push_back(static_cast<unsigned char>(std::stoul(digits.substr(i, 2), nullptr, 16)));
  return bytes;
}

class Script {
 public:
  Script(const json& recipe, std::string folder, std::string dumps)
      : recipe_(recipe), folder_(std::move(folder)), dumps_(std::move(dumps)) {
    host_.rule = [this](const std::string& module, const std::string& name) { return rule(module, name); };
    host_.memory = [this] { return memory(); };
    wasm2cpp::linker linker;
    define_imports(linker, host_);
    instance_ = linker.instantiate(program::description());
  }

  void run() {
    using Operation = void (Script::*)(const json&);
    static const std::map<std::string, Operation> operations = {
        {"call", &Script::call},   {"write", &Script::write}, {"load", &Script::load}, {"set", &Script::set},
        {"print", &Script::print}, {"hex", &Script::hex},     {"dump", &Script::dump}};
    for (const json& operation : recipe_.at("script")) (this->*operations.at(operation[0]))(operation);
  }

  const std::string& log() const { return host_.log; }

 private:
  std::string rule(const std::string& module, const std::string& name) const {
    const json rules = recipe_.value("imports", json::object());
    for (const std::string& key : {module + "." + name, module + ".*"})
      if (rules.contains(key)) return rules[key];
    throw std::runtime_error("no import rule for " + module + "." + name);
  }

  wasm2cpp::memory memory() const { return instance_.memory(recipe_.value("memory", "memory")); }

  Number value(const json& written) const {
    if (written.is_number()) return Number::of(written.get<double>());
    if (written.is_string()) return variables_.at(written.get<std::string>().substr(1));
    if (written.is_object()) return Number::of_big(std::stoll(written.at("i64").get<std::string>()));
    if (written[0] == "+") return value(written[1]) + value(written[2]);
    if (written[0] == "file_size") return Number::of(double(std::filesystem::file_size(path(written[1]))));
    return value(written[0]) + value(written[1]);
  }

  std::string path(const json& name) const { return folder_ + "/" + name.get<std::string>(); }
  std::uint64_t address(const json& written) const { return value(written).to_address(); }

  /// The value as the function's parameter wants it: the script's numbers are i32 or floats, its BigInts i64.
  wasm2cpp::value argument(const json& written, std::uint8_t kind) const {
    const Number number = value(written);
    switch (kind) {
      case wasm2cpp::guest::kind_i32: return wasm2cpp::value(number.to_u32());
      case wasm2cpp::guest::kind_i64: return wasm2cpp::value(static_cast<std::uint64_t>(number.big));
      case wasm2cpp::guest::kind_f32: return wasm2cpp::value(static_cast<float>(number.number));
      default: return wasm2cpp::value(number.number);
    }
  }

  const wasm2cpp::guest::type_description& type_of(const std::string& function) const {
    const wasm2cpp::module_description& module = instance_.description();
    std::uint32_t imported = 0;
    for (std::uint32_t i = 0; i < module.import_count; ++i) imported += module.imports[i].kind == 0;
    for (std::uint32_t i = 0; i < module.export_count; ++i) {
      const auto& exported = module.exports[i];
      if (exported.kind == 0 && std::string_view(exported.name.bytes, exported.name.size) == function)
        return module.types[module.functions[exported.index - imported].type_index];
    }
    throw std::runtime_error("no exported function " + function);
  }

  void call(const json& operation) {
    const std::string function = operation[1];
    const auto& type = type_of(function);
    const json& written = operation[2];
    std::vector<wasm2cpp::value> arguments;
    for (std::uint32_t i = 0; i < type.parameter_count; ++i)  // JavaScript passes 0 for what is missing
      arguments.push_back(argument(i < written.size() ? written[i] : json(0), type.parameters[i].kind));
    const std::vector<wasm2cpp::value> results = instance_.call(function, arguments);
    if (operation.size() > 3) variables_[operation[3]] = number_of(results.at(0));
  }

  void write(const json& operation) {
    const json& source = operation[2];
    Bytes bytes;
    if (source.contains("file")) bytes = read_file(path(source["file"]));
    else if (source.contains("fill")) bytes.assign(source["fill"][1].get<std::size_t>(), source["fill"][0].get<unsigned char>());
    else if (source.contains("hex")) bytes = bytes_of_hex(source["hex"]);
    else for (const char c : source.at("utf8").get<std::string>()) bytes.push_back(static_cast<unsigned char>(c));
    memory().view<unsigned char>(address(operation[1]), bytes.size()).copy_from(bytes);
  }

  void load(const json& operation) {
    const std::string type = operation[1];
    const std::uint64_t at = address(operation[2]);
    Number& variable = variables_[operation[3]];
    if (type == "u8") variable = Number::of(double(memory().read<std::uint8_t>(at)));
    else if (type == "i32") variable = Number::of(memory().read<std::uint32_t>(at));
    else if (type == "u32") variable = Number::of(double(memory().read<std::uint32_t>(at)));
    else if (type == "i64") variable = Number::of(memory().read<std::uint64_t>(at));
    else variable = Number::of(memory().read<double>(at));
  }

  void set(const json& operation) { variables_[operation[1]] = value(operation[2]); }

  void print(const json& operation) {
    host_.log += operation[1].get<std::string>() + " " + value(operation[2]).text() + "\n";
  }

  void hex(const json& operation) {
    static constexpr char digits[] = "0123456789abcdef";
    host_.log += operation[1].get<std::string>() + " ";
    for (const unsigned char byte : read(operation[2], operation[3])) host_.log += {digits[byte >> 4], digits[byte & 15]};
    host_.log += '\n';
  }

  void dump(const json& operation) {
    const Bytes bytes = read(operation[1], operation[2]);
    std::ofstream(dumps_ + "/" + operation[3].get<std::string>(), std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  }

  Bytes read(const json& at, const json& length) const {
    return memory().view<unsigned char>(address(at), address(length)).to_vector();
  }

  const json& recipe_;
  std::string folder_, dumps_;
  Host host_;
  wasm2cpp::module_instance instance_;
  std::map<std::string, Number> variables_;
};

}  // namespace
}  // namespace programs

int main(int argc, char** argv) {
  if (argc != 3) return std::fputs("usage: driver RECIPE.json DUMPS\n", stderr), 2;
  try {
    std::ifstream file(argv[1], std::ios::binary);
    const nlohmann::json recipe = nlohmann::json::parse(file);
    programs::Script script(recipe, std::filesystem::path(argv[1]).parent_path().string(), argv[2]);
    script.run();
    std::fwrite(script.log().data(), 1, script.log().size(), stdout);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 1;
  }
  return 0;
}
