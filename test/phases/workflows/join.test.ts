import { expect } from 'chai';
import { joinWorkflow } from '../../../phases/workflows/join.ts';
import { isGroup, type Phase } from '../../../pkg/workflow/phase.ts';
import { allSteps, skippableNames } from '../../../pkg/workflow/select-steps.ts';
import { exampleJoin } from '../../support/example-join.ts';
import { testJoinContext } from '../../support/join-context.ts';
import { SimulatedMachine } from '../../support/simulated-machine.ts';

/** What each letter of the reference's table of flags stands for. */
const LETTERS: Readonly<Record<string, readonly string[]>> = {
  J: [
    ...['discovery-file', 'discovery-token', 'discovery-token-ca-cert-hash'],
    ...['discovery-token-unsafe-skip-ca-verification', 'tls-bootstrap-token', 'token'],
  ],
  A: ['apiserver-advertise-address'],
  P: ['apiserver-bind-port'],
  R: ['cri-socket'],
  O: ['node-name'],
  X: ['patches'],
  Y: ['certificate-key'],
  C: ['control-plane'],
  I: ['ignore-preflight-errors'],
};

const FLAGS: Readonly<Record<string, string>> = {
  preflight: 'JAPROYCI',
  'control-plane-prepare': 'JAPOXYC',
  'control-plane-prepare/download-certs': 'JYC',
  'control-plane-prepare/certs': 'JAOC',
  'control-plane-prepare/kubeconfig': 'JYC',
  'control-plane-prepare/control-plane': 'APXC',
  'kubelet-start': 'JROX',
  'etcd-join': 'AOXC',
  'control-plane-join': 'AOXC',
  'control-plane-join/mark-control-plane': 'OC',
  'kubelet-wait-bootstrap': 'R',
  // the reference's takes none, and so has nothing to do
  'wait-control-plane': 'APC',
};

function flagsOf<C>(phases: readonly Phase<C>[], prefix = ''): readonly (readonly [string, readonly string[]])[] {
  return phases
    .filter((phase) => isGroup(phase) || phase.hidden !== true)
    .flatMap((phase) => [
      [`${prefix}${phase.name}`, [...phase.flags].sort()] as const,
      ...(isGroup(phase) ? flagsOf(phase.phases, `${prefix}${phase.name}/`) : []),
    ]);
}

describe('the workflow of join', () => {
  it('has the phases of the reference, in its order', () => {
    expect(allSteps(joinWorkflow).map(({ path }) => path)).deep.equal([
      'preflight',
      'control-plane-prepare/download-certs',
      'control-plane-prepare/certs',
      'control-plane-prepare/kubeconfig',
      'control-plane-prepare/control-plane',
      'check-etcd',
      'kubelet-start',
      'etcd-join',
      'kubelet-wait-bootstrap',
      'control-plane-join/mark-control-plane',
      'wait-control-plane',
    ]);
  });

  it('takes the flags of the reference in each phase', () => {
    const wanted = Object.entries(FLAGS).map(
      ([path, letters]) => [path, [...letters].flatMap((letter) => LETTERS[letter] ?? []).sort()] as const,
    );
    expect(Object.fromEntries(flagsOf(joinWorkflow))).deep.equal(Object.fromEntries(wanted));
  });

  it('hides the phase check-etcd, which can be skipped all the same', () => {
    const hidden = joinWorkflow.filter((phase) => !isGroup(phase) && phase.hidden === true);
    expect(hidden.map(({ name }) => name)).deep.equal(['check-etcd']);
    expect(skippableNames(joinWorkflow)).include('check-etcd');
  });

  it('leaves all phases of control planes out on a worker', () => {
    const worker = testJoinContext(new SimulatedMachine(), { config: exampleJoin() });
    const left = allSteps(joinWorkflow).filter(({ step }) => step.skipReason?.(worker) === undefined);
    expect(left.map(({ path }) => path)).deep.equal(['preflight', 'kubelet-start', 'kubelet-wait-bootstrap']);
  });
});
