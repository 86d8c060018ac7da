import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { Step } from '../../pkg/workflow/phase.ts';
import type { ResetContext } from '../reset-context.ts';
import { checkCertificatesDir } from './owned-folder.ts';
import { guardQuorum } from './quorum-guard.ts';
import { whatIsLost } from './what-is-lost.ts';

type Needs = Pick<ResetContext, 'config' | 'host' | 'node' | 'confirm' | 'warn'>;

/** Whatever may stop a reset stops it here, before anything is changed. */
export const preflightPhase: Step<Needs> = {
  name: 'preflight',
  aliases: ['pre-flight'],
  summary: 'Check that this machine may be reset, and ask',
  details:
    'Says which node it is and what is lost with it, and asks whether to go on: one line from standard input, where y ' +
    'or yes goes on. --force and --dry-run ask nothing.',
  flags: ['force', 'ignore-preflight-errors'],
  async run(context) {
    checkUser(context);
    await checkCertificatesDir(context);
    const node = await context.node();
    guardQuorum(context, node.etcd);
    if (await context.confirm(await whatIsLost(context, node))) return;
    throw new KubeadmError('not-confirmed', 'the reset was not confirmed: nothing was changed', {
      hint: 'answer y, or give --force where nobody can be asked; --dry-run shows what would be done',
    });
  },
};

/** The one check that the reference makes here, by its name there. */
function checkUser({ config, host, warn }: Needs): void {
  if (host.uid === 0) return;
  const message = `a reset has to run as root; the user's id is ${host.uid}`;
  const ignored = config.ignorePreflightErrors.some((name) => ['all', 'isprivilegeduser'].includes(name.toLowerCase()));
  if (ignored) return warn(`[WARNING IsPrivilegedUser]: ${message}`);
  throw new KubeadmError('preflight-failed', `preflight checks failed:\n\t[ERROR IsPrivilegedUser]: ${message}`, {
    hint: 'run it with sudo, or as root',
  });
}
