import type { Step } from '../../pkg/workflow/phase.ts';
import type { UpgradeContext } from '../upgrade-context.ts';

/** What some release needs once after an upgrade to it. */
export const postUpgrade: Step<UpgradeContext> = {
  name: 'post-upgrade',
  summary: 'Do what the new release needs once',
  details: 'Kubernetes 1.36 needs nothing.',
  flags: ['kubeconfig'],
  skipReason: () => 'Kubernetes 1.36 needs nothing after an upgrade',
  run: () => Promise.resolve(),
};
