// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The other side of the comparison: runs modules under V8 and reports what driver/main.cpp reports, in the same words.
//
//     node --experimental-wasm-type-reflection reference.mjs LOG_V128.wasm [SYMBOL=FILE.wasm]…
//     node reference.mjs --validate FILE.wasm…            prints 1 or 0 for each, and why
//
// JavaScript cannot pass a v128, so that the function that logs one is a module itself (LOG_V128.wasm, made by engines.py).
import fs from 'node:fs';

const ARGUMENT_SETS = 3;
const MOST_HASHED = 4 << 20;
const MOST_ELEMENTS = 64;
const INTEGERS = [0, 1, 0xffffffff, 7, 0x80000000, 0x7fffffff, 100, 0x12345678, 65536, 0xfffffffe, 33];
const FLOATS = [0, 1, -1, 7.5, -2147483648, 1e10, 100, 0.1, -0, 3.0e38, 33];

// What V8 says, in the words of driver/printing.cpp. One that is not here is printed as it is, and differs.
const KINDS = [
  [/^unreachable/, 'unreachable'], [/^(divide|remainder) by zero/, 'zero'],
  [/^(divide result|float) unrepresentable/, 'range'], [/^memory access out of bounds/, 'memory'],
  [/^table (index is|access) out of bounds/, 'table'], [/^(null function or )?function signature mismatch/, 'signature'],
  [/^dereferencing a null pointer/, 'null'], [/^rethrowing null value/, 'null'], [/^illegal cast/, 'cast'],
  [/^array element access out of bounds/, 'array'], [/unaligned access/, 'unaligned'], [/Atomics.wait cannot/, 'wait'],
  [/^data segment out of bounds/, 'memory'], [/^element segment out of bounds/, 'table'],
  [/^requested new array is too large/, 'resources'], [/Maximum call stack/, 'stack'],
];

let lines = [];
const print = (line) => lines.push(line);
const flush = () => {
  fs.writeSync(1, lines.join('\n') + '\n');
  lines = [];
};

// Values

const scratch = new DataView(new ArrayBuffer(8));
const hex = (number, width) => number.toString(16).padStart(width, '0');
const externs = INTEGERS.map((_, index) => ({ number: index + 1 }));

function textOfReference(value, type) {
  if (/exn/.test(type)) return 'exn'; // JavaScript cannot look whether it is null
  if (value === null) return 'null';
  if (externs.includes(value)) return `extern ${value.number}`;
  if (typeof value === 'function') return 'func';
  if (String(type).includes('extern')) return 'extern'; // an i31 of the guest's, too, which is a number here
  return typeof value === 'number' ? `i31 ${value}` : 'object';
}

function textOf(value, type) {
  switch (type) {
    case 'i32': return `i32 ${value >>> 0}`;
    case 'i64': return `i64 ${BigInt.asUintN(64, value)}`;
    case 'f32':
      if (Number.isNaN(value)) return 'f32 nan';
      scratch.setFloat32(0, value);
      return `f32 ${hex(scratch.getUint32(0), 8)}`;
    case 'f64':
      if (Number.isNaN(value)) return 'f64 nan';
      scratch.setFloat64(0, value);
      return `f64 ${hex(scratch.getBigUint64(0), 16)}`;
    case 'v128': return 'v128';
    default: return textOfReference(value, type);
  }
}

function listOf(values, types) {
  return `(${values.map((value, index) => textOf(value, types[index])).join(' ')})`;
}

// Traps and exceptions

function textOfError(error, instance) {
  if (error instanceof WebAssembly.Exception) {
    for (const [name, tag] of Object.entries(instance?.exports ?? {})) {
      if (!(tag instanceof WebAssembly.Tag) || !error.is(tag)) continue;
      const types = tag.type().parameters;
      const payload = types.map((type, index) => (type === 'v128' ? null : payloadOf(error, tag, index)));
      return `exception ${name} ${listOf(payload, types)}`;
    }
    return 'exception ?';
  }
  // A TypeError is about something to import that JavaScript has no words for.
  if (error instanceof WebAssembly.LinkError || (error instanceof TypeError && !instance)) return 'link error';
  const found = KINDS.find(([pattern]) => pattern.test(error.message));
  return `trap ${found ? found[1] : error.message}`;
}

