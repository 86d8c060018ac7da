import { expect } from 'chai';
import { preflightPhase } from '../../../phases/reset/preflight.ts';
import { failureOf } from '../../support/failure.ts';
import { resetContext, resetMachine } from '../../support/reset-machine.ts';
import { SimulatedEtcd } from '../../support/simulated-etcd.ts';

const members = { cp1: '192.0.2.10', cp2: '192.0.2.11', cp3: '192.0.2.12' };

describe('the preflight of reset', () => {
  it('says which node it is and what is lost, and asks', async () => {
    const machine = resetMachine({ etcd: new SimulatedEtcd({ members }) });
    const context = resetContext(machine);
    await preflightPhase.run(context);
    expect(context.asked).length(1);
    const [{ question, summary } = { question: '', summary: '' }] = context.asked;
    expect(question).match(/^This resets node cp1 \(a control plane\)/);
    expect(question).match(/its etcd member; 2 of 3 members remain/);
    expect(question).match(
      /everything in \/var\/lib\/etcd, \/etc\/kubernetes\/manifests, \/var\/lib\/kubelet, \/etc\/kubernetes\/pki/,
    );
    expect(question).include(
      'admin.conf, super-admin.conf, kubelet.conf, controller-manager.conf, scheduler.conf in /etc/',
    );
    expect(question).match(/\n.*\[y\/N\]: $/);
    expect(summary).include('node cp1: a control plane').and.not.include('\n');
    expect(machine.changes).deep.equal([]);
  });

  it('says that the whole cluster ends with its only member', async () => {
    const etcd = new SimulatedEtcd({ members: { cp1: '192.0.2.10' } });
    const context = resetContext(resetMachine({ etcd }));
    await preflightPhase.run(context);
    expect(context.asked[0]?.question).include('the whole cluster ends with it');
  });

  it('says so when it is not known how many members remain', async () => {
    const context = resetContext(resetMachine());
    await preflightPhase.run(context);
    expect(context.asked[0]?.question).match(
      /its etcd member cp1; how many others there are is not known \(.*ECONNREFUSED/,
    );
  });

  it('says that a worker has no control plane', async () => {
    const context = resetContext(resetMachine({ files: { '/var/lib/kubelet/config.yaml': 'x' } }));
    await preflightPhase.run(context);
    expect(context.asked[0]?.question).match(/^This resets node cp1 \(no control plane\)/);
    expect(context.asked[0]?.question).not.include('etcd');
  });

  it('ends with a no', async () => {
    const failure = await failureOf(preflightPhase.run(resetContext(resetMachine(), { answer: false })));
    expect(failure.code).equal('not-confirmed');
    expect(failure.hint).include('--force');
  });

  it('does not ask whoever is not root', async () => {
    const context = resetContext(resetMachine({ uid: 1000 }));
    const failure = await failureOf(preflightPhase.run(context));
    expect(failure.code).equal('preflight-failed');
    expect(failure.hint).include('sudo');
    expect(context.asked).deep.equal([]);
  });

  for (const name of ['IsPrivilegedUser', 'all']) {
    it(`goes on as another user with --ignore-preflight-errors=${name}`, async () => {
      const context = resetContext(resetMachine({ uid: 1000 }), { config: { ignorePreflightErrors: [name] } });
      await preflightPhase.run(context);
      expect(context.warnings[0]).include('1000');
    });
  }

  it('refuses before it asks what would cost the others their quorum', async () => {
    const etcd = new SimulatedEtcd({ members });
    etcd.named('cp2').running = false;
    const context = resetContext(resetMachine({ etcd }));
    expect((await failureOf(preflightPhase.run(context))).code).equal('etcd-quorum-at-risk');
    expect(context.asked).deep.equal([]);
  });

  it('refuses before it asks to empty a folder of the system', async () => {
    const context = resetContext(resetMachine(), { config: { certificatesDir: '/etc' } });
    expect((await failureOf(preflightPhase.run(context))).code).equal('certificates-dir-refused');
    expect(context.asked).deep.equal([]);
  });
});
