#!/usr/bin/env node
// The first file that Node reads (dist/kubeadm-ts.js), and the loader of the rest.
//
// Compiling the program takes longer than most commands. So what V8 made of it when it was built stands beside it
// (pack-*.cache), and is passed over by V8 itself where it does not fit. Reading that takes its time, too: a command
// reads the packs that it needs. A pack is an array of functions, each with a chunk of code, as build.mjs cut them.
'use strict';
const { readFileSync } = require('node:fs');
const { join } = require('node:path');
const { Script } = require('node:vm');

/** Modules of Node that few commands use, and that take a while to load: they wait until something of them is asked for. */
const LATE =
  /^(node:)?(child_process|dns\/promises|fs\/promises|http|https|module|net|readline|timers\/promises|tls|worker_threads|zlib)$/;

const packs = new Map();
const modules = new Map();

/** `require` of the chunks: of one another by place (`<pack>/<index>`), and of Node. */
function load(name) {
  const known = modules.get(name);
  if (known !== undefined) return known;
  const isPlace = name.charCodeAt(0) <= 0x39; // a digit
  if (!isPlace && !LATE.test(name)) return require(name);
  const module = isPlace ? whenAsked(name) : late(name);
  modules.set(name, module);
  return module;
}

/** A chunk is run once something of it is asked for: then its module has all that it exports, and is asked no more. */
const RUN_FIRST = {
  get(chunk, key) {
    const { place, module } = chunk;
    if (place !== undefined) {
      chunk.place = undefined;
      Object.setPrototypeOf(module, null);
      run(place, module);
    }
    return module[key];
  },
};

const ES_MODULE = { __esModule: { value: true } };

function whenAsked(place) {
  const chunk = { place, module: undefined };
  chunk.module = Object.create(new Proxy(chunk, RUN_FIRST), ES_MODULE);
  return chunk.module;
}

function run(place, module) {
  const slash = place.indexOf('/');
  const pack = place.slice(0, slash);
  const chunks = packs.get(pack) ?? readPack(pack);
  // esbuild's `__export`; with it, nothing is left for `module.exports = __toCommonJS(...)` to do
  const define = (_, getters) => {
    for (const name in getters) Object.defineProperty(module, name, { get: getters[name], enumerable: true });
  };
  chunks[place.slice(slash + 1)](load, {}, define, same, withDefault);
}

const same = (exported) => exported;

/** esbuild's `__toESM`: what is no ECMAScript module is its own default export, and each of its properties an export. */
function withDefault(module) {
  return module.__esModule ? module : Object.create(module, { default: { value: module } });
}

function readPack(name) {
  const filename = join(__dirname, `pack-${name}.js`);
  const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData: compiled(name) });
  const chunks = script.runInThisContext();
  packs.set(name, chunks);
  return chunks;
}

function compiled(name) {
  try {
    return readFileSync(join(__dirname, `pack-${name}.cache`));
  } catch {
    return undefined;
  }
}

function late(name) {
  return new Proxy(
    {},
    {
      get: (_, key) => (key === '__esModule' ? false : require(name)[key]),
      has: (_, key) => key in require(name),
      ownKeys: () => Reflect.ownKeys(require(name)),
      getPrototypeOf: () => Reflect.getPrototypeOf(require(name)),
      getOwnPropertyDescriptor: (_, key) => ({
        ...Reflect.getOwnPropertyDescriptor(require(name), key),
        configurable: true,
      }),
    },
  );
}

// the module that nobody imports
run('0/0', {});
