import type { HostView } from '../../host/host.ts';
import { criSocket } from '../defaults/cri-socket.ts';
import { resetConfiguration, type GivenResetDocument, type ResetDocument } from '../kinds/reset-configuration.ts';
import { checkFields } from '../schema/check-fields.ts';
import { complete } from '../schema/complete.ts';
import type { Problems } from './problems.ts';

const KIND = 'ResetConfiguration';

/**
 * What was given to `reset` with everything filled in and checked.
 *
 * @param detect - whether to look for a CRI socket where none was given; `reset` itself does it later, at more places
 * @param problems - takes what is wrong; with anything in it, the result is not to be used
 */
export async function resolveReset(
  view: Pick<HostView, 'socketAnswers'>,
  given: GivenResetDocument | undefined,
  detect: boolean,
  problems: Problems,
): Promise<ResetDocument> {
  const reset = complete(resetConfiguration, given);
  const wanted = detect || reset.criSocket !== '';
  const found = wanted ? await criSocket(view, reset.criSocket, detect) : { value: '' };
  const resolved = { ...reset, criSocket: problems.take(found, KIND, 'criSocket', '') };
  for (const { path, message } of checkFields(resetConfiguration, reset)) problems.add(KIND, path, message);
  return resolved;
}
