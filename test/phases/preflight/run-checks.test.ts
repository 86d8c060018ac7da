import { expect } from 'chai';
import { failed } from '../../../phases/preflight/check.ts';
import { report } from '../../../phases/preflight/run-checks.ts';
import { hintOf } from '../../../pkg/errors/kubeadm-error.ts';

describe('the hint of a preflight that failed', () => {
  const hint = (...names: readonly string[]): string | undefined => {
    const results = names.map((name) => ({ name, findings: failed({ message: 'no', fix: 'do' }) }));
    try {
      report(results, { workflow: 'init', ignored: [], note: () => undefined, warn: () => undefined });
    } catch (error) {
      return hintOf(error);
    }
    return undefined;
  };

  it('tells how to go on all the same, but not to somebody who is not root', () => {
    expect(hint('Swap', 'Mem')).include('--ignore-preflight-errors=Swap,Mem');
    expect(hint('IsPrivilegedUser')).match(/run the same command again$/);
  });
});
