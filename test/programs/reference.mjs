// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What V8 makes of a recipe (recipes/): writes it into the recipe as `expect`.
//
//     node test/programs/reference.mjs MODULE.wasm test/programs/recipes/clingo/recipe.json [LOG]
//
// The operations, values and import rules are those of driver/driver.cpp and driver/imports.hpp.
import { createHash } from 'crypto';
import { readFileSync, writeFileSync } from 'fs';

const [module_file, recipe_file, log_file] = process.argv.slice(2);
const recipe_text = readFileSync(recipe_file, 'utf8');
const recipe = JSON.parse(recipe_text);
const md5 = (bytes) => createHash('md5').update(bytes).digest('hex');
const log = [], dumps = {}, variables = {};
const say = (text) => log.push(Buffer.from(text));

const module = new WebAssembly.Module(readFileSync(module_file));
const imports = {};
for (const { module: from, name } of WebAssembly.Module.imports(module))
  (imports[from] ??= {})[name] = host_function(recipe.imports[`${from}.${name}`] ?? recipe.imports[`${from}.*`], name);
const { exports } = new WebAssembly.Instance(module, imports);
for (const [operation, ...operands] of recipe.script) operations()[operation](...operands);

const printed = Buffer.concat(log);
if (log_file) writeFileSync(log_file, printed);
const expect = {
  log_md5: md5(printed),
  log_lines: printed.filter((byte) => byte === 10).length,
  dumps: Object.fromEntries(Object.entries(dumps).map(([name, b]) => [name, { bytes: b.length, md5: md5(b) }])),
};
const rest = recipe_text.replace(/,\s*"expect": .*(?=\n\}\s*$)/, '').replace(/\s*\}\s*$/, '');
writeFileSync(recipe_file, `${rest},\n "expect": ${JSON.stringify(expect)}\n}\n`);

function memory() {
  return Buffer.from(exports[recipe.memory ?? 'memory'].buffer);
}

function host_function(rule, name) {
  switch (rule) {
    case 'nop': return () => {};
    case 'nop0': return () => 0;
    case 'log': return (...a) => (say(`${name}(${a.join(',')})\n`), 0);
    case 'memcpy': return (to, from, n) => (memory().copyWithin(to >>> 0, from >>> 0, (from >>> 0) + (n >>> 0)), to);
    case 'fd_write': return fd_write;
    default: return () => { throw new Error(`called the import ${name}`); };
  }
}

function fd_write(descriptor, vectors, count, written) {
  const bytes = memory();
  let total = 0;
  for (let at = vectors >>> 0; count > 0; --count, at += 8) {
    const begin = bytes.readUInt32LE(at), length = bytes.readUInt32LE(at + 4);
    log.push(Buffer.from(bytes.subarray(begin, begin + length)));
    total += length;
  }
  bytes.writeUInt32LE(total, written >>> 0);
  return 0;
}

function value(written) {
  if (typeof written === 'string') return variables[written.slice(1)];
  if (Array.isArray(written)) return written[0] === '+' ? value(written[1]) + value(written[2]) : value(written[0]) + value(written[1]);
  return written.i64 !== undefined ? BigInt(written.i64) : written;
}

function operations() {
  const address = (written) => value(written) >>> 0;
  const read = (at, length) => Buffer.from(memory().subarray(address(at), address(at) + address(length)));
  return {
    call: (name, parameters, result) => {
      const returned = exports[name](...parameters.map(value));
      if (result) variables[result] = returned;
    },
    write: (at, { utf8, hex, fill }) => {
      const bytes = utf8 !== undefined ? Buffer.from(utf8) : fill ? Buffer.alloc(fill[1], fill[0]) : Buffer.from(hex, 'hex');
      bytes.copy(memory(), address(at));
    },
    print: (label, written) => say(`${label} ${value(written)}\n`),
    hex: (label, at, length) => say(`${label} ${read(at, length).toString('hex')}\n`),
    dump: (at, length, name) => { dumps[name] = read(at, length); },
  };
}
