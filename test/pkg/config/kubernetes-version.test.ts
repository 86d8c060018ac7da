import { expect } from 'chai';
import { kubernetesVersion } from '../../../pkg/config/defaults/kubernetes-version.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

describe('kubernetesVersion', () => {
  const URL = 'https://dl.k8s.io/release';
  const http = (answers: Readonly<Record<string, string>>) => ({
    http: Object.fromEntries(Object.entries(answers).map(([url, body]) => [url, { status: 200, body }])),
  });
  const resolve = (text: string, answers: Readonly<Record<string, string>> = {}, client = 'v1.36.2') =>
    kubernetesVersion(new SimulatedMachine(http(answers)), text, client);

  it('takes versions as they are, with a v', async () => {
    expect(await resolve('1.36.0')).to.deep.include({ value: { version: 'v1.36.0', ci: false } });
    expect(await resolve('release/v1.36.1')).to.deep.include({ value: { version: 'v1.36.1', ci: false } });
    expect(await resolve('ci/v1.36.0-alpha.1.10+e5')).to.deep.include({
      value: { version: 'v1.36.0-alpha.1.10+e5', ci: true },
    });
  });

  it('asks what a label stands for', async () => {
    expect(await resolve('stable-1', { [`${URL}/stable-1.txt`]: 'v1.36.5\n' })).to.deep.include({
      value: { version: 'v1.36.5', ci: false },
    });
    const ci = { 'https://storage.googleapis.com/k8s-release-dev/ci/latest.txt': 'v1.36.9-alpha.1+x' };
    expect(await resolve('ci/latest', ci)).to.deep.include({ value: { version: 'v1.36.9-alpha.1+x', ci: true } });
  });

  it('asks for a release where a CI build is newer than the program', async () => {
    const found = await resolve('ci/latest', {
      'https://storage.googleapis.com/k8s-release-dev/ci/latest.txt': 'v1.37.0-alpha.1+x',
      [`${URL}/stable-1.36.txt`]: 'v1.36.8',
    });
    expect(found).to.deep.include({ value: { version: 'v1.36.8', ci: true } });
  });

  it('stays within what the program knows, and says so', async () => {
    const found = await resolve('stable', { [`${URL}/stable.txt`]: 'v1.37.1', [`${URL}/stable-1.36.txt`]: 'v1.36.8' });
    expect(found).to.deep.include({ value: { version: 'v1.36.8', ci: false } });
    expect(found.notes).to.have.length(1);
  });

  for (const [what, answers] of [
    ['offline', {}],
    ['with an answer that is no version', { [`${URL}/stable-1.36.txt`]: '<html>' }],
  ] as const) {
    it(`falls back to its own version ${what}, with two warnings`, async () => {
      const found = await resolve('stable-1.36', answers);
      expect(found).to.deep.include({ value: { version: 'v1.36.2', ci: false } });
      expect(found.warnings).to.have.length(2);
    });
  }

  describe('with a slow network', () => {
    /** Answers each question after some seconds, or gives up when the time for it is over. */
    const slow = (seconds: number, answers: Readonly<Record<string, string>>) => {
      const clock = { now: 0 };
      const httpGet = async (url: string, { timeoutMs = 0 }: { timeoutMs?: number } = {}) => {
        clock.now += Math.min(timeoutMs, seconds * 1000);
        if (seconds * 1000 > timeoutMs) throw Object.assign(new Error('late'), { code: 'ETIMEDOUT' });
        return { status: 200, body: answers[url] ?? '' };
      };
      return { clock, view: { httpGet, now: () => new Date(clock.now) } };
    };
    const answers = { [`${URL}/stable.txt`]: 'v1.37.1', [`${URL}/stable-1.36.txt`]: 'v1.36.8' };

    it('waits 5 seconds for a label, and takes its own version then', async () => {
      const { clock, view } = slow(60, answers);
      const found = await kubernetesVersion(view, 'stable', 'v1.36.2');
      expect(clock.now).to.equal(5000);
      expect(found).to.deep.include({ value: { version: 'v1.36.2', ci: false } });
      expect(found.warnings?.[0]).to.match(/no answer came in time/);
    });

    it('waits no longer where a second question is needed', async () => {
      const { clock, view } = slow(3, answers);
      const found = await kubernetesVersion(view, 'stable', 'v1.36.2');
      expect(clock.now).to.equal(5000);
      expect(found).to.deep.include({ value: { version: 'v1.36.2', ci: false } });
      expect(found.warnings).to.have.length(2);
    });

    it('has the time for two questions that are answered soon', async () => {
      const { view } = slow(2, answers);
      expect(await kubernetesVersion(view, 'stable', 'v1.36.2')).to.deep.include({
        value: { version: 'v1.36.8', ci: false },
      });
    });
  });

  it('sets up its own release and the one before, two before while it is none itself', async () => {
    expect(await resolve('v1.35.0')).to.have.property('value');
    expect(await resolve('v1.34.9')).to.have.property('wrong');
    expect(await resolve('v1.34.9', {}, 'v1.36.0-rc.1')).to.have.property('value');
    expect(await resolve('v1.36.0', {}, 'v1.38.1')).to.have.property('wrong');
  });

  for (const [client, version] of [
    ['v1.36.0-alpha.0.206', 'v1.36.0-alpha.0'],
    ['v1.36.0-beta', 'v1.36.0-beta.0'],
    ['v1.36.3-rc.1', 'v1.36.2'],
  ] as const) {
    it(`falls back to ${version} as ${client}`, async () => {
      expect(await resolve('stable-1', {}, client)).to.deep.include({ value: { version, ci: false } });
    });
  }
});
