import { expect } from 'chai';
import type { Phase } from '../../../pkg/workflow/phase.ts';
import { allSteps, selectSteps, skippableNames } from '../../../pkg/workflow/select-steps.ts';
import { KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';

const step = (name: string, more: object = {}): Phase<object> => ({
  name,
  summary: name,
  flags: [],
  run: async () => undefined,
  ...more,
});
const workflow: readonly Phase<object>[] = [
  step('first'),
  { name: 'group', summary: 'group', aliases: ['grp'], flags: [], all: true, phases: [step('a'), step('b')] },
  { name: 'small', summary: 'small', flags: [], all: false, phases: [step('only')] },
  step('last', { needs: ['first'] }),
];
const running = (skip: readonly string[]): readonly string[] =>
  selectSteps(workflow, skip).flatMap(({ path, skipped }) => (skipped ? [] : [path]));

describe('choosing the steps of a workflow', () => {
  it('runs every step in order', () => {
    expect(allSteps(workflow).map(({ path }) => path)).deep.equal([
      'first',
      'group/a',
      'group/b',
      'small/only',
      'last',
    ]);
    expect(running([])).deep.equal(['first', 'group/a', 'group/b', 'small/only', 'last']);
  });

  it('skips a step by its full name, and a group with everything in it', () => {
    expect(running(['group/a'])).deep.equal(['first', 'group/b', 'small/only', 'last']);
    expect(running(['group', 'small'])).deep.equal(['first', 'last']);
  });

  it('accepts <group>/all, which skips nothing', () => {
    expect(running(['group/all'])).deep.equal(running([]));
    expect(skippableNames(workflow)).not.include('small/all');
  });

  it('refuses unknown names, aliases, other case and blanks, and names what was meant', () => {
    for (const name of ['grp', 'Group', ' group', 'group/c', '']) {
      expect(() => selectSteps(workflow, [name]), name).throw(KubeadmError, `invalid phase name: ${name}`);
    }
    try {
      selectSteps(workflow, ['gruop']);
    } catch (error) {
      expect((error as KubeadmError).hint).include('did you mean "group"?');
      return;
    }
    throw new Error('it was accepted');
  });

  it('refuses to run a step without those that it needs', () => {
    expect(() => selectSteps(workflow, ['first'])).throw(KubeadmError, 'last needs first');
    expect(running(['first', 'last'])).deep.equal(['group/a', 'group/b', 'small/only']);
  });
});
