import { expect } from 'chai';
import { addonPhase } from '../../phases/addons/addon.ts';
import { bootstrapTokenPhase } from '../../phases/bootstrap-token/bootstrap-token.ts';
import type { InitContext } from '../../phases/init-context.ts';
import { markControlPlanePhase } from '../../phases/mark-control-plane/mark-control-plane.ts';
import { showJoinCommandPhase } from '../../phases/show-join-command/show-join-command.ts';
import { uploadCertsPhase } from '../../phases/upload-certs/upload-certs.ts';
import { uploadConfigPhase } from '../../phases/upload-config/upload-config.ts';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import type { Change } from '../../pkg/host/change.ts';
import { dryRun } from '../../pkg/host/dry-run.ts';
import { controlPlaneEndpointUrl } from '../../pkg/net/endpoint.ts';
import { isGroup, type Phase, type Step } from '../../pkg/workflow/phase.ts';
import { CA_PEM, adminConf, registeredNode, sharedPki } from '../support/answering-machine.ts';
import { appliedObjects, type AnyObject } from '../support/applied-objects.ts';
import { goldenCases, goldenConfig, goldenObjects, goldenPatches } from '../support/golden-objects.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { testContext } from '../support/test-context.ts';

const PHASES: readonly Phase<InitContext>[] = [
  uploadConfigPhase,
  uploadCertsPhase,
  markControlPlanePhase,
  bootstrapTokenPhase,
  addonPhase,
  showJoinCommandPhase,
];
const CONFIG_PATH = '/root/config.yaml';

/** A machine on which everything before these phases has been done, and the context for them. */
async function machineFor(name: string) {
  const files = { [CONFIG_PATH]: goldenConfig(name), ...goldenPatches(name) };
  const uploadCerts = name === 'upload-certs';
  const { config } = await loadInitConfig(new SimulatedMachine({ files }), { config: CONFIG_PATH, uploadCerts });
  const machine = new SimulatedMachine({
    files: {
      ...files,
      ...sharedPki(config.cluster.certificatesDir),
      '/etc/kubernetes/admin.conf': adminConf(controlPlaneEndpointUrl(config)),
    },
    objects: [registeredNode(config.nodeRegistration.name)],
  });
  return { machine, context: testContext(machine, { config, settings: { uploadCerts } }) };
}

/** The corpus was written by dry runs, so that ours are compared. */
async function changesOfDryRun(name: string): Promise<readonly Change[]> {
  const { machine, context } = await machineFor(name);
  const changes: Change[] = [];
  const host = dryRun(machine);
  const remember = host.change.bind(host);
  host.change = async (change) => {
    changes.push(change);
    await remember(change);
  };
  await runAll({ ...context, host });
  expect(machine.changes).to.be.empty;
  return changes;
}

async function runAll(context: InitContext): Promise<void> {
  for (const step of PHASES.flatMap(stepsOf)) if (step.skipReason?.(context) === undefined) await step.run(context);
}

function stepsOf(phase: Phase<InitContext>): readonly Step<InitContext>[] {
  return isGroup(phase) ? phase.phases.flatMap(stepsOf) : [phase];
}

/** An object without what differs from run to run. */
function comparable(object: AnyObject): unknown {
  if (object.kind === 'Node') return { kind: 'Node', name: object.metadata.name };
  if (object.metadata.name === 'kubeadm-certs' && object.kind === 'Secret') return certsShape(object);
  if (object['type'] === 'bootstrap.kubernetes.io/token') return tokenShape(object);
  const text = JSON.stringify(object).replaceAll(Buffer.from(CA_PEM).toString('base64'), '<CA>');
  return JSON.parse(text) as unknown;
}

/** Encrypted values and the owner's name are random. */
function certsShape(object: AnyObject): unknown {
  const owners = object.metadata.ownerReferences?.map((owner) => ({
    ...owner,
    name: String(owner['name']).slice(0, -6),
  }));
  return {
    ...object,
    metadata: { ...object.metadata, ownerReferences: owners },
    data: Object.keys(object['data'] as object).sort(),
  };
}

/** The time is another one, and so is the token that only lends its life. */
function tokenShape(object: AnyObject): unknown {
  const data: Record<string, string> = { ...(object['data'] as Record<string, string>) };
  const random = !('usage-bootstrap-signing' in data);
  if ('expiration' in data) data['expiration'] = '<time>';
  if (random) Object.assign(data, { 'token-id': '<id>', 'token-secret': '<secret>' });
  const name = random ? '<name>' : object.metadata.name;
  return { ...object, metadata: { ...object.metadata, name }, data };
}

describe('objects of init', () => {
  for (const name of goldenCases()) {
    it(`are those of the reference, in its order: ${name}`, async () => {
      const changes = await changesOfDryRun(name);
      const expected = goldenObjects(name);
      expect(expected.length).to.be.greaterThan(10);
      const verbs = changes.map((change) => (change.kind === 'apply-object' ? change.verb : change.kind));
      expect(verbs).to.deep.equal(expected.map(({ verb }) => verb));
      const objects = appliedObjects(changes).map(comparable);
      expected.forEach(({ object }, index) => expect(objects[index]).to.deep.equal(comparable(object)));
    });
  }

  it('stay as they are when everything runs again', async () => {
    const { machine, context } = await machineFor('upload-certs');
    await runAll(context);
    expect(machine.changes.length).to.be.greaterThan(20);
    machine.forget();
    await runAll(context);
    expect(machine.changes).to.be.empty;
    expect(context.warnings).to.be.empty;
  });
});
