import type { AccountIds } from '../../pkg/accounts/account-names.ts';
import type { EnvVar, HostPathMount } from '../../pkg/config/types.ts';
import type { JsonObject } from '../../pkg/kube/kube-object.ts';
import type { Component, Unprivileged } from '../components/component.ts';
import type { Manifest } from '../manifest.ts';
import { PROBE_PORT, probes } from './probes.ts';

/** Resolved priority of the class `system-node-critical`: the kubelet of a node without an API server cannot look it up. */
const NODE_CRITICAL_PRIORITY = 2_000_001_000;

/**
 * A component as a static Pod: the kubelet runs it from a file, without an API server.
 *
 * @param component - what to run
 * @param accounts - numbers of the accounts to run it as; root unless given
 */
export function staticPod(component: Component, accounts?: AccountIds): Manifest {
  const { name, annotations } = component;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name,
      namespace: 'kube-system',
      labels: { component: name, tier: 'control-plane' },
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    },
    spec: {
      containers: [container(component, accounts)],
      hostNetwork: true,
      priority: NODE_CRITICAL_PRIORITY,
      priorityClassName: 'system-node-critical',
      securityContext: {
        ...(accounts === undefined ? {} : podIdentity(component.unprivileged, accounts)),
        seccompProfile: { type: 'RuntimeDefault' },
      },
      ...volumes(component.files),
    },
    status: {},
  };
}

function container(component: Component, accounts: AccountIds | undefined): JsonObject {
  const { name, image, program, args, env, files, health, requests } = component;
  const identity = accounts === undefined ? {} : { securityContext: containerRights(component.unprivileged) };
  return {
    name,
    image,
    imagePullPolicy: 'IfNotPresent',
    command: [program, ...args.map((arg) => `--${arg.name}=${arg.value}`)],
    ...(env.length === 0 ? {} : { env: env.map(printedVariable) }),
    ports: [{ name: PROBE_PORT, containerPort: health.port, protocol: 'TCP' }],
    ...probes(health),
    resources: { requests },
    ...identity,
    ...(files.length === 0 ? {} : { volumeMounts: files.map(mount) }),
  };
}

function printedVariable({ value, ...rest }: EnvVar): JsonObject {
  return value === undefined || value === '' ? rest : { ...rest, value };
}

function mount({ name, mountPath, readOnly }: HostPathMount): JsonObject {
  return { name, mountPath, ...(readOnly ? { readOnly } : {}) };
}

function volumes(files: readonly HostPathMount[]): JsonObject {
  if (files.length === 0) return {};
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1));
  return {
    volumes: sorted.map(({ name, hostPath, pathType }) => ({ name, hostPath: { path: hostPath, type: pathType } })),
  };
}

function podIdentity({ account, supplementalGroups }: Unprivileged, { users, groups }: AccountIds): JsonObject {
  const shared = supplementalGroups.map((name) => groups[name]);
  return {
    runAsUser: users[account],
    runAsGroup: groups[account],
    ...(shared.length === 0 ? {} : { supplementalGroups: shared }),
  };
}

/** A capability on the program's file counts as gaining rights, so that forbidding it would stop the program. */
function containerRights({ capabilities }: Unprivileged): JsonObject {
  if (capabilities.length > 0) return { capabilities: { add: capabilities, drop: ['ALL'] } };
  return { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
}
