import { expect } from 'chai';
import { corednsManifest, corednsObjects } from '../../../manifests/addons/coredns.ts';
import { corefile } from '../../../manifests/addons/corefile.ts';
import { kubeProxyManifest, kubeProxyObjects } from '../../../manifests/addons/kube-proxy.ts';
import { readYamlDocuments } from '../../../pkg/yaml/read-yaml.ts';

const DNS = { dnsDomain: 'corp.internal', clusterIP: '10.96.0.10', image: 'coredns:1', replicas: 3 };
const PROXY = {
  document: { kind: 'KubeProxyConfiguration', mode: '' },
  server: 'https://lb:6443',
  image: 'kube-proxy:1',
};

type AnyObject = Readonly<Record<string, unknown>> & { readonly kind: string; readonly metadata: object };

function documents(text: string): readonly AnyObject[] {
  return readYamlDocuments(text) as readonly AnyObject[];
}

describe('corefile', () => {
  it('does not cache the names of the cluster', () => {
    expect(corefile('corp.internal')).include('kubernetes corp.internal in-addr.arpa');
    expect(corefile('corp.internal')).match(
      /cache 30 \{\n {7}disable success corp\.internal\n {7}disable denial corp\.internal\n {4}\}/,
    );
    expect(corefile('')).include('    cache 30\n    loop');
  });
});

describe('the CoreDNS addon', () => {
  it('is applied with what its Pods need first', () => {
    const kinds = Object.values({ ...corednsObjects(DNS) }).map(({ kind }) => kind);
    expect(kinds).deep.equal([
      'ConfigMap',
      'ClusterRole',
      'ClusterRoleBinding',
      'ServiceAccount',
      'Deployment',
      'Service',
    ]);
    expect(corednsObjects(DNS).deployment.spec).property('replicas', 3);
  });

  it('is printed in the order in which people read it, without status', () => {
    const printed = documents(corednsManifest(DNS));
    expect(printed.map(({ kind }) => kind)).deep.equal([
      'Deployment',
      'ConfigMap',
      'Service',
      'ClusterRole',
      'ClusterRoleBinding',
      'ServiceAccount',
    ]);
    for (const object of printed) expect(object, object.kind).not.property('status');
  });
});

describe('the kube-proxy addon', () => {
  it('is applied with its configuration first, and proxy settings after the name of the node', () => {
    const env = [{ name: 'HTTP_PROXY', value: 'http://p' }];
    const objects = kubeProxyObjects({ ...PROXY, userSupplied: false, env });
    const kinds = Object.values({ ...objects }).map(({ kind }) => kind);
    expect(kinds).deep.equal(['ConfigMap', 'DaemonSet', 'ServiceAccount', 'ClusterRoleBinding', 'Role', 'RoleBinding']);
    expect(objects.configMap.metadata.annotations).keys('kubeadm.kubernetes.io/component-config.hash');
    expect(JSON.stringify(objects.daemonSet)).match(/"name":"NODE_NAME".*"name":"HTTP_PROXY"/);
  });

  it('is printed in the order in which people read it, without status and fingerprint', () => {
    const printed = documents(kubeProxyManifest(PROXY));
    expect(printed.map(({ kind }) => kind)).deep.equal([
      'ServiceAccount',
      'ClusterRoleBinding',
      'Role',
      'RoleBinding',
      'ConfigMap',
      'DaemonSet',
    ]);
    expect(printed[4]?.metadata).deep.equal({
      name: 'kube-proxy',
      namespace: 'kube-system',
      labels: { app: 'kube-proxy' },
    });
    expect(printed[5]).not.property('status');
  });

  it('leads to the API server without a newline at the end', () => {
    const { data } = kubeProxyObjects({ ...PROXY, userSupplied: true, env: [] }).configMap as unknown as {
      data: Record<string, string>;
    };
    expect(data['kubeconfig.conf']).match(/server: https:\/\/lb:6443\n[^]*token$/);
    expect(data['config.conf']).equal('kind: KubeProxyConfiguration\nmode: ""');
  });
});
