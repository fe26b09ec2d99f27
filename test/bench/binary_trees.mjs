// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// node binary_trees.mjs MODULE DEPTH: runs binary_trees.py's module under V8, and prints milliseconds.
import fs from 'fs';

const trees = new WebAssembly.Instance(new WebAssembly.Module(fs.readFileSync(process.argv[2]))).exports;
const begin = performance.now();
trees.run(+process.argv[3]);
console.log((performance.now() - begin).toFixed(1));
