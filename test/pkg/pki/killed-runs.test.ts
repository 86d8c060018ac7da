import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { build } from 'esbuild';
import type { HostView } from '../../../pkg/host/host.ts';
import { machineView } from '../../../pkg/host/real-view.ts';
import { KUBECONFIGS, kubeconfigPath } from '../../../pkg/kubeconfig/kubeconfig-table.ts';
import { loadConnection } from '../../../pkg/kubeconfig/load-kubeconfig.ts';
import { certificatePaths } from '../../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES } from '../../../pkg/pki/certificate-table.ts';
import { inspectCertificates } from '../../../pkg/inspection/inspect-certificates.ts';
import { NO_ALT_NAMES } from '../../../pkg/pki/subject-alt-names.ts';
import { loadPair } from '../../../pkg/pki/load-pair.ts';
import { exampleConfig } from '../../support/example-config.ts';

const CHILD = fileURLToPath(new URL('../../support/killed-child.ts', import.meta.url));
/** So many of the steps in which the tree is made: together with all steps of a renewal more than two hundred. */
const MAKING_STEPS = 75;
/** The kill is what is tested; that a run goes on afterwards, now and then. */
const EVERY_CONTINUED = 15;
const AT_ONCE = 3;

type Work = 'make' | 'renew';

const EXPECTED = {
  certificatesDir: exampleConfig().cluster.certificatesDir,
  externalEtcd: false,
  names: () => ({ needed: NO_ALT_NAMES, wanted: NO_ALT_NAMES }),
};
/** What a run that was killed has not made yet, or not put in its place: the next one does. */
const NOT_YET: readonly string[] = [
  ...['certificate-missing', 'certificate-key-missing', 'certificate-authority-missing'],
  ...['service-account-key-missing', 'certificate-replacement-interrupted'],
];

describe('a tree of certificates, after kill -9 at any write', function () {
  this.timeout(180_000);
  let folder: string;
  let complete: string;
  let kills = 0;

  before(async () => {
    folder = mkdtempSync(join(tmpdir(), 'kubeadm-ts-killed-'));
    complete = mkdtempSync(join(folder, 'complete-'));
    await build({
      entryPoints: [CHILD],
      outfile: join(folder, 'child.mjs'),
      bundle: true,
      minify: true,
      platform: 'node',
      format: 'esm',
      external: ['ssh2', 'cpu-features'],
      banner: { js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);" },
      logLevel: 'warning',
    });
  });

  after(() => rmSync(folder, { recursive: true, force: true }));

  /** @returns how many steps the run took, or `killed` */
  const run = (root: string, work: Work, killAt: number): Promise<number | 'killed'> =>
    new Promise((resolve, reject) => {
      execFile(process.execPath, [join(folder, 'child.mjs'), root, work, String(killAt)], (error, stdout, stderr) => {
        if (error === null) return resolve(Number(stdout));
        return error.signal === 'SIGKILL' ? resolve('killed') : reject(new Error(`${error.message}\n${stderr}`));
      });
    });

  const viewOf = (root: string): HostView =>
    machineView({ rootfs: root, env: {}, uid: 0, runtime: () => expect.fail() }) as unknown as HostView;

  /** Every file that is there can be read and is good; nothing half-written has a file's name. */
  const expectLoadable = async (root: string, what: string): Promise<void> => {
    const view = viewOf(root);
    const { items } = await inspectCertificates(view, EXPECTED);
    const codes = items.flatMap(({ findings }) => findings.map(({ code }) => code));
    expect(
      codes.filter((code) => !NOT_YET.includes(code)),
      what,
    ).to.deep.equal([]);
    for (const spec of CERTIFICATES) await loadPair(view, certificatePaths('/etc/kubernetes/pki', spec));
    for (const spec of KUBECONFIGS) {
      const path = kubeconfigPath('/etc/kubernetes', spec);
      if ((await view.stat(path)) !== undefined)
        expect((await loadConnection(view, path))?.clientCertPem, what).to.be.a('string');
    }
  };

  const expectComplete = async (root: string, what: string): Promise<void> => {
    await expectLoadable(root, what);
    const files = await readdir(root, { recursive: true });
    expect(
      files.filter((name) => /\.(crt|key|pub|conf)$/.test(name)),
      what,
    ).to.have.length(27);
  };

  /** Kill one run after the other, each a step later, several at once. */
  const killAtEach = async (work: Work, steps: readonly number[]): Promise<void> => {
    const waiting = [...steps.entries()];
    const worker = async (): Promise<void> => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
        const [index, step] = next;
        const root = await mkdtemp(join(folder, `${work}-`));
        if (work === 'renew') await cp(complete, root, { recursive: true });
        expect(await run(root, work, step)).to.equal('killed');
        kills += 1;
        await expectLoadable(root, `${work}, killed at step ${step}`);
        if (index % EVERY_CONTINUED === 0) {
          await run(root, work, 0);
          await expectComplete(root, `${work}, killed at step ${step} and done again`);
        }
        await rm(root, { recursive: true });
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
  };

  it('is loadable while it is made for the first time', async () => {
    const steps = Number(await run(complete, 'make', 1e6));
    await expectComplete(complete, 'never killed');
    expect(steps).to.be.within(150, 300);
    const spread = Array.from({ length: MAKING_STEPS }, (_, index) => 1 + Math.floor((index * steps) / MAKING_STEPS));
    await killAtEach('make', spread);
  });

  it('is loadable while it is renewed, also between the key and the certificate of a pair', async () => {
    const root = join(folder, 'renewed');
    await cp(complete, root, { recursive: true });
    const steps = Number(await run(root, 'renew', 1e6));
    expect(steps).to.be.within(100, 250);
    await killAtEach(
      'renew',
      Array.from({ length: steps }, (_, index) => index + 1),
    );
  });

  it('was killed two hundred times', () => {
    expect(kills).to.be.at.least(200);
  });
});
