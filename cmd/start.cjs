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
  /^(node:)?(child_process|dns\/promises|fs\/promises|http|https|module|net|readline|timers\/promises|tls|zlib)$/;

const packs = new Map();
const modules = new Map();

function load(name) {
  const known = modules.get(name);
  if (known !== undefined) return known;
  const place = /^(\d+)\/(\d+)$/.exec(name);
  if (place === null && !LATE.test(name)) return require(name);
  const module = place === null ? late(name) : whenAsked(place[1], place[2]);
  modules.set(name, module);
  return module;
}

/** A module that is run once something of it is asked for: then it has all that it exports, and is asked no more. */
function whenAsked(pack, index) {
  let asked = false;
  const run = () => {
    if (asked) return module;
    asked = true;
    Object.setPrototypeOf(module, null);
    const holder = {
      set exports(exported) {
        Object.defineProperties(module, Object.getOwnPropertyDescriptors(exported));
      },
    };
    runChunk(packs.get(pack) ?? readPack(pack), index, holder);
    return module;
  };
  const module = Object.create(new Proxy({}, { get: (_, key) => run()[key] }), { __esModule: { value: true } });
  return module;
}

function runChunk(chunks, index, module) {
  chunks[index](load, module, defineGetters, (exported) => exported, withDefault);
}

/** esbuild's `__export`. */
function defineGetters(target, getters) {
  for (const name in getters) Object.defineProperty(target, name, { get: getters[name], enumerable: true });
}

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
runChunk(readPack('0'), 0, {});
