import { expect } from 'chai';
import type { HttpOptions, HttpResult } from '../../../pkg/host/host.ts';
import { externalEtcdVersion } from '../../../phases/preflight/checks/external-etcd.ts';
import { exampleConfig } from '../../support/example-config.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const ETCD = {
  endpoints: [],
  httpEndpoints: ['https://e:2379'],
  caFile: '/e/ca.crt',
  certFile: '/e/c.crt',
  keyFile: '/e/c.key',
};
const FILES = { '/e/ca.crt': 'CA', '/e/c.crt': 'CERT', '/e/c.key': 'KEY' };
const GOOD: HttpResult = { status: 200, body: '{"etcdserver":"3.6.0"}' };

describe('asking an external etcd for its version', () => {
  async function ask(answers: readonly (HttpResult | Error)[], files: Record<string, string> = FILES) {
    const asked: { url: string; options: HttpOptions | undefined }[] = [];
    const pauses: number[] = [];
    const machine = Object.assign(new SimulatedMachine({ files }), {
      httpGet: async (url: string, options?: HttpOptions) => {
        const answer = answers[Math.min(asked.length, answers.length - 1)];
        asked.push({ url, options });
        if (answer instanceof Error) throw answer;
        return answer ?? GOOD;
      },
    });
    const check = externalEtcdVersion(ETCD, async (ms) => pauses.push(ms));
    const run = check.run(machine, exampleConfig());
    return { run, asked, pauses };
  }

  it('shows the client certificate and trusts only the given CA', async () => {
    const { run, asked } = await ask([GOOD]);
    expect((await run).errors).to.deep.equal([]);
    expect(asked).to.deep.equal([
      { url: 'https://e:2379/version', options: { timeoutMs: 10_000, tls: { ca: 'CA', cert: 'CERT', key: 'KEY' } } },
    ]);
  });

  it('tries again while members start', async () => {
    const { run, pauses } = await ask([new Error('connect ECONNREFUSED'), { status: 503, body: '' }, GOOD]);
    expect((await run).errors).to.deep.equal([]);
    expect(pauses).to.deep.equal([5_000, 5_000]);
  });

  it('gives up after four tries', async () => {
    const { run, asked } = await ask([new Error('connect ECONNREFUSED')]);
    expect((await run).errors[0]?.message).to.contain('ECONNREFUSED');
    expect(asked).to.have.length(4);
  });

  it('does not try again when the certificate is wrong', async () => {
    const { run, pauses } = await ask([new Error('unable to verify the first certificate')]);
    expect((await run).errors).to.have.length(1);
    expect(pauses).to.deep.equal([]);
  });

  it('names a TLS file that is missing', async () => {
    const { run } = await ask([GOOD], { '/e/ca.crt': 'CA', '/e/c.crt': 'CERT' });
    const error: unknown = await run.catch((reason: unknown) => reason);
    expect(String(error)).to.contain('/e/c.key does not exist');
  });
});
