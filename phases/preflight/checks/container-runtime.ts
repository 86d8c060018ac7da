import type { InitConfig } from '../../../pkg/config/types.ts';
import { describeError } from '../../../pkg/errors/kubeadm-error.ts';
import { failed, FINE, problemOf, warned, type Check } from '../check.ts';

type Node = Pick<InitConfig, 'nodeRegistration'>;

const LOG = "see the runtime's log: journalctl -u containerd (or -u crio)";

/** The runtime answers, speaks CRI v1 and says that it is ready. Its network comes later. */
export const containerRuntime: Check<Node> = {
  name: 'CRI',
  async run(view, { nodeRegistration }) {
    try {
      const { conditions } = await view.runtime(nodeRegistration.criSocket).status();
      const ready = conditions.find(({ type }) => type === 'RuntimeReady');
      if (ready?.status === true) return FINE;
      const why = [ready?.reason, ready?.message].filter(Boolean).join(': ');
      return failed({ message: `the container runtime is not ready${why === '' ? '' : `: ${why}`}`, fix: LOG });
    } catch (error) {
      return failed(problemOf(error, LOG));
    }
  },
};

/** The kubelet asks the runtime for its cgroup driver; runtimes that cannot tell are on their way out. */
export const containerRuntimeVersion: Check<Node> = {
  name: 'ContainerRuntimeVersion',
  async run(view, { nodeRegistration }) {
    try {
      const answer = await view.runtime(nodeRegistration.criSocket).runtimeConfig();
      if (answer !== 'unimplemented') return FINE;
    } catch (error) {
      return failed({
        ...problemOf(error, LOG),
        message: `the container runtime does not tell its configuration: ${describeError(error)}`,
      });
    }
    return warned({
      message:
        'the container runtime cannot tell its cgroup driver (CRI RuntimeConfig): a coming kubelet will refuse it',
      fix: 'upgrade the runtime: containerd 2.0 or CRI-O 1.28 and later can',
    });
  },
};

/** Not of the reference: the kubelet follows the runtime, so what its configuration says is not what happens. */
export const cgroupDriver: Check<Node & Pick<InitConfig, 'kubelet'>> = {
  name: 'CgroupDriver',
  async run(view, { kubelet, nodeRegistration }) {
    const wanted = kubelet.document['cgroupDriver'] ?? 'systemd';
    const answer = await view
      .runtime(nodeRegistration.criSocket)
      .runtimeConfig()
      .catch(() => 'unimplemented' as const);
    if (answer === 'unimplemented' || answer.cgroupDriver === wanted) return FINE;
    const { cgroupDriver: actual } = answer;
    return warned({
      message: `the kubelet is configured for cgroup driver ${String(wanted)}, the container runtime uses ${actual}, and the kubelet follows it`,
      fix:
        `set SystemdCgroup = ${wanted === 'systemd'} in /etc/containerd/config.toml (CRI-O: cgroup_manager) and restart ` +
        `the runtime, or set cgroupDriver: ${actual} in KubeletConfiguration`,
    });
  },
};
