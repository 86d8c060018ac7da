// Bundles the program into dist/: one small entry and chunks that are loaded when a command needs them.
import { chmod, rm } from 'node:fs/promises';
import { build } from 'esbuild';

await rm('dist', { recursive: true, force: true });
await build({
  entryPoints: ['cmd/kubeadm-ts.ts'],
  outdir: 'dist',
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
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
  // packages in the older module format look for `require`
  banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
  logLevel: 'warning',
});
await chmod('dist/kubeadm-ts.js', 0o755);
