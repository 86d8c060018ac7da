// `npm run test:parity [-- FILE-OR-FOLDER...] [--random COUNT] [--seed N] [--only COMMAND]
// [--record]`: runs this program and the
// reference over configurations, and tells where they differ. The programs run in namespaces of their own. `--record`
// writes down what the reference made of the files, for recorded.test.ts.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { compareAll } from './compare-all.ts';
import { collectCases } from './collect-cases.ts';
import { OutcomeRecord } from './record.ts';

const HERE = import.meta.dirname;
const INSIDE = 'KUBEADM_PARITY_INSIDE';
const PROGRAM = process.env['KUBEADM_TS'] ?? fileURLToPath(new URL('../../dist/kubeadm-ts.js', import.meta.url));
const NAMESPACES = ['--mount', '--net', '--uts', '--propagation', 'private'];

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    random: { type: 'string', default: '0' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string', default: '' },
    verbose: { type: 'boolean', default: false },
    record: { type: 'boolean', default: false },
  },
});
process.exitCode = process.env[INSIDE] === undefined ? outside() : await inside(process.env[INSIDE]);

/** Collects the files, and starts this program again in the sandbox. */
function outside(): number {
  const reference = process.env['KUBEADM_BIN'];
  if (reference === undefined || reference === '') {
    console.error('KUBEADM_BIN is not set: give the path of a kubeadm 1.36 binary, to compare with, and run it again');
    return 2;
  }
  const folder = mkdtempSync(join(tmpdir(), 'kubeadm-parity-'));
  mkdirSync(join(folder, 'scratch'));
  const folders = positionals.length > 0 || values.random !== '0' ? positionals : [join(HERE, 'cases')];
  collectCases(join(folder, 'cases'), folders, { count: Number(values.random), seed: Number(values.seed) });
  const own = process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'];
  const sandbox = [join(HERE, 'sandbox.sh'), join(HERE, 'machine'), join(folder, 'scratch')];
  const again = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
  const { status, error } = spawnSync('unshare', [...own, ...NAMESPACES, ...sandbox, ...again], {
    stdio: 'inherit',
    env: { ...process.env, [INSIDE]: folder },
  });
  if (error !== undefined) console.error(`the sandbox needs unshare (util-linux) and ip (iproute2): ${error.message}`);
  rmSync(folder, { recursive: true, force: true });
  return status ?? 2;
}

async function inside(folder: string): Promise<number> {
  const record = new OutcomeRecord();
  const unexpected = await compareAll({
    cases: join(folder, 'cases'),
    scratch: join(folder, 'scratch'),
    theirs: [process.env['KUBEADM_BIN'] ?? ''],
    ours: [process.execPath, PROGRAM],
    only: values.only,
    verbose: values.verbose,
    print: (line) => console.log(line),
    seen: (command, file, theirs, found) => record.add(command, file, theirs, found),
  });
  if (values.record) record.write(readdirSync(join(HERE, 'cases')));
  return unexpected === 0 ? 0 : 1;
}
