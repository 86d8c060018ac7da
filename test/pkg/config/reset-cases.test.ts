import { judgeConfigCases, type ConfigCase } from '../../support/config-cases.ts';
import { andDocument, joinYaml, loadResetText, resetYaml as reset } from '../../support/config-join.ts';

const CASES: readonly ConfigCase[] = [
  [57, 'an unmount flag that is none', reset('unmountFlags: [foo]'), /c\.yaml:3:16: unmountFlags\[0\]: "foo"/],
  [57, 'an unmount flag in lower case', reset('unmountFlags: [mnt_force]'), /did you mean "MNT_FORCE"/],
  [57, 'an empty unmount flag', reset('unmountFlags: [""]'), /unmountFlags: one is empty/],
  [57, 'one flag instead of a list', reset('unmountFlags: MNT_FORCE'), /expected a list/],
  [57, 'every unmount flag', reset('unmountFlags: [MNT_FORCE, MNT_DETACH, MNT_EXPIRE, UMOUNT_NOFOLLOW]')],
  [0, 'a relative folder', reset('certificatesDir: pki'), /certificatesDir: "pki" is not an absolute path/],
  [49, 'a socket without a scheme', reset('criSocket: /run/c.sock')],
  [49, 'a socket with half a scheme', reset('criSocket: unixfoo'), /criSocket: "unixfoo" is no CRI socket/],
  [0, 'a text for a boolean', reset('force: "yes"'), /true or false/],
  [0, 'a boolean word', reset('force: yes')],
  [0, 'a negative timeout', reset('timeouts: {etcdAPICall: -1s}')],
  [15, 'an unknown field', reset('foo: 1'), /no such field/],
  [12, 'a version that lacks the kind', reset().replace('v1beta4', 'v1beta3'), /nobody here knows/],
  [73, 'a file without a ResetConfiguration', joinYaml(), /holds no ResetConfiguration/],
  [11, 'a retired kind beside', reset() + andDocument('kubeadm.k8s.io/v1beta2', 'ClusterConfiguration')],
];

describe('ResetConfiguration in a file, case by case as the reference judges them', () =>
  judgeConfigCases(CASES, (text) => loadResetText(text, { strict: true })));
