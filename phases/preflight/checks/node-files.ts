import type { HostView } from '../../../pkg/host/host.ts';
import { detectInitSystem } from '../../../pkg/initsystem/init-system.ts';
import { serviceState } from '../../../pkg/initsystem/service-state.ts';
import { currentContext } from '../../../pkg/kubeconfig/kubeconfig-document.ts';
import { parseKubeconfig } from '../../../pkg/kubeconfig/parse-kubeconfig.ts';
import { failed, FINE, leftover, nameOfPath, type Check } from '../check.ts';
import { isContinuing } from '../../interrupted-run.ts';

const KUBELET_CONF = '/etc/kubernetes/kubelet.conf';
const BOOTSTRAP_KUBELET_CONF = '/etc/kubernetes/bootstrap-kubelet.conf';
const LEAVE = 'kubeadm-ts reset';

/** The kubelet's credentials: whoever has them belongs to a cluster. */
export const kubeletConfAvailable = available(KUBELET_CONF, async (view) => {
  const is = (await kubeletRuns(view)) ? 'is a node' : 'is, or was, a node';
  return {
    message: `this machine ${is} of ${await clusterOf(view, KUBELET_CONF)}: ${KUBELET_CONF} is there`,
    fix: `if it should leave that cluster: ${LEAVE}; if it should stay, nothing is to be done`,
  };
});

/** With these the kubelet asks for its own credentials; `join` removes them at its end. */
export const bootstrapKubeletConfAvailable = available(BOOTSTRAP_KUBELET_CONF, async (view) => ({
  message: `this machine began to join ${await clusterOf(view, BOOTSTRAP_KUBELET_CONF)} and did not finish: ${BOOTSTRAP_KUBELET_CONF} is there`,
  fix: `clean up after it: ${LEAVE}`,
}));

/** @param path - where a worker keeps the cluster's authority */
export function authorityFileAvailable(path: string): Check {
  return available(path, async (view) => ({
    message: `this machine has the authority of a cluster already: ${path} is there${await since(view, path)}`,
    fix: `clean up after that cluster: ${LEAVE}; if only the file is left: rm ${path}; another place for it: caCertPath in the configuration`,
  }));
}

function available(path: string, problem: (view: HostView) => Promise<{ message: string; fix: string }>): Check {
  return {
    name: `FileAvailable-${nameOfPath(path)}`,
    async run(view) {
      if ((await view.stat(path)) === undefined) return FINE;
      if (await isContinuing(view, 'join')) return leftover(`${path} is there`);
      return failed(await problem(view));
    },
  };
}

async function kubeletRuns(view: HostView): Promise<boolean> {
  const initSystem = await detectInitSystem(view);
  return initSystem !== undefined && serviceState(view, initSystem).isActive('kubelet');
}

/** `https://host:port (since 2026-01-02 03:04 UTC)`, as far as it is known. */
async function clusterOf(view: HostView, path: string): Promise<string> {
  return `${(await serverOf(view, path)) ?? 'a cluster'}${await since(view, path)}`;
}

/** What cannot be read is told by whoever needs it. */
async function serverOf(view: HostView, path: string): Promise<string | undefined> {
  try {
    const text = await view.readFile(path);
    return text === undefined ? undefined : currentContext(parseKubeconfig(text, path), path).cluster.server;
  } catch {
    return undefined;
  }
}

async function since(view: HostView, path: string): Promise<string> {
  const modified = (await view.stat(path))?.modified;
  return modified === undefined ? '' : ` (since ${modified.toISOString().slice(0, 16).replace('T', ' ')} UTC)`;
}
