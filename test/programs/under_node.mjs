// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Runs a WASI command under node:wasi, with the standard streams of this process:
//
//     node under_node.mjs MODULE.wasm CONFIGURATION.json        ends as the command does
//
// CONFIGURATION.json is that of test/wasi/driver: "argv", "env", "preopens". What else is imported does nothing if it is
// bench's, and ends the command otherwise.
import fs from 'node:fs';
import {WASI} from 'node:wasi';

const [module, configuration] = process.argv.slice(2);
const {argv, env, preopens} = JSON.parse(fs.readFileSync(configuration));
const compiled = await WebAssembly.compile(fs.readFileSync(module));
const imported = WebAssembly.Module.imports(compiled);
const version = imported.some(({module}) => module === 'wasi_unstable') ? 'unstable' : 'preview1';
const wasi = new WASI({version, args: argv, env, preopens: Object.fromEntries(preopens), returnOnExit: true});

const imports = {wasi_unstable: {...wasi.wasiImport}, wasi_snapshot_preview1: {...wasi.wasiImport}};
for (const {module, name, kind} of imported) {
  if (kind !== 'function' || imports[module]?.[name]) continue;
  (imports[module] ??= {})[name] = module === 'bench' ? () => {} : () => {
    throw new Error(`called the import ${module}.${name}`);
  };
}
process.exit(wasi.start(await WebAssembly.instantiate(compiled, imports)));
