import { expect } from 'chai';
import { isSamePod } from '../../../phases/upgrade-control-plane/same-pod.ts';

describe('comparing static Pods', () => {
  const pod = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - name: a\n    command: [a, --b=1]\n';

  it('does not look at comments, format, the order of fields and empty fields', () => {
    const other =
      '# by hand\n{"kind": "Pod", "apiVersion": "v1", "status": {}, "metadata": {"creationTimestamp": null},\n' +
      '"spec": {"containers": [{"command": ["a", "--b=1"], "name": "a"}]}}';
    expect(isSamePod(pod, other)).equal(true);
  });

  it('sees another value, another order of arguments, and a further container', () => {
    expect(isSamePod(pod, pod.replace('--b=1', '--b=2'))).equal(false);
    expect(isSamePod(pod, pod.replace('[a, --b=1]', '[--b=1, a]'))).equal(false);
    expect(isSamePod(pod, `${pod}  - name: b\n`)).equal(false);
  });

  it('takes a text that cannot be read for another one, even than itself', () => {
    expect(isSamePod('a: [', 'a: [')).equal(false);
    expect(isSamePod(pod, 'a: [')).equal(false);
  });
});
