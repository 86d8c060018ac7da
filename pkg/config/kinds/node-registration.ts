import { isDnsSubdomain } from '../validate/dns-subdomain.ts';
import { bool, field, list, optional, string, struct } from '../schema/schema.ts';
import { argumentList } from './argument.ts';

/** core/v1 Taint. Its contents are the API server's to judge. */
const taint = struct({
  key: field(string(), 'Key of the taint', { always: true }),
  value: field(string(), 'Its value'),
  effect: field(string(), 'What it does to Pods that do not tolerate it', { always: true }),
  timeAdded: field(optional(string()), 'When it was added'),
});

/** How this machine becomes a Node. */
export const nodeRegistration = struct({
  name: field(string(), 'Name of the Node; the host name unless given', {
    check: (name) =>
      isDnsSubdomain(name)
        ? undefined
        : `${JSON.stringify(name)} cannot name a Node: use lower-case letters, digits, "-" and "."`,
  }),
  criSocket: field(string(), 'Socket of the container runtime, unix://...'),
  taints: field(optional(list(taint)), 'Taints of the Node; [] for none, the control-plane taint unless given', {
    always: true,
  }),
  kubeletExtraArgs: argumentList('More arguments for the kubelet'),
  ignorePreflightErrors: field(list(string()), 'Preflight checks whose errors become warnings'),
  imagePullPolicy: field(string(['Always', 'IfNotPresent', 'Never']), 'When to pull images', {
    default: 'IfNotPresent',
  }),
  imagePullSerial: field(optional(bool()), 'Pull one image after the other', { default: true }),
});
