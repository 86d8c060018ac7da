#!/usr/bin/env node
// The first file that Node reads (dist/kubeadm-ts.js). Compiling the program takes longer than most commands: what V8
// made of it when it was built stands beside it, and is passed over by V8 itself where it does not fit.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

const filename = join(__dirname, 'program.js');
const source = `(function (require, module, __filename, __dirname) {${readFileSync(filename, 'latin1')}\n})`;
new Script(source, { filename, cachedData: compiled() }).runInThisContext()(require, module, filename, __dirname);

function compiled() {
  try {
    return readFileSync(join(__dirname, 'program.cache'));
  } catch {
    return undefined;
  }
}
