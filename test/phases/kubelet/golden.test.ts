import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { kubeletStart } from '../../../phases/kubelet/kubelet-start.ts';
import type { NodeRegistration } from '../../../pkg/config/types.ts';
import type { JsonObject } from '../../../pkg/kube/kube-object.ts';
import { readYaml, readYamlDocuments } from '../../../pkg/yaml/read-yaml.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { goldenCases } from '../../support/golden-objects.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';
import { testContext } from '../../support/test-context.ts';

const GOLDEN = fileURLToPath(new URL('../../golden/', import.meta.url));
interface GoldenObject extends JsonObject {
  readonly kind?: string;
  readonly metadata?: { readonly name: string };
  readonly data?: { readonly kubelet?: string };
}

/** The KubeletConfiguration that the cluster shares: what the one of the node is made from. */
function sharedDocument(name: string): JsonObject {
  const objects = readYamlDocuments(
    readFileSync(`${GOLDEN}${name}/objects.yaml`, 'utf8'),
  ) as readonly (GoldenObject | null)[];
  const map = objects.find((object) => object?.kind === 'ConfigMap' && object.metadata?.name === 'kubelet-config');
  return readYaml(map?.data?.kubelet ?? '') as JsonObject;
}

function nodeRegistration(name: string): Partial<NodeRegistration> {
  const documents = readYamlDocuments(readFileSync(`${GOLDEN}${name}/config.yaml`, 'utf8')) as readonly {
    nodeRegistration?: Partial<NodeRegistration>;
  }[];
  return documents.find((document) => document.nodeRegistration !== undefined)?.nodeRegistration ?? {};
}

function patchFiles(name: string): Record<string, string> {
  const folder = `${GOLDEN}${name}/patches/`;
  if (!existsSync(folder)) return {};
  const files = readdirSync(folder).map((file) => [
    `/etc/kubernetes/gold-patches/${file}`,
    readFileSync(folder + file, 'utf8'),
  ]);
  return Object.fromEntries([['/etc/kubernetes/gold-patches/', ''], ...files]) as Record<string, string>;
}

describe('kubelet-start, compared with what the reference writes', () => {
  for (const name of goldenCases()) {
    it(`writes the same files in case ${name}`, async () => {
      const files = patchFiles(name);
      const machine = new SimulatedMachine({
        hostname: 'somewhere',
        files,
        commands: { 'systemctl is-active systemd-resolved': { code: 3, stdout: 'inactive\n', stderr: '' } },
      });
      const config = exampleConfig({
        kubelet: { userSupplied: false, document: sharedDocument(name) },
        nodeRegistration: nodeRegistration(name),
        patchesDirectory: Object.keys(files).length === 0 ? '' : '/etc/kubernetes/gold-patches',
      });
      await kubeletStart.run(testContext(machine, { config }));
      const wanted = (file: string): string => readFileSync(`${GOLDEN}${name}/files/var/lib/kubelet/${file}`, 'utf8');
      expect(readYaml(machine.file('/var/lib/kubelet/config.yaml')?.content ?? '')).to.deep.equal(
        readYaml(wanted('config.yaml')),
      );
      expect(machine.file('/var/lib/kubelet/kubeadm-flags.env')?.content.trimEnd()).to.equal(
        wanted('kubeadm-flags.env').trimEnd(),
      );
    });
  }
});
