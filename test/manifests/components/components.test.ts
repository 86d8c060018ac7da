import { expect } from 'chai';
import type { Component, MachineFacts } from '../../../manifests/components/component.ts';
import { etcdComponent } from '../../../manifests/components/etcd.ts';
import { apiServerComponent } from '../../../manifests/components/kube-apiserver.ts';
import { controllerManagerComponent } from '../../../manifests/components/kube-controller-manager.ts';
import { schedulerComponent } from '../../../manifests/components/kube-scheduler.ts';
import type { Arg, InitConfig, LocalEtcd } from '../../../pkg/config/types.ts';
import { exampleConfig } from '../../support/example-config.ts';

const MACHINE: MachineFacts = { caDirectories: [], proxyEnv: [], externalCA: false };
const COMPONENT = { extraArgs: [], extraVolumes: [], extraEnvs: [] };

function argsOf(component: Component, name: string): readonly string[] {
  return component.args.filter((arg) => arg.name === name).map(({ value }) => value);
}

function apiServer(extraArgs: readonly Arg[], more: Parameters<typeof exampleConfig>[0] = {}): Component {
  const config = exampleConfig({
    ...more,
    cluster: { apiServer: { ...COMPONENT, extraArgs, certSANs: [] }, ...more.cluster },
  });
  return apiServerComponent(config, MACHINE);
}

function etcd(local: Partial<LocalEtcd>, overrides: Parameters<typeof exampleConfig>[0] = {}): Component {
  const base = exampleConfig(overrides);
  const merged = { ...localOf(base), ...local };
  return etcdComponent({ ...base, cluster: { ...base.cluster, etcd: { local: merged } } }, merged);
}

function localOf({ cluster }: InitConfig): LocalEtcd {
  return cluster.etcd.local!;
}

describe('the arguments of components', () => {
  it("put defaults by name first, then the user's in their order, without the defaults that they replace", () => {
    const extra = [
      { name: 'v', value: '4' },
      { name: 'allow-privileged', value: 'false' },
      { name: 'v', value: '5' },
    ];
    const { args } = apiServer(extra);
    expect(args.slice(-3)).deep.equal(extra);
    const names = args.slice(0, -3).map(({ name }) => name);
    expect(names).deep.equal([...names].sort());
    expect(names).not.include('allow-privileged');
  });

  it('leave the authorization mode out beside a file that configures authorization', () => {
    expect(argsOf(apiServer([{ name: 'authorization-config', value: '/a.yaml' }]), 'authorization-mode')).deep.equal(
      [],
    );
    expect(argsOf(apiServer([]), 'authorization-mode')).deep.equal(['Node,RBAC']);
  });

  it('lead the API server to the URL that the local etcd was told to advertise', () => {
    const local = {
      ...localOf(exampleConfig()),
      extraArgs: [{ name: 'advertise-client-urls', value: 'https://e:2379' }],
    };
    expect(argsOf(apiServer([], { cluster: { etcd: { local } } }), 'etcd-servers')).deep.equal(['https://e:2379']);
  });

  it('give the API server only the credentials that an external etcd has', () => {
    const external = {
      endpoints: ['http://a:2379', 'http://b:2379'],
      httpEndpoints: [],
      caFile: '',
      certFile: '',
      keyFile: '',
    };
    const component = apiServer([], { cluster: { etcd: { external } } });
    expect(argsOf(component, 'etcd-servers')).deep.equal(['http://a:2379,http://b:2379']);
    for (const name of ['etcd-cafile', 'etcd-certfile', 'etcd-keyfile'])
      expect(argsOf(component, name), name).deep.equal([]);
  });

  it('stop the controller manager from signing where the CA key is kept elsewhere', () => {
    const component = controllerManagerComponent(exampleConfig(), { ...MACHINE, externalCA: true });
    expect(argsOf(component, 'cluster-signing-cert-file')).deep.equal(['']);
    expect(argsOf(component, 'cluster-signing-key-file')).deep.equal(['']);
    expect(component.unprivileged.owns.map(({ path }) => path)).not.include('/etc/kubernetes/pki/ca.key');
  });

  it('name all members where etcd joins a cluster', () => {
    const config = exampleConfig();
    const peers = [
      { name: 'a', peerURL: 'https://192.0.2.1:2380' },
      { name: 'cp1', peerURL: 'https://192.0.2.10:2380' },
    ];
    const component = etcdComponent(config, localOf(config), peers);
    expect(argsOf(component, 'initial-cluster')).deep.equal(['a=https://192.0.2.1:2380,cp1=https://192.0.2.10:2380']);
    expect(argsOf(component, 'initial-cluster-state')).deep.equal(['existing']);
  });
});

