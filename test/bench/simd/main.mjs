// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//     node --no-liftoff main.mjs MODULE KERNEL REPETITIONS    the same as main.cpp, in V8
import { readFileSync } from "node:fs";

const [path, kernel, repetitions] = process.argv.slice(2);
const { instance } = await WebAssembly.instantiate(readFileSync(path), {});
instance.exports[kernel](1);
const begin = performance.now();
const sum = instance.exports[kernel](Number(repetitions)) >>> 0;
console.log(`${((performance.now() - begin) / 1000).toFixed(6)} ${sum}`);
