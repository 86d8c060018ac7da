// Bundles the program into dist/: a small start, and packs of modules with what V8 compiled of them. Why: cmd/start.cjs.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { chmod, copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { Script } from 'node:vm';
import { build, transform } from 'esbuild';

/** What people run, light commands first. Run on a root of the build's own, which has this configuration. */
const ON_THIS_MACHINE = [
  'version',
  'certs check-expiration --config /warm-up.yaml',
  'init phase certs all --config /warm-up.yaml',
  'init phase kubeconfig all --config /warm-up.yaml',
  'certs renew all --config /warm-up.yaml',
  'certs verify --config /warm-up.yaml',
  'config validate --config /warm-up.yaml',
  'init --help',
  'init phase control-plane all --config /warm-up.yaml',
  // on another root: there is no kubeconfig, so that no cluster is asked
  'init --dry-run --ignore-preflight-errors all --config /warm-up.yaml --rootfs new',
  'reset --dry-run --force --rootfs new',
];
/** These wait for an answer that never comes, and are stopped. */
const OF_A_CLUSTER = [
  'token list --kubeconfig /etc/kubernetes/admin.conf',
  'join 127.0.0.1:1 --token abcdef.0123456789abcdef --discovery-token-unsafe-skip-ca-verification --rootfs new',
];

const options = {
  bundle: true,
  platform: 'node',
  target: 'node20',
  // code that is compiled as a script (cmd/start.cjs) has `require` only
  supported: { 'dynamic-import': false },
  minify: true,
  sourcemap: true,
  sourcesContent: false,
  legalComments: 'external',
  // dockerode reaches remote engines over SSH through these; this program speaks to the local socket only
  external: ['ssh2', 'cpu-features'],
  alias: {
    // client-node's kubeconfig reader needs the names of node-fetch only; Node has them itself
    'node-fetch': './pkg/kube/platform-fetch.ts',
    // of yargs, the program uses the parser only
    'yargs/helpers': './cmd/cli/yargs-helpers.ts',
  },
  logLevel: 'warning',
};

/** How one chunk names another one. */
const IMPORT = /\brequire\("(\.\.?\/[^"]+)"\)/g;

/** A chunk with more characters than this is a pack by itself: a package that few commands use, and not always. */
const LARGE = 100_000;

await rm('dist', { recursive: true, force: true });
await mkdir('dist');
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
await copyFile('cmd/start.cjs', 'dist/kubeadm-ts.js');
await chmod('dist/kubeadm-ts.js', 0o755);
await build({ ...options, outfile: 'dist/prime-worker.js', format: 'cjs', entryPoints: ['cmd/prime-worker.ts'] });
await writePacks();

/** All in one pack first, to learn which command needs which chunk; then a pack for each command, of what is new there. */
async function writePacks() {
  const chunks = await chunksOfProgram();
  const root = await mkdtemp(join(tmpdir(), 'kubeadm-ts-build-'));
  try {
    for (const folder of ['used', 'new']) {
      await mkdir(join(root, folder));
      await copyFile('test/bench/warm-up.yaml', join(root, folder, 'warm-up.yaml'));
    }
    await writePack('0', chunks, new Map(chunks.map(({ name }, index) => [name, `0/${index}`])));
    const packs = packsOf(chunks, runAll(root));
    const places = new Map(packs.flatMap((pack, at) => pack.map(({ name }, index) => [name, `${at}/${index}`])));
    for (const [at, pack] of packs.entries()) await writePack(String(at), pack, places);
    await rm(join(root, 'used/etc'), { recursive: true, force: true });
    runAll(root);
    for (const at of packs.keys()) await compileUnless(`dist/pack-${at}`);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

/** Of a pack that none of these commands reads, what V8 makes of it without running it: it need not parse it again. */
async function compileUnless(pack) {
  if (existsSync(`${pack}.cache`)) return;
  const script = new Script(await readFile(`${pack}.js`, 'latin1'), { filename: `${pack}.js` });
  await writeFile(`${pack}.cache`, script.createCachedData());
}

/** @returns for each command, the indices of the chunks that it loaded */
function runAll(root) {
  const first = ON_THIS_MACHINE.map((words) => run(words, root));
  // this time, they find what they have made before
  const second = ON_THIS_MACHINE.map((words) => run(words, root));
  const loaded = first.map((indices, command) => [...indices, ...second[command]]);
  return [...loaded, ...OF_A_CLUSTER.map((words) => run(words, root))];
}

/** The program, cut by esbuild where something is loaded on demand: each chunk as the body of a CommonJS module. */
async function chunksOfProgram() {
  const { outputFiles } = await build({
    ...options,
    write: false,
    outdir: 'dist',
    format: 'esm',
    splitting: true,
    supported: {},
    sourcemap: 'inline',
    // every module by itself: cmd/start.cjs runs only those of which something is asked for
    entryPoints: ['cmd', 'pkg', 'phases', 'manifests'].flatMap(modulesBelow),
    outbase: '.',
  });
  const legal = outputFiles.filter(({ path }) => path.endsWith('.LEGAL.txt')).map(({ text }) => text);
  await writeFile('dist/LEGAL.txt', [...new Set(legal)].join('\n'));
  const scripts = outputFiles.filter(({ path }) => path.endsWith('.js'));
  // cmd/start.cjs begins with the first one
  const isEntry = ({ path }) => Number(path.endsWith('/cmd/kubeadm-ts.js'));
  scripts.sort((a, b) => isEntry(b) - isEntry(a));
  // modules are run when something of them is asked for: an import of nothing is for nothing
  const bare = /\bimport"\.\.?\/[^"]+";/g;
  const chunks = await Promise.all(scripts.map(({ path, text }) => asFunctionBody(path, text.replace(bare, ''))));
  return reachable(chunks);
}

/** Without the chunks that only name other ones, for modules that were entries and are imported by nobody. */
function reachable(chunks) {
  const byName = new Map(chunks.map((chunk) => [chunk.name, chunk]));
  const found = new Set([chunks[0]]);
  for (const { name, code } of found)
    for (const [, other] of code.matchAll(IMPORT)) {
      const chunk = byName.get(resolve(dirname(name), other));
      if (chunk !== undefined) found.add(chunk);
    }
  return [...found];
}

async function asFunctionBody(name, text) {
  const { supported, target } = options;
  const form = {
    format: 'cjs',
    minifyWhitespace: true,
    supported,
    target,
    sourcemap: 'external',
    logOverride: { 'empty-import-meta': 'error' },
  };
  const { code, map } = await transform(text, form);
  demandAscii(code);
  // esbuild's helpers for exchanging modules stand before all else, and in every chunk: cmd/start.cjs hands them in
  const helpers = /^(var __\w+=.*?;(?=var |__export|module))*/.exec(code)[0].length;
  const { mappings, ...rest } = JSON.parse(map);
  return { name, code: code.slice(helpers), map: { ...rest, mappings: movedToTheLeft(mappings, helpers) } };
}

/** The mappings of a source map whose first line has lost so many columns at its start: numbers are VLQ, in base64. */
function movedToTheLeft(mappings, columns) {
  const digits = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const [first] = /^[g-z0-9+/]*[A-Zabcdef]?/.exec(mappings);
  const value = [...first].reduceRight((sum, digit) => sum * 32 + (digits.indexOf(digit) & 31), 0);
  let moved = Math.max(value - 2 * columns, 0);
  let text = '';
  do {
    text += digits[(moved & 31) | (moved > 31 ? 32 : 0)];
    moved >>= 5;
  } while (moved > 0);
  return text + mappings.slice(first.length);
}

function modulesBelow(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))
    .map((name) => join(folder, name));
}