describe('where components say how they are', () => {
  const metrics: readonly (readonly [string, string])[] = [
    ['http://0.0.0.0:9999', 'HTTP 0.0.0.0 9999'],
    ['https://192.0.2.10:1234,http://127.0.0.1:2381', 'HTTPS 192.0.2.10 1234'],
    ['http://[fd00::1]:2399', 'HTTP fd00::1 2399'],
    ['http://example', 'HTTP example 2381'],
    ['http://example:0', 'HTTP example 2381'],
    ['nonsense', 'HTTP 127.0.0.1 2381'],
    ['', 'HTTP 127.0.0.1 2381'],
  ];
  for (const [url, expected] of metrics) {
    it(`etcd with metrics at "${url}" is asked at ${expected}`, () => {
      const { scheme, host, port } = etcd({ extraArgs: [{ name: 'listen-metrics-urls', value: url }] }).health;
      expect(`${scheme} ${host} ${port}`).equal(expected);
    });
  }

  const bound: readonly (readonly [string | undefined, string | undefined])[] = [
    [undefined, '127.0.0.1'],
    ['192.0.2.10', '192.0.2.10'],
    ['0.0.0.0', undefined],
    ['::', undefined],
    ['::1', '::1'],
  ];
  for (const [address, host] of bound) {
    it(`a component bound to ${address ?? 'its default'} is asked at ${host ?? 'the address of its Pod'}`, () => {
      const extraArgs =
        address === undefined
          ? []
          : [
              { name: 'bind-address', value: '10.9.9.9' },
              { name: 'bind-address', value: address },
            ];
      const config = exampleConfig({
        cluster: { scheduler: { ...COMPONENT, extraArgs }, controllerManager: { ...COMPONENT, extraArgs } },
      });
      expect(schedulerComponent(config, MACHINE).health.host).equal(host);
      expect(controllerManagerComponent(config, MACHINE).health.host).equal(host);
    });
  }

  it('the API server is asked at its advertise address, whatever its extra arguments say', () => {
    expect(apiServer([{ name: 'advertise-address', value: '10.9.9.9' }]).health.host).equal('192.0.2.10');
  });
});

describe('the files that components need', () => {
  it('are for etcd below the folder of certificates as it was written', () => {
    const { files } = etcd({}, { cluster: { certificatesDir: '/opt/pki/' } });
    expect(files.map(({ hostPath }) => hostPath)).deep.equal(['/var/lib/etcd', '/opt/pki//etcd']);
  });

  const external = (caFile: string, certFile: string, keyFile: string) => ({
    endpoints: ['https://e:2379'],
    httpEndpoints: [],
    caFile,
    certFile,
    keyFile,
  });
  const folders: readonly (readonly [string, ReturnType<typeof external>, readonly string[]])[] = [
    ['are the folders of an external etcd, sorted', external('/z/ca.crt', '/a/c.crt', '/a/c.key'), ['/a', '/z']],
    ['come once where one folder lies within another', external('/a/ca.crt', '/a/b/c.crt', '/a/b/c.key'), ['/a']],
    ['have a short path', external('/a//b/../ca.crt', '', ''), ['/a']],
    [
      'tell folders apart that only begin alike',
      external('/a/pki/ca.crt', '/a/pki2/c.crt', '/a/pki2/c.key'),
      ['/a/pki', '/a/pki2'],
    ],
    [
      'come with the certificates of the cluster',
      external('/etc/kubernetes/pki/etcd/ca.crt', '/etc/ssl/certs/c', '/etc/kubernetes/pki/k'),
      [],
    ],
    [
      'are not mistaken for those of the cluster',
      external('/etc/kubernetes/pki-etcd/ca.crt', '', ''),
      ['/etc/kubernetes/pki-etcd'],
    ],
  ];
  for (const [name, etcdFiles, expected] of folders) {
    it(name, () => {
      const { files } = apiServer([], { cluster: { etcd: { external: etcdFiles } } });
      const mounts = files.filter((file) => file.name.startsWith('etcd-certs-'));
      expect(mounts.map(({ hostPath }) => hostPath)).deep.equal(expected);
      expect(mounts.map((file) => file.name)).deep.equal(expected.map((_, index) => `etcd-certs-${index}`));
    });
  }

  it("are the CA folders that exist, and the user's, which replace those of the same name", () => {
    const own = { name: 'ca-certs', hostPath: '/mine', mountPath: '/etc/ssl/certs', readOnly: false, pathType: '' };
    const config = exampleConfig({ cluster: { controllerManager: { ...COMPONENT, extraVolumes: [own] } } });
    const { files } = controllerManagerComponent(config, { ...MACHINE, caDirectories: ['/etc/pki/ca-trust'] });
    expect(files.map(({ name }) => name)).deep.equal(['ca-certs', 'etc-pki-ca-trust', 'k8s-certs', 'kubeconfig']);
    expect(files[0]).equal(own);
  });
});

describe('the environment of components', () => {
  it("is the proxy settings by name, with the user's on top; etcd gets only the user's", () => {
    const proxyEnv = [
      { name: 'HTTP_PROXY', value: 'http://p' },
      { name: 'no_proxy', value: 'x' },
    ];
    const extraEnvs = [
      { name: 'no_proxy', value: 'y' },
      { name: 'A', value: 'b' },
    ];
    const config = exampleConfig({ cluster: { scheduler: { ...COMPONENT, extraEnvs } } });
    expect(schedulerComponent(config, { ...MACHINE, proxyEnv }).env).deep.equal([
      { name: 'A', value: 'b' },
      { name: 'HTTP_PROXY', value: 'http://p' },
      { name: 'no_proxy', value: 'y' },
    ]);
    expect(etcd({ extraEnvs }).env.map(({ name }) => name)).deep.equal(['A', 'no_proxy']);
  });
});
