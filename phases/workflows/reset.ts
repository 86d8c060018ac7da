import type { Phase } from '../../pkg/workflow/phase.ts';
import { cleanupNodePhase } from '../reset/cleanup-node.ts';
import { preflightPhase } from '../reset/preflight.ts';
import { removeEtcdMemberPhase } from '../reset/remove-etcd-member.ts';
import type { ResetContext } from '../reset-context.ts';

/** What `reset` does, in order. Help, `--skip-phases`, `reset phase ...` and progress derive from this list. */
export const resetWorkflow: readonly Phase<ResetContext>[] = [preflightPhase, removeEtcdMemberPhase, cleanupNodePhase];
