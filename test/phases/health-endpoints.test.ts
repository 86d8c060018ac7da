import { expect } from 'chai';
import { healthUrl } from '../../phases/health-endpoints.ts';
import { kubeletHealthzUrl } from '../../pkg/kubelet/healthz-url.ts';

const manifest = (...args: readonly string[]): string =>
  `spec:\n  containers:\n  - command:\n    - kube-scheduler\n${args.map((arg) => `    - ${arg}\n`).join('')}`;

describe('health endpoints', () => {
  it('stand where the components listen by default', () => {
    expect(healthUrl('kube-controller-manager', manifest())).to.equal('https://127.0.0.1:10257/healthz');
    expect(healthUrl('kube-scheduler', manifest())).to.equal('https://127.0.0.1:10259/livez');
  });

  it('follow the last bind address and port in the manifest', () => {
    const text = manifest(
      '--bind-address=127.0.0.1',
      '--secure-port=1',
      '--bind-address=192.0.2.10',
      '--secure-port=20259',
    );
    expect(healthUrl('kube-scheduler', text)).to.equal('https://192.0.2.10:20259/livez');
  });

  it('bracket an IPv6 address', () => {
    expect(healthUrl('kube-scheduler', manifest("'--bind-address=::1'"))).to.equal('https://[::1]:10259/livez');
  });

  it('are the default ones where no readable manifest is', () => {
    for (const text of [undefined, '', 'a: [', 'spec: 1', 'spec: {containers: []}']) {
      expect(healthUrl('kube-scheduler', text)).to.equal('https://127.0.0.1:10259/livez');
    }
  });

  it('of the kubelet follow its configuration', () => {
    expect(kubeletHealthzUrl({})).to.equal('http://127.0.0.1:10248/healthz');
    expect(kubeletHealthzUrl({ healthzBindAddress: '::1', healthzPort: 20248 })).to.equal('http://[::1]:20248/healthz');
    expect(kubeletHealthzUrl({ healthzPort: 0 })).to.equal(undefined);
  });
});
