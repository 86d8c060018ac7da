// Required by the build before the program (build.mjs), to look into a run: once it is done, what V8 has compiled of
// each pack is left beside it, and the indices of the chunks that were loaded are told on the fourth stream.
'use strict';
const { writeFileSync } = require('node:fs');
const vm = require('node:vm');

const { Script } = vm;
const loaded = [];
vm.Script = class extends Script {
  constructor(source, options) {
    super(source, options);
    process.on('exit', () => writeFileSync(options.filename.replace(/js$/, 'cache'), this.createCachedData()));
  }

  runInThisContext() {
    return super.runInThisContext().map((chunk, index) => (...args) => {
      loaded.push(index);
      return chunk(...args);
    });
  }
};
process.on('exit', () => writeFileSync(3, JSON.stringify(loaded)));
