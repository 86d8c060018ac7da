import { expect } from 'chai';
import { corednsObjects } from '../../manifests/addons/coredns.ts';
import { kubeProxyObjects } from '../../manifests/addons/kube-proxy.ts';
import { clusterInfoConfigMap, kubeletConfigMap } from '../../manifests/cluster/config-maps.ts';
import type { Manifest } from '../../manifests/manifest.ts';
import {
  bootstrapTokenRbac,
  clusterInfoRbac,
  kubeadmCertsRbac,
  kubeadmConfigRbac,
  kubeletConfigRbac,
} from '../../manifests/rbac/cluster-rbac.ts';
import { controlPlanePhase } from '../../phases/control-plane/control-plane.ts';
import { etcdPhase } from '../../phases/etcd/etcd.ts';
import { coreDnsImage, kubernetesImage } from '../../pkg/config/images.ts';
import { loadInitConfig } from '../../pkg/config/load-init-config.ts';
import type { InitConfig } from '../../pkg/config/types.ts';
import { describeRef, refOf } from '../../pkg/kube/kube-object.ts';
import { controlPlaneEndpointUrl } from '../../pkg/net/endpoint.ts';
import { dnsServiceIP } from '../../pkg/net/service-address.ts';
import { readYaml } from '../../pkg/yaml/read-yaml.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';
import { goldenFiles } from '../support/golden-files.ts';
import { goldenCases, goldenConfig, goldenObjects, goldenPatches } from '../support/golden-objects.ts';
import { runSteps } from '../support/run-steps.ts';
import { SimulatedMachine } from '../support/simulated-machine.ts';
import { testContext } from '../support/test-context.ts';

const MANIFESTS = '/etc/kubernetes/manifests/';
const CONFIG = '/root/config.yaml';

async function load(name: string): Promise<{ machine: SimulatedMachine; config: InitConfig }> {
  const machine = new SimulatedMachine({ files: { [CONFIG]: goldenConfig(name), ...goldenPatches(name) } });
  const { config } = await loadInitConfig(machine, { config: CONFIG });
  return { machine, config };
}

/** The corpus comes from dry runs, where the reference leaves the users of RootlessControlPlane out. */
function asRoot(config: InitConfig): InitConfig {
  return { ...config, cluster: { ...config.cluster, featureGates: {} } };
}

/** Every object that the builders make from a configuration alone. */
function builtObjects(config: InitConfig): readonly Manifest[] {
  const { cluster, kubelet, kubeProxy } = config;
  const server = controlPlaneEndpointUrl(config);
  const clusterIP = dnsServiceIP(cluster.networking.serviceSubnet) ?? '';
  const dns = { dnsDomain: cluster.networking.dnsDomain, clusterIP, image: coreDnsImage(cluster), replicas: 2 };
  const proxy = { ...kubeProxy, server, image: kubernetesImage(cluster, 'kube-proxy'), env: [] };
  return [
    ...kubeadmConfigRbac(),
    kubeletConfigMap(writeYaml(kubelet.document), kubelet.userSupplied),
    ...kubeletConfigRbac(),
    ...kubeadmCertsRbac(),
    ...bootstrapTokenRbac(),
    clusterInfoConfigMap('CA', server),
    ...clusterInfoRbac(),
    ...Object.values<Manifest>({ ...corednsObjects(dns) }),
    ...Object.values<Manifest>({ ...kubeProxyObjects(proxy) }),
  ];
}

/** What an object's parsed YAML is, with the stand-in for the CA that the corpus has. */
function parsed(object: object): unknown {
  return readYaml(writeYaml(object).replaceAll(Buffer.from('CA').toString('base64'), '<CA>'));
}

/** Objects that hold random values, or that other parts of the program make or patch. */
function isBuiltElsewhere(object: { kind: string; metadata: { name: string } }, name: string): boolean {
  if (object.kind === 'Node' || object.kind === 'Secret' || object.metadata.name === 'kubeadm-config') return true;
  return name === 'patches' && object.kind === 'Deployment';
}

for (const name of goldenCases()) {
  describe(`golden case ${name}`, () => {
    it('writes the same static Pods, byte for byte', async () => {
      const { machine, config } = await load(name);
      const context = testContext(machine, { config: asRoot(config) });
      for (const phase of [etcdPhase, controlPlanePhase]) await runSteps(phase, context);
      const expected = Object.entries(goldenFiles(name)).filter(([path]) => path.startsWith(MANIFESTS));
      expect(machine.paths().filter((path) => path.startsWith(MANIFESTS))).deep.equal(
        expected.map(([path]) => path).sort(),
      );
      for (const [path, text] of expected) {
        expect(machine.file(path)?.content, path).equal(text);
        expect(machine.file(path)?.mode, path).equal(0o600);
      }
    });

    it('builds the same objects', async () => {
      const { config } = await load(name);
      const built = new Map(builtObjects(config).map((object) => [describeRef(refOf(object)), object]));
      for (const { object } of goldenObjects(name).filter(({ object }) => !isBuiltElsewhere(object, name))) {
        const key = describeRef(refOf(object));
        const own = built.get(key);
        expect(own === undefined ? undefined : parsed(own), key).deep.equal(object);
      }
    });
  });
}
