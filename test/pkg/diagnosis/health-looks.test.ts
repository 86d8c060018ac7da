import { expect } from 'chai';
import { apiServerLook, kubeletLook } from '../../../pkg/diagnosis/health-looks.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

const looked = (status: number, body: string) =>
  apiServerLook(Object.assign(new SimulatedMachine(), { apiGet: async () => ({ status, body }) }))();

describe('a look at health', () => {
  it("tells the message of the API server's refusal, not its JSON", async () => {
    const body = JSON.stringify({ kind: 'Status', apiVersion: 'v1', metadata: {}, message: 'forbidden: User "a"' });
    expect(await looked(403, body)).deep.equal({ notYet: 'it answers with status 403 (forbidden: User "a")' });
  });

  it('says in words that nothing listens yet', async () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:10248'), { code: 'ECONNREFUSED' });
    const machine = Object.assign(new SimulatedMachine(), { httpGet: () => Promise.reject(refused) });
    expect(await kubeletLook(machine, 'http://127.0.0.1:10248/healthz')()).deep.equal({
      notYet: 'nothing listens on 127.0.0.1:10248 yet (connection refused)',
    });
  });

  it('names the checks that failed, or what else was said', async () => {
    const checks = '[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed';
    expect(await looked(500, checks)).deep.equal({ notYet: 'it answers with status 500 (etcd)' });
    expect(await looked(502, 'Bad Gateway\n')).deep.equal({ notYet: 'it answers with status 502 (Bad Gateway)' });
    expect(await looked(503, '{"half')).deep.equal({ notYet: 'it answers with status 503 ({"half)' });
    expect(await looked(503, '')).deep.equal({ notYet: 'it answers with status 503' });
    expect(await looked(200, 'ok')).equal(true);
  });
});
