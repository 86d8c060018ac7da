import { isDnsSubdomain } from '../validate/dns-subdomain.ts';
import { bool, field, list, optional, string, struct } from '../schema/schema.ts';
import { argumentList } from './argument.ts';
import { timestamp } from './timestamp.ts';

/** core/v1 Taint. Its contents are the API server's to judge. */
const taint = struct(
  {
    key: field(string(), 'Key of the taint, with or without a domain in front.', {
      always: true,
      example: 'dedicated',
    }),
    value: field(string(), 'Value of the taint.', { example: 'storage' }),
    effect: field(
      string(),
      'What happens to Pods that do not tolerate it: NoSchedule, PreferNoSchedule or NoExecute. The API server judges it.',
      { always: true, example: 'NoSchedule' },
    ),
    timeAdded: field(optional(timestamp), 'When the taint was added; the API server sets it for NoExecute.'),
  },
  'Taint',
);

export const imagePullPolicy = field(
  string(['Always', 'IfNotPresent', 'Never']),
  'When the images of the control plane are pulled.',
  {
    default: 'IfNotPresent',
  },
);

export const imagePullSerial = field(
  optional(bool()),
  'Whether images are pulled one after the other, instead of all at once.',
  {
    default: true,
  },
);

/** How this machine becomes a Node. */
export const nodeRegistration = struct(
  {
    name: field(string(), 'Name of the Node.', {
      defaultDoc: 'the host name of the machine',
      rule: 'It is a domain name (RFC 1123); blanks around it are cut, and upper case is made lower.',
      shape: { pattern: '^\\s*[-A-Za-z0-9.]*\\s*$' },
      example: 'node-1',
      check: (name) =>
        isDnsSubdomain(name)
          ? undefined
          : `${JSON.stringify(name)} cannot name a Node: use lower-case letters, digits, "-" and "."`,
    }),
    criSocket: field(string(), 'Socket of the container runtime, which the kubelet talks to.', {
      defaultDoc: 'the one that answers: containerd, CRI-O or cri-dockerd',
      rule: 'It is a URL that begins with unix://; a path alone is taken for one, with a warning. Where several runtimes answer, it has to be given.',
      example: 'unix:///var/run/containerd/containerd.sock',
    }),
    taints: field(optional(list(taint)), 'Taints that the Node has from its first moment; [] for none.', {
      defaultDoc: 'node-role.kubernetes.io/control-plane:NoSchedule on control planes, none on workers',
      example: [{ key: 'dedicated', value: 'storage', effect: 'NoSchedule' }],
      always: true,
    }),
    kubeletExtraArgs: argumentList(
      'More arguments for the kubelet of this machine. hostname-override counts more than name.',
      [{ name: 'node-ip', value: '10.0.0.11' }],
    ),
    ignorePreflightErrors: field(
      list(string()),
      'Preflight checks whose errors become warnings, beside those of --ignore-preflight-errors. [all] means every check, and stands alone.',
      { example: ['Swap'] },
    ),
    imagePullPolicy,
    imagePullSerial,
  },
  'NodeRegistration',
);