/** cmd/start.cjs reads one byte for one character, which is the fastest way. esbuild escapes all others, but not in regular expressions. */
function demandAscii(code) {
  const found = /.{0,30}[^\0-\x7f].{0,30}/.exec(code);
  if (found !== null)
    throw new Error(`the program has characters beyond ASCII: write them as \\u escapes: ${found[0]}`);
}

/**
 * A pack for each command, of the chunks that no command before it has loaded, and one of all others.
 *
 * @param loaded - for each command, the indices of the chunks that it loads, in their order
 */
function packsOf(chunks, loaded) {
  const large = chunks.filter(({ code }) => code.length > LARGE);
  const left = new Set(chunks.filter((chunk) => !large.includes(chunk)));
  const packs = [];
  for (const indices of [...loaded, chunks.keys()]) {
    const pack = [...indices].map((index) => chunks[index]).filter((chunk) => left.delete(chunk));
    if (pack.length > 0) packs.push(pack);
  }
  return [...packs, ...large.map((chunk) => [chunk])];
}

/** An array of functions, one for each chunk, which find each other by place: `<pack>/<index>`. */
async function writePack(name, chunks, places) {
  const lines = ['['];
  const sections = [];
  for (const { name: path, code, map } of chunks) {
    lines.push('function(require,module,__export,__toCommonJS,__toESM){');
    sections.push({ offset: { line: lines.length, column: 0 }, map });
    const placed = code.replace(IMPORT, (_, other) => {
      const place = places.get(resolve(dirname(path), other));
      if (place === undefined) throw new Error(`${path} wants ${other}, which is in no pack`);
      return `require("${place}")`;
    });
    lines.push(...placed.trimEnd().split('\n'), '},');
  }
  await writeFile(`dist/pack-${name}.js`, `${lines.join('\n')}\n]\n//# sourceMappingURL=pack-${name}.js.map\n`);
  await writeFile(`dist/pack-${name}.js.map`, JSON.stringify({ version: 3, sections }));
}

/**
 * Run a command with cmd/keep-compiled.cjs, which leaves in dist/ what V8 has compiled for it. How the command ends does
 * not matter: without root there are no files to make.
 *
 * @returns the indices of the chunks that it loaded, in their packs
 */
function run(words, roots) {
  const [command, root = 'used'] = words.split(' --rootfs ');
  const args = ['dist/kubeadm-ts.js', ...command.split(' '), '--rootfs', join(roots, root)];
  const { output } = spawnSync(process.execPath, ['--require', './cmd/keep-compiled.cjs', ...args], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
    encoding: 'utf8',
    timeout: 1_000,
    killSignal: 'SIGINT',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return JSON.parse(output[3] || '[]');
}
