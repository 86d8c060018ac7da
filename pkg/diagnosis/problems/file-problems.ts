import type { KnownProblem } from '../known-problem.ts';
import { argumentsField, volumesField } from './where-to-edit.ts';

const PATH = String.raw`(\/[^\s:"'\\,]+)`;

/** Files, disks and ports that a process does not get: the kernel's words as Go prints them. */
export const FILE_PROBLEMS: readonly KnownProblem[] = [
  {
    id: 'port-taken',
    pattern: /listen (?:tcp|udp)[46]? (\S*):(\d+): bind: address already in use/,
    persistence: 'stubborn',
    problem: ([, address = '', port = '']) =>
      `port ${port}${address === '' ? '' : ` on ${address}`} is taken by another process`,
    hint: ([, , port = '']) =>
      `\`ss -ltnp 'sport = :${port}'\` shows who has it: stop that process, or choose another port`,
  },
  {
    id: 'address-not-here',
    pattern: /listen (?:tcp|udp)[46]? (\S+): bind: cannot assign requested address/,
    persistence: 'stubborn',
    problem: ([, address = '']) => `${address} is not an address of this machine`,
    hint: () =>
      '`ip -brief address` lists the addresses of this machine: set localAPIEndpoint.advertiseAddress to one of them',
  },
  {
    id: 'port-forbidden',
    pattern: /listen (?:tcp|udp)[46]? (\S*):(\d+): bind: permission denied/,
    persistence: 'final',
    problem: ([, , port = '']) => `the process may not open port ${port} (ports below 1024 need a privilege)`,
    hint: () => 'choose a port of 1024 or more',
  },
  {
    id: 'disk-full',
    pattern: /no space left on device/,
    persistence: 'stubborn',
    problem: () => 'the disk is full',
    hint: () => '`df -h; df -i` shows which file system (space or inodes): make room there',
  },
  {
    id: 'read-only',
    pattern: new RegExp(String.raw`${PATH}: read-only file system`),
    persistence: 'stubborn',
    problem: ([, path = '']) => `${path} is on a read-only file system`,
    hint: ([, path = ''], facts) =>
      `\`findmnt -T ${path}\`: mount it writable; for a folder that a component writes to, set readOnly: false in ${volumesField(facts)}`,
  },
  {
    id: 'file-missing',
    pattern: new RegExp(String.raw`(?:open|stat|lstat|read|access) ${PATH}: no such file or directory`),
    persistence: 'stubborn',
    problem: ([, path = '']) => `it cannot find the file ${path}`,
    hint: ([, path = ''], facts) =>
      facts.subject === 'kubelet'
        ? `put the file ${path} there, or correct ${argumentsField(facts)}`
        : `if ${path} exists on this machine, it has to be mounted into the Pod with ${volumesField(facts)}; if not, put it there or correct ${argumentsField(facts)}`,
  },
  {
    id: 'file-forbidden',
    pattern: new RegExp(
      String.raw`(?:open|stat|lstat|mkdir|read|access|chmod) ${PATH}: (?:permission denied|operation not permitted)`,
    ),
    persistence: 'stubborn',
    problem: ([, path = '']) => `it may not read or write ${path}`,
    hint: ([, path = '']) => `\`ls -lZ ${path}\`: look at its owner, its mode and (SELinux, AppArmor) its label`,
  },
  {
    id: 'too-many-files',
    pattern: /too many open files/,
    persistence: 'stubborn',
    problem: () => 'the limit of open files or of inotify instances is reached',
    hint: () =>
      'raise it: `sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288` (and in /etc/sysctl.d/)',
  },
];
