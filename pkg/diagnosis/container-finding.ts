import type { ContainerFacts } from './container-facts.ts';
import type { DiagnosisRequest } from './diagnosis.ts';
import { recognise, type ComponentName, type Finding, type KnownProblem } from './known-problem.ts';
import { isFatalLine } from './log-lines.ts';
import { ARGUMENT_PROBLEMS } from './problems/argument-problems.ts';
import { CERTIFICATE_PROBLEMS } from './problems/certificate-problems.ts';
import { API_CLIENT_DEPENDENCIES, API_SERVER_DEPENDENCIES } from './problems/dependency-problems.ts';
import { ETCD_PROBLEMS } from './problems/etcd-problems.ts';
import { FILE_PROBLEMS } from './problems/file-problems.ts';
import { IMAGE_PROBLEMS } from './problems/image-problems.ts';
import { RUNTIME_PROBLEMS } from './problems/runtime-problems.ts';
import { argumentsField } from './problems/where-to-edit.ts';

const COMMON: readonly KnownProblem[] = [...ARGUMENT_PROBLEMS, ...FILE_PROBLEMS, ...CERTIFICATE_PROBLEMS];

/** What a component's own log is searched for. */
const LOG_TABLES: Readonly<Record<ComponentName, readonly KnownProblem[]>> = {
  etcd: [...ETCD_PROBLEMS, ...COMMON],
  'kube-apiserver': [...COMMON, ...API_SERVER_DEPENDENCIES],
  'kube-controller-manager': [...COMMON, ...API_CLIENT_DEPENDENCIES],
  'kube-scheduler': [...COMMON, ...API_CLIENT_DEPENDENCIES],
};

/** What the kubelet says of a Pod, and what the runtime says of a container. */
const POD_TABLE: readonly KnownProblem[] = [...IMAGE_PROBLEMS, ...RUNTIME_PROBLEMS, ...FILE_PROBLEMS];

/** Signal 9 as an exit code: the kernel's or the kubelet's doing. */
const KILLED = 137;

/**
 * Why a component is not healthy, as far as it can be told.
 *
 * @param podLines - the kubelet's log lines about this Pod, oldest first
 */
export function containerFinding(
  component: ComponentName,
  request: DiagnosisRequest,
  facts: ContainerFacts,
  podLines: readonly string[],
): Finding | undefined {
  const known = { subject: component, criSocket: request.criSocket };
  const [newest] = facts.containers;
  const last = newest?.state === 'exited' ? newest : facts.containers[1];
  return (
    manifestMissing(component, facts) ??
    outOfMemory(component, last?.reason ?? '') ??
    recognise([newest?.message ?? '', last?.message ?? ''], POD_TABLE, known, () => false) ??
    recognise(facts.log, LOG_TABLES[component], known, isFatalLine) ??
    (newest === undefined ? recognise(podLines, POD_TABLE, known, () => false) : undefined) ??
    (newest === undefined ? notMade(request, facts) : undefined) ??
    (last?.exitCode === KILLED ? killed(component) : undefined)
  );
}

function ownFinding(id: string, persistence: Finding['persistence'], problem: string, hint: string): Finding {
  return { id, problem, hint, persistence, line: '', occurrences: 1 };
}

function manifestMissing(
  component: ComponentName,
  { manifestPresent, containers }: ContainerFacts,
): Finding | undefined {
  if (manifestPresent || containers.length > 0) return undefined;
  const phase = component === 'etcd' ? 'etcd local' : `control-plane ${component.replace('kube-', '')}`;
  return ownFinding(
    'manifest-missing',
    'stubborn',
    'its static Pod manifest is missing',
    `\`kubeadm-ts init phase ${phase}\` writes it`,
  );
}

function outOfMemory(component: ComponentName, reason: string): Finding | undefined {
  if (reason !== 'OOMKilled') return undefined;
  return ownFinding(
    'out-of-memory',
    'stubborn',
    'the kernel killed it, because memory ran out (OOMKilled)',
    `give the machine more memory (\`free -m; dmesg | grep -i oom\`), or raise a memory limit that a patch set on ${component}`,
  );
}

function killed(component: ComponentName): Finding {
  return ownFinding(
    'killed',
    'passing',
    'it was killed (exit code 137): by the kubelet after failed probes, or by the kernel when memory ran out',
    `\`dmesg | grep -i oom\` tells which; on a slow machine raise timeouts.controlPlaneComponentHealthCheck; ${argumentsField({ subject: component, criSocket: '' })} may also keep it from answering its probes`,
  );
}

function notMade(
  { criSocket, healthy }: DiagnosisRequest,
  { runtimeError, image, imagePresent }: ContainerFacts,
): Finding | undefined {
  if (runtimeError !== undefined) {
    const hint = `\`crictl --runtime-endpoint ${criSocket} info\`: start the runtime, or give the right nodeRegistration.criSocket`;
    return ownFinding(
      'runtime-not-running',
      'passing',
      `the container runtime does not answer (${runtimeError})`,
      hint,
    );
  }
  if (!healthy.has('kubelet')) {
    const waiting = ownFinding(
      'waits-for-kubelet',
      'passing',
      'waits for the kubelet, which is to start it',
      'look at the kubelet first',
    );
    return { ...waiting, waitsFor: 'kubelet' };
  }
  if (imagePresent === false) {
    const hint = `\`crictl --runtime-endpoint ${criSocket} pull ${image}\` pulls it, or shows why that fails`;
    return ownFinding('image-missing', 'passing', `its image ${image} is not on this machine yet`, hint);
  }
  return undefined;
}
