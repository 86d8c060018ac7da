import { FINE, warned, type Check } from '../check.ts';

export const swap: Check = {
  name: 'Swap',
  async run(view) {
    const [, ...areas] = ((await view.readFile('/proc/swaps')) ?? '').trim().split('\n');
    if (areas.length === 0) return FINE;
    const names = areas.map((area) => area.split(/\s/)[0]).join(', ');
    return warned({
      message: `swap is on (${names}): the kubelet does not start with it unless its configuration says failSwapOn: false`,
      fix: 'swapoff -a, and take the swap lines out of /etc/fstab',
    });
  },
};
