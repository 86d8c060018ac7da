import type { ResetContext } from '../reset-context.ts';
import { removeFile, type Failure } from './empty-folder.ts';
import { KUBECONFIG_FILES, KUBERNETES_DIRECTORY } from './paths.ts';

type Needs = Pick<ResetContext, 'host' | 'note' | 'warn' | 'settings'>;

/** Remove the kubeconfigs that `init` and `join` make. Other files in the folder are somebody else's. */
export async function removeKubeconfigs(context: Needs): Promise<readonly Failure[]> {
  const names = (await context.host.listDirectory(KUBERNETES_DIRECTORY)) ?? [];
  const ours = names.filter((name) => KUBECONFIG_FILES.some((file) => file === name || isHalfWritten(name, file)));
  const failures: Failure[] = [];
  for (const name of ours)
    failures.push(...(await removeFile(context, `${KUBERNETES_DIRECTORY}/${name}`, 'credentials of this node')));
  if (ours.length > failures.length) context.note(`removed ${ours.join(', ')} in ${KUBERNETES_DIRECTORY}`);
  return failures;
}

/** Remove the marks of interrupted runs: the next `init` or `join` begins anew. */
export async function removeMarks(context: Needs): Promise<readonly Failure[]> {
  const failures: Failure[] = [];
  for (const path of context.settings.marks)
    failures.push(...(await removeFile(context, path, 'the mark of an interrupted run')));
  return failures;
}

/** What a run that was killed while it wrote a file left beside it: maybe half a private key. */
function isHalfWritten(name: string, file: string): boolean {
  const [start, end] = [`.${file}.`, '.tmp'];
  return name.startsWith(start) && name.endsWith(end) && /^[0-9a-f]+$/.test(name.slice(start.length, -end.length));
}
