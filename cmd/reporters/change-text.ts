import type { ShownChange } from '../../pkg/events/event.ts';
import { describeRef, refOf, type KubeObject } from '../../pkg/kube/kube-object.ts';
import { writeYaml } from '../../pkg/yaml/write-yaml.ts';

/** A change in one line, with its reason where it has one. */
export function changeLine(change: ShownChange): string {
  const why = 'why' in change && change['why'] !== undefined ? ` (${String(change['why'])})` : '';
  return `${actionOf(change)}${why}`;
}

function actionOf(change: ShownChange): string {
  const path = 'path' in change ? String(change['path']) : '';
  switch (change.kind) {
    case 'write-file':
      return `write ${path} (${String(change['mode'])})`;
    case 'write-files':
      return `write ${change.files.map(({ path: each, mode }) => `${each} (${mode})`).join(' and ')}`;
    case 'make-directory':
      return `make the folder ${path} (${String(change['mode'])})`;
    case 'remove-file':
      return `remove ${path}`;
    case 'set-owner': {
      const { uid, gid } = change['owner'] as { uid: number; gid: number };
      const mode = change['mode'] === undefined ? '' : ` (${String(change['mode'])})`;
      return `give ${path} to ${uid}:${gid}${mode}${change['recursive'] === true ? ', with everything below it' : ''}`;
    }
    case 'add-accounts':
      return `add ${(change['lines'] as readonly string[]).length} entries to ${path}`;
    case 'empty-directory':
      return `remove everything in ${path}`;
    case 'copy-directory':
      return `copy ${path} to ${String(change['to'])}`;
    case 'unmount':
      return `unmount ${path}`;
    case 'remove-accounts':
      return `take ${(change['names'] as readonly string[]).join(', ')} out of ${path}`;
    case 'stop-container':
      return `stop the container of ${String(change['name'])}: the kubelet starts it again`;
    case 'remove-sandbox':
      return `stop and remove the Pod ${String(change['pod'])} (sandbox ${String(change['id']).slice(0, 13)})`;
    case 'add-etcd-learner':
      return `add the etcd member ${String(change['peerUrl'])} as a learner`;
    case 'promote-etcd-member':
      return `promote the etcd member ${String(change['name'])} (${String(change['id'])}): it votes from then on`;
    case 'remove-etcd-member':
      return `remove the etcd member ${String(change['name'])} (${String(change['id'])})`;
    case 'snapshot-etcd':
      return `save a snapshot of etcd to ${path}`;
    case 'restore-snapshot':
      return `make ${String(change['to'])} from the snapshot ${path} with etcdutl`;
    case 'move-path':
      return `move ${path} to ${String(change['to'])}`;
    case 'run-service':
      return serviceText(String(change['action']), String(change['service']));
    case 'pull-image':
      return `pull the image ${String(change['image'])}`;
    case 'apply-object':
      return `${String(change['verb'])} ${describeRef(refOf(change['object'] as KubeObject))}`;
    case 'evict-pod':
      return `evict Pod ${String(change['namespace'])}/${String(change['name'])}`;
    case 'grant-admin':
      return `create ${describeRef(refOf(change['object'] as KubeObject))} (with super-admin.conf where admin.conf may not)`;
  }
}

function serviceText(action: string, service: string): string {
  if (action === 'enable') return `enable and start ${service}`;
  if (action === 'disable') return `stop and disable ${service}`;
  return action === 'forget' ? `have the init system forget ${service}` : `${action} the service ${service}`;
}

/** A change with all that it would write, for a dry run. */
export function changeText(change: ShownChange): string {
  if (change.kind === 'write-files')
    return change.files.map((file) => changeText({ kind: 'write-file', ...file })).join('');
  const head = `[dry-run] would ${changeLine(change)}`;
  if (change.kind === 'write-file') {
    return 'content' in change && change.content !== undefined
      ? `${head}:\n${indented(String(change.content))}`
      : `${head}: content is secret\n`;
  }
  if ('object' in change) return `${head}:\n${indented(writeYaml(change['object']))}`;
  return `${head}\n`;
}

function indented(text: string): string {
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => (line === '' ? '\n' : `\t${line}\n`))
    .join('');
}
