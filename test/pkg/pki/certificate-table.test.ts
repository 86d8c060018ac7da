import { expect } from 'chai';
import type { LocalEtcd } from '../../../pkg/config/types.ts';
import { certificatePaths, isEtcdCertificate, type CertificateConfig } from '../../../pkg/pki/certificate-spec.ts';
import { CERTIFICATES, leavesOf } from '../../../pkg/pki/certificate-table.ts';
import { exampleConfig } from '../../support/example-config.ts';

function namesOf(name: string, config: CertificateConfig): readonly string[] {
  const { dns, ips } = CERTIFICATES.find((spec) => spec.name === name)!.sans(config);
  return [...dns, ...ips];
}

describe('the table of certificates', () => {
  const config = exampleConfig();

  it('lists them in the order of init, with path, common name and signer', () => {
    const rows = CERTIFICATES.map((spec) => [
      spec.name,
      certificatePaths('/pki', spec).cert,
      spec.subject(config).commonName,
      spec.kind === 'leaf' ? `${spec.authority}: ${spec.usages.join('+')}` : 'self',
    ]);
    expect(rows).to.deep.equal([
      ['ca', '/pki/ca.crt', 'kubernetes', 'self'],
      ['apiserver', '/pki/apiserver.crt', 'kube-apiserver', 'ca: server'],
      ['apiserver-kubelet-client', '/pki/apiserver-kubelet-client.crt', 'kube-apiserver-kubelet-client', 'ca: client'],
      ['front-proxy-ca', '/pki/front-proxy-ca.crt', 'front-proxy-ca', 'self'],
      ['front-proxy-client', '/pki/front-proxy-client.crt', 'front-proxy-client', 'front-proxy-ca: client'],
      ['etcd-ca', '/pki/etcd/ca.crt', 'etcd-ca', 'self'],
      ['etcd-server', '/pki/etcd/server.crt', 'cp1', 'etcd-ca: server+client'],
      ['etcd-peer', '/pki/etcd/peer.crt', 'cp1', 'etcd-ca: server+client'],
      [
        'etcd-healthcheck-client',
        '/pki/etcd/healthcheck-client.crt',
        'kube-etcd-healthcheck-client',
        'etcd-ca: client',
      ],
      ['apiserver-etcd-client', '/pki/apiserver-etcd-client.crt', 'kube-apiserver-etcd-client', 'etcd-ca: client'],
    ]);
  });

  it('gives no certificate an organization', () => {
    expect(CERTIFICATES.flatMap((spec) => spec.subject(config).organizations ?? [])).to.deep.equal([]);
  });

  it('gives authorities their own name, and clients none', () => {
    const named = CERTIFICATES.filter((spec) => namesOf(spec.name, config).length > 0).map(({ name }) => name);
    expect(named).to.deep.equal(['ca', 'apiserver', 'front-proxy-ca', 'etcd-ca', 'etcd-server', 'etcd-peer']);
    expect(namesOf('etcd-ca', config)).to.deep.equal(['etcd-ca']);
  });

  it('knows what belongs to etcd', () => {
    expect(CERTIFICATES.filter(isEtcdCertificate).map(({ name }) => name)).to.deep.equal([
      'etcd-ca',
      ...leavesOf('etcd-ca').map(({ name }) => name),
    ]);
    expect(leavesOf('etcd-ca')).to.have.length(4);
  });

  it('ignores a slash at the end of the folder', () => {
    expect(certificatePaths('/srv/pki/', { base: 'etcd/ca' }).key).to.equal('/srv/pki/etcd/ca.key');
  });
});

describe('the names of the API server', () => {
  const common = [
    'cp1',
    'kubernetes',
    'kubernetes.default',
    'kubernetes.default.svc',
    'kubernetes.default.svc.cluster.local',
  ];

  it('are the node, the Service in all its forms, its first address and the advertise address', () => {
    expect(namesOf('apiserver', exampleConfig())).to.deep.equal([...common, '10.96.0.1', '192.0.2.10']);
  });

  it('take the name of the node for a name, even where it looks like an address', () => {
    const config = exampleConfig();
    const nodeRegistration = { ...config.nodeRegistration, name: '10.0.0.5' };
    for (const name of ['apiserver', 'etcd-server', 'etcd-peer']) {
      const { sans } = CERTIFICATES.find((each) => each.name === name)!;
      expect(sans({ ...config, nodeRegistration }).dns, name).to.include('10.0.0.5');
      expect(sans({ ...config, nodeRegistration }).ips, name).not.to.include('10.0.0.5');
    }
  });

  it('take in the endpoint and extra names, without duplicates, names sorted, addresses in order', () => {
    const cluster = {
      controlPlaneEndpoint: 'api.example.com:6443',
      apiServer: {
        ...exampleConfig().cluster.apiServer,
        certSANs: ['*.example.com', '203.0.113.7', 'api.example.com', '192.0.2.10', '010.0.0.1', 'a.example.com'],
      },
    };
    expect(namesOf('apiserver', exampleConfig({ cluster }))).to.deep.equal([
      '*.example.com',
      'a.example.com',
      'api.example.com',
      ...common,
      '10.96.0.1',
      '192.0.2.10',
      '203.0.113.7',
      '10.0.0.1',
    ]);
  });

  it('take the first of two service ranges, IPv6, and an endpoint that is an address', () => {
    const config = exampleConfig({
      localAPIEndpoint: { advertiseAddress: 'fd00::10', bindPort: 6443 },
      cluster: {
        controlPlaneEndpoint: '[FD00:0::20]:6443',
        networking: { serviceSubnet: 'fd00:1::/112,10.96.0.0/16', podSubnet: '', dnsDomain: 'k8s.test' },
      },
    });
    expect(namesOf('apiserver', config)).to.deep.equal([
      ...common.slice(0, 4),
      'kubernetes.default.svc.k8s.test',
      'fd00:1::1',
      'fd00::10',
      'fd00::20',
    ]);
  });
});

describe('the names of etcd', () => {
  it('are the node, localhost and the addresses, each with its own extra names', () => {
    const local = exampleConfig().cluster.etcd.local as LocalEtcd;
    const etcd = {
      local: { ...local, serverCertSANs: ['s.example.com', '203.0.113.1'], peerCertSANs: ['p.example.com'] },
    };
    const config = exampleConfig({ cluster: { etcd } });
    expect(namesOf('etcd-server', config)).to.deep.equal([
      'cp1',
      'localhost',
      's.example.com',
      '192.0.2.10',
      '127.0.0.1',
      '::1',
      '203.0.113.1',
    ]);
    expect(namesOf('etcd-peer', config)).to.deep.equal([
      'cp1',
      'localhost',
      'p.example.com',
      '192.0.2.10',
      '127.0.0.1',
      '::1',
    ]);
  });
});
