import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import { createKeyPool } from '../../../pkg/pki/key-pool.ts';
import { RENEWABLES } from '../../../pkg/pki/renewables.ts';
import { renewCertificates } from '../../../pkg/pki/renew-certificates.ts';
import { certsPhase } from '../../../phases/certs/certs.ts';
import { kubeconfigPhase } from '../../../phases/kubeconfig/kubeconfig.ts';
import { controlPlaneFacts } from '../../support/certificate-facts.ts';
import { runSteps } from '../../support/run-steps.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const run = promisify(execFile);
const GOLDEN = fileURLToPath(new URL('../../golden/certificates', import.meta.url));
const CASES = ['default', 'p256-names', 'p384'];
const REFERENCE = process.env['KUBEADM_BIN'] ?? '';
/** Set to `yes` to write the facts down anew. */
const WRITE = process.env['WRITE_GOLDEN'] === 'yes';

/** What the reference made of the same configuration: test/golden/README.md. */
const golden = (name: string): Readonly<Record<string, object>> =>
  JSON.parse(readFileSync(join(GOLDEN, name, 'facts.json'), 'utf8'));

describe('certificates and kubeconfig files, compared with those of the reference field by field', () => {
  for (const name of CASES) {
    it(`are the same for the case ${name}, and still after they were renewed`, async () => {
      const machine = new SimulatedMachine({
        files: { '/c.yaml': await readFile(join(GOLDEN, name, 'config.yaml'), 'utf8') },
      });
      const { config } = await loadInitConfig(machine, { config: '/c.yaml' }, { detectCriSocket: false });
      const keys = createKeyPool();
      const context = testContext(machine, { config, keys });
      await runSteps(certsPhase, context);
      await runSteps(kubeconfigPhase, context);
      const facts = () => controlPlaneFacts((path) => machine.file(`/etc/kubernetes/${path}`)?.content ?? '');
      expect(facts()).deep.equal(golden(name));
      const startedAt = new Date(context.startedAt.getTime() + 3_600_000);
      await renewCertificates({ ...context, startedAt, kubeconfigDir: '/etc/kubernetes' }, RENEWABLES);
      expect(facts()).deep.equal(renewed(golden(name)));
    }).timeout(60_000);
  }
});

describe('the reference itself (live)', () => {
  if (REFERENCE === '') {
    it.skip('makes what test/golden has (skipped: KUBEADM_BIN does not name it)');
    return;
  }
  for (const name of CASES) {
    it(`makes what test/golden has for the case ${name}`, async () => {
      const folder = await mkdtemp(join(tmpdir(), 'kubeadm-ts-reference-'));
      try {
        const config = join(folder, 'config.yaml');
        const text = await readFile(join(GOLDEN, name, 'config.yaml'), 'utf8');
        await writeFile(config, `${text}certificatesDir: ${join(folder, 'pki')}\n`);
        await run(REFERENCE, ['init', 'phase', 'certs', 'all', '--config', config]);
        const more = ['--config', config, '--kubeconfig-dir', folder];
        await run(REFERENCE, ['init', 'phase', 'kubeconfig', 'all', ...more]);
        const facts = controlPlaneFacts((path) => readFileSync(join(folder, path), 'utf8'));
        if (WRITE) await writeFile(join(GOLDEN, name, 'facts.json'), `${JSON.stringify(facts, null, 2)}\n`);
        expect(facts).deep.equal(golden(name));
      } finally {
        await rm(folder, { recursive: true });
      }
    }).timeout(60_000);
  }
});

/** Once renewed, the client certificates of kubeconfig files begin like all others; the kubelet renews its own. */
function renewed(facts: Readonly<Record<string, object>>): unknown {
  return Object.fromEntries(
    Object.entries(facts).map(([name, each]) => {
      const concerned = 'beginsWithAuthority' in each && name !== 'kubelet.conf';
      return [name, concerned ? { ...each, beginsWithAuthority: false } : each];
    }),
  );
}
