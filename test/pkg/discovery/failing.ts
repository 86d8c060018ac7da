import { expect } from 'chai';
import type { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import { failureOf } from '../../support/failure.ts';
import { byToken, discovering, discoveringMachine } from './discovering-machine.ts';

export const PIN = `sha256:${'0'.repeat(64)}`;

/** Failure of a discovery that has so much (simulated) time, and how much of it was used. */
export async function failing(
  endpoint: string,
  options: Parameters<typeof discoveringMachine>[0] & { readonly pin?: string; readonly timeoutMs?: number } = {},
): Promise<KubeadmError & { readonly seconds: number; readonly text: string }> {
  const { pin = PIN, timeoutMs = 10_000, ...machineOptions } = options;
  const machine = discoveringMachine(machineOptions);
  const begin = machine.now().getTime();
  const failure = await failureOf(
    discovering(machine, byToken({ apiServerEndpoint: endpoint, caCertHashes: [pin] }), timeoutMs),
  );
  expect(machine.changes).to.deep.equal([]);
  expect(failure.hint).to.be.a('string').and.not.equal('');
  expect(`${failure.message}${failure.hint}`).not.to.contain('0123456789abcdef');
  const seconds = (machine.now().getTime() - begin) / 1000;
  return Object.assign(failure, { seconds, text: `${failure.message}\n${failure.hint}` });
}
