// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Writes the files that a JavaScript module exports as `filesystem`: an object of folders (objects) and files (strings,
// bytes, or URLs of files beside it).
//
//     node unpack_resources.mjs RESOURCES.js FOLDER
import fs from 'node:fs';
import path from 'node:path';
import {pathToFileURL} from 'node:url';

function write(place, content) {
  if (content instanceof URL) return fs.copyFileSync(content, place);
  if (typeof content === 'string' || content instanceof Uint8Array) return fs.writeFileSync(place, content);
  fs.mkdirSync(place, {recursive: true});
  for (const [name, inner] of Object.entries(content)) write(path.join(place, path.basename(name)), inner);
}

const [resources, folder] = process.argv.slice(2);
write(folder, (await import(pathToFileURL(resources))).filesystem);
