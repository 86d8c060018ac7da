import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { loadAll } from 'js-yaml';
import { loadInitConfig } from '../../../pkg/config/load-init-config.ts';
import { marshalClusterConfiguration } from '../../../pkg/config/marshal.ts';
import type { InitConfig } from '../../../pkg/config/types.ts';
import { writeYaml } from '../../../pkg/yaml/write-yaml.ts';
import { goldenCases } from '../../support/golden-objects.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

interface ConfigMap {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: Readonly<Record<string, string>> };
  readonly data: Readonly<Record<string, string>>;
}

const GOLDEN = join(import.meta.dirname, '../../golden');
const HASH = 'kubeadm.kubernetes.io/component-config.hash';
const CASES = goldenCases();

/** What the reference made of a case's configuration. */
function goldenConfigMap(name: string, configMap: string): ConfigMap | undefined {
  const objects = loadAll(readFileSync(join(GOLDEN, name, 'objects.yaml'), 'utf8')) as ConfigMap[];
  return objects.find((object) => object.kind === 'ConfigMap' && object.metadata.name === configMap);
}

async function loadCase(name: string): Promise<InitConfig> {
  const machine = new SimulatedMachine({
    files: { '/config.yaml': readFileSync(join(GOLDEN, name, 'config.yaml'), 'utf8') },
  });
  return (await loadInitConfig(machine, { config: '/config.yaml' })).config;
}

/** Values of a ConfigMap end with one line break or with none: block literals keep it, the rest does not matter. */
const trimmed = (text: string | undefined): string => (text ?? '').trimEnd();

describe('configuration, against what the reference makes of it', () => {
  it('has cases', () => expect(CASES).to.include('default'));

  for (const name of CASES) {
    describe(name, () => {
      it('writes the ClusterConfiguration byte for byte', async () => {
        const golden = goldenConfigMap(name, 'kubeadm-config');
        expect(marshalClusterConfiguration(await loadCase(name))).to.equal(golden?.data['ClusterConfiguration']);
      });

      it('writes the KubeletConfiguration byte for byte, with the same hash', async () => {
        const golden = goldenConfigMap(name, 'kubelet-config');
        const config = await loadCase(name);
        const text = writeYaml(config.kubelet.document);
        expect(text).to.equal(golden?.data['kubelet']);
        const hash = golden?.metadata.annotations?.[HASH];
        expect(config.kubelet.userSupplied).to.equal(hash === undefined);
        if (hash !== undefined) expect(`sha256:${createHash('sha256').update(text).digest('hex')}`).to.equal(hash);
      });

      it('writes the KubeProxyConfiguration byte for byte, with the same hash', async () => {
        const golden = goldenConfigMap(name, 'kube-proxy');
        const config = await loadCase(name);
        expect(config.cluster.proxy.disabled).to.equal(golden === undefined);
        if (golden === undefined) return;
        const text = writeYaml(config.kubeProxy.document);
        expect(trimmed(text)).to.equal(trimmed(golden.data['config.conf']));
        const hash = golden.metadata.annotations?.[HASH];
        expect(config.kubeProxy.userSupplied).to.equal(hash === undefined);
      });
    });
  }
});
