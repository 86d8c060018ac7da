// Required by the build before the program (build.mjs): leaves in dist/program.cache what V8 has compiled of the
// program once a command is done.
'use strict';
const { writeFileSync } = require('node:fs');
const { dirname, join } = require('node:path');
const vm = require('node:vm');

const { Script } = vm;
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    process.on('exit', () => writeFileSync(join(dirname(options.filename), 'program.cache'), this.createCachedData()));
  }
};
