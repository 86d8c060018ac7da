import { loadPatches } from '../../pkg/patches/load-patches.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { InitContext } from '../init-context.ts';
import { askingOnce } from './asking-once.ts';
import { noOtherRun } from './checks/other-run.ts';
import { privilegedUser } from './checks/privileged-user.ts';
import { pullImages } from './image-pull.ts';
import { initChecks } from './init-checks.ts';
import { report, runChecks } from './run-checks.ts';

type Needs = Pick<InitContext, 'config' | 'settings' | 'host' | 'note' | 'warn'>;

/** Batches, each of which has to pass before the next: root, no other run, the machine, the images. */
export const preflightPhase: Step<Needs> = {
  name: 'preflight',
  summary: 'Check that this machine can become a control plane',
  details:
    'Looks at the machine without changing it: CPUs, memory, kernel, ports, files, the kubelet and the container ' +
    'runtime. Everything that is wrong is told at once, each with its fix. Then the images are pulled.',
  flags: ['image-repository', 'cri-socket', 'ignore-preflight-errors'],
  async run(context) {
    const { config, host, settings, note, warn } = context;
    const names = [...settings.ignorePreflightErrors, ...config.nodeRegistration.ignorePreflightErrors];
    const reporting = { workflow: 'init', ignored: names.map((name) => name.toLowerCase()), note, warn } as const;
    const view = askingOnce(host);
    await loadPatches(host, config.patchesDirectory, note);
    for (const batch of [[privilegedUser], [noOtherRun('init')], initChecks(config)]) {
      report(await runChecks(batch, view, config), reporting);
    }
    report([{ name: 'ImagePull', findings: await pullImages(context, 'init') }], reporting);
  },
};
