// Bundles the program into dist/: a small start, the program, what V8 compiled of it, and packages that few commands need.
import { spawnSync } from 'node:child_process';
import { chmod, copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';

/** Loaded where `import()` asks for them, and kept apart: reading them takes as long as the whole program. */
const SELDOM = {
  '@grpc/grpc-js': 'grpc',
  '@kubernetes/client-node/dist/config.js': 'kubernetes-client',
  dockerode: 'dockerode',
};

const seldomApart = {
  name: 'seldom-apart',
  setup(builder) {
    builder.onResolve({ filter: /.*/ }, ({ path, kind }) => {
      const name = kind === 'dynamic-import' ? SELDOM[path] : undefined;
      return name === undefined ? undefined : { path: `./${name}.js`, external: true };
    });
  },
};

const options = {
  outdir: 'dist',
  bundle: true,
  platform: 'node',
  format: 'cjs',
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
    // yargs measures text for help pages of its own, which are never shown
    'string-width': './cmd/cli/plain-width.ts',
  },
  // packages in the newer module format ask where they are
  define: { 'import.meta.url': 'fileUrl' },
  banner: { js: "const fileUrl = require('node:url').pathToFileURL(__filename).href;" },
  logLevel: 'warning',
};

await rm('dist', { recursive: true, force: true });
await build({ ...options, entryPoints: { program: 'cmd/kubeadm-ts.ts' }, plugins: [seldomApart] });
await build({
  ...options,
  entryPoints: Object.fromEntries(Object.entries(SELDOM).map(([name, file]) => [file, name])),
});
await demandAscii('dist/program.js');
await writeFile('dist/package.json', '{ "type": "commonjs" }\n');
await copyFile('cmd/start.cjs', 'dist/kubeadm-ts.js');
await chmod('dist/kubeadm-ts.js', 0o755);
await keepCompiled();

/** cmd/start.cjs reads one byte for one character, which is the fastest way. esbuild escapes all others, but not in regular expressions. */
async function demandAscii(file) {
  const found = /.{0,30}[^\0-\x7f].{0,30}/.exec(await readFile(file, 'utf8'));
  if (found !== null) throw new Error(`${file} has characters beyond ASCII: write them as \\u escapes: ${found[0]}`);
}

/**
 * Run what people run, and keep what V8 compiled for it in dist/program.cache. Without that file, or with another
 * version of Node than this one, the program runs as well, and starts later.
 */
async function keepCompiled() {
  const root = await mkdtemp(join(tmpdir(), 'kubeadm-ts-build-'));
  try {
    await copyFile('test/bench/warm-up.yaml', join(root, 'warm-up.yaml'));
    const ofRoot = ['--rootfs', root];
    const config = ['--config', '/warm-up.yaml', ...ofRoot];
    const nobody = '127.0.0.1:1';
    for (const words of [
      ['version'],
      ['init', '--help'],
      ['init', 'phase', 'certs', 'all', ...config],
      ['init', 'phase', 'kubeconfig', 'all', ...config],
      ['init', 'phase', 'control-plane', 'all', ...config],
      ['certs', 'check-expiration', ...config],
      ['certs', 'renew', 'all', ...config],
      ['config', 'validate', ...config],
      ['init', '--dry-run', '--ignore-preflight-errors', 'all', ...config],
      [
        'join',
        nobody,
        '--token',
        'abcdef.0123456789abcdef',
        '--discovery-token-unsafe-skip-ca-verification',
        ...ofRoot,
      ],
      ['token', 'list', '--kubeconfig', '/etc/kubernetes/admin.conf', ...ofRoot],
    ])
      spawnSync(process.execPath, ['--require', './cmd/keep-compiled.cjs', 'dist/kubeadm-ts.js', ...words], {
        // how a command ends does not matter here: without root there are no files to make, and nobody answers
        stdio: 'ignore',
        timeout: 3_000,
        killSignal: 'SIGINT',
        env: { ...process.env, NODE_OPTIONS: '' },
      });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