/// An exnref in a payload cannot be asked for.
function payloadOf(error, tag, index) {
  try {
    return error.getArg(tag, index);
  } catch {
    return null;
  }
}

// The host

const signatureOf = (callee) => callee.type();

function argumentOf(type, choice) {
  switch (type) {
    case 'i32': return INTEGERS[choice] | 0;
    case 'i64': return BigInt.asIntN(64, BigInt(INTEGERS[choice]) * 0x100000001n);
    case 'f32': return Math.fround(FLOATS[choice]);
    case 'f64': return FLOATS[choice];
    case 'v128': return undefined;
  }
  const heap = String(type).replace(/^\(ref (null )?|\)$/g, '').replace(/ref$/, '');
  if (heap === 'extern') return externs[choice];
  if (['any', 'eq', 'i31'].includes(heap)) return choice;
  if (heap.includes('exn')) return undefined;
  return /^\(ref (?!null)/.test(type) ? undefined : null;
}

/// Undefined if JavaScript cannot pass or take the values.
function argumentsFor({ parameters, results }, set) {
  if (results.some((type) => type === 'v128' || /exn/.test(type))) return undefined;
  const given = parameters.map((type, index) => argumentOf(type, (set * 5 + index * 3) % INTEGERS.length));
  return given.includes(undefined) ? undefined : given;
}

/// What a table's methods take.
const indexFor = (table, index) => (typeof table.length === 'bigint' ? BigInt(index) : index);

function callIfPossible(callee) {
  if (typeof callee !== 'function') return;
  const given = argumentsFor(signatureOf(callee), 0);
  if (given) callee(...given);
}

function callAndCatch(callee) {
  try {
    callIfPossible(callee);
    return 0;
  } catch {
    return 1;
  }
}

function hostFor(module, logV128, getInstance) {
  let asked = 0;
  const log = (type) => (value) => print(`log ${textOf(value, type)}`);
  const answer = () => {
    print(`ask ${asked}`);
    const bits = Math.imul(asked, 2654435761) >> (asked % 20);
    asked += 1;
    return bits;
  };
  const tag = new WebAssembly.Tag({ parameters: ['i32'] });
  const exported = (index) => getInstance().exports[Object.keys(getInstance().exports)[index >>> 0]];
  const withTable = (index, act) => {
    const found = getInstance().exports.table;
    if (!(found instanceof WebAssembly.Table) || index >>> 0 >= found.length) return null;
    return act(found, indexFor(found, index >>> 0));
  };
  const made = {
    host: {
      log_i32: log('i32'), log_i64: log('i64'), log_f32: log('f32'), log_f64: log('f64'),
      ask_i32: answer, ask_i64: () => BigInt(answer()), ask_f64: answer,
    },
    'fuzzing-support': {
      'log-i32': log('i32'), 'log-i64': log('i64'), 'log-f32': log('f32'), 'log-f64': log('f64'), 'log-v128': logV128,
      'log-anyref': log('anyref'), 'log-funcref': log('funcref'), 'log-externref': log('externref'),
      'call-export': (index) => callIfPossible(exported(index)), 'call-export-catch': (index) => callAndCatch(exported(index)),
      'call-ref': callIfPossible, 'call-ref-catch': callAndCatch,
      'table-get': (index) => withTable(index, (table, at) => table.get(at)),
      'table-set': (index, content) => withTable(index, (table, at) => table.set(at, content)),
      sleep: (_, id) => id, wasmtag: tag, jstag: new WebAssembly.Tag({ parameters: ['externref'] }),
      throw: (which) => { throw new WebAssembly.Exception(tag, [which]); },
    },
  };
  for (const wanted of WebAssembly.Module.imports(module)) {
    const space = (made[wanted.module] ??= {});
    if (wanted.kind === 'memory') space[wanted.name] = new WebAssembly.Memory(wanted.type);
    if (wanted.kind === 'table') space[wanted.name] = new WebAssembly.Table(wanted.type);
    if (wanted.kind === 'global') space[wanted.name] = globalFor(wanted.type);
  }
  return made;
}

function globalFor({ value, mutable }) {
  const content = { i64: 42n, i32: 42, f32: 42, f64: 42 }[value] ?? null;
  return new WebAssembly.Global({ value, mutable }, content);
}

// Reports

function hashOf(buffer) {
  const words = new Int32Array(buffer, 0, Math.min(buffer.byteLength, MOST_HASHED) >> 2);
  let hash = 0;
  for (let index = 0; index < words.length; ++index) {
    hash = Math.imul(hash ^ words[index], 0x9e3779b1);
    hash = (hash << 13) | (hash >>> 19);
  }
  return hex(hash >>> 0, 8);
}

function textOfTable(table) {
  let text = `size ${table.length}`;
  if (/exn/.test(table.type().element)) return text;
  for (let index = 0; index < Math.min(Number(table.length), MOST_ELEMENTS); ++index) {
    const element = table.get(indexFor(table, index));
    text += element === null ? ' -' : ' x';
  }
  return text;
}

function globalText(global) {
  const type = global.type().value;
  return textOf(type === 'v128' || /exn/.test(type) ? null : global.value, type);
}

function printState(instance, prefix) {
  for (const [name, thing] of Object.entries(instance.exports)) {
    if (thing instanceof WebAssembly.Memory) {
      const buffer = thing.buffer;
      print(`${prefix}memory ${name} size ${buffer.byteLength / 65536} hash ${hashOf(buffer)}`);
    } else if (thing instanceof WebAssembly.Table) {
      print(`${prefix}table ${name} ${textOfTable(thing)}`);
    } else if (thing instanceof WebAssembly.Global) {
      print(`${prefix}global ${name} ${globalText(thing)}`);
    }
  }
}

function attempt(instance, act) {
  try {
    print(act());
    return true;
  } catch (error) {
    const text = textOfError(error, instance);
    print(text);
    return !text.startsWith('trap');
  }
}

function instantiate(module, logV128) {
  let instance = null;
  attempt(null, () => {
    instance = new WebAssembly.Instance(module, hostFor(module, logV128, () => instance));
    return 'instantiated';
  });
  return instance;
}

function run(module, logV128) {
  let instance = instantiate(module, logV128);
  if (!instance) return;
  printState(instance, '');
  for (const { name, kind } of WebAssembly.Module.exports(module)) {
    if (kind !== 'function' || name === 'hangLimitInitializer') continue;
    const signature = signatureOf(instance.exports[name]);
    for (let set = 0; set < ARGUMENT_SETS; ++set) {
      const given = argumentsFor(signature, set);
      if (!given || (set > 0 && given.length === 0)) break;
      instance.exports.hangLimitInitializer?.();
      print(`call ${name} ${listOf(given, signature.parameters)}`);
      const goesOn = attempt(instance, () => {
        const result = instance.exports[name](...given);
        const results = signature.results.length === 0 ? [] : signature.results.length === 1 ? [result] : [...result];
        return `-> ${listOf(results, signature.results)}`;
      });
      printState(instance, goesOn ? '' : '~');
      if (!goesOn) instance = instantiate(module, logV128);
      if (!instance) return;
    }
  }
}

function runAll(logger, pairs) {
  const logV128 = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(logger)), {
    host: { log: (low, high) => print(`log v128 ${BigInt.asUintN(64, low)} ${BigInt.asUintN(64, high)}`) },
  }).exports.log;
  for (const pair of pairs) {
    const [symbol, file] = pair.split('=');
    print(`module ${symbol}`);
    flush();
    try {
      run(new WebAssembly.Module(fs.readFileSync(file)), logV128);
    } catch (error) {
      print(`error: ${error.message}`);
    }
    print('end');
    flush();
    globalThis.gc?.();
  }
}

function validateAll(files) {
  for (const file of files) {
    try {
      new WebAssembly.Module(fs.readFileSync(file));
      print('1');
    } catch (error) {
      print(`0 ${error.message.replaceAll('\n', ' ')}`);
    }
    flush();
  }
}

const [first, ...rest] = process.argv.slice(2);
if (first === '--validate') validateAll(rest);
else runAll(first, rest);
