import type { HostView } from '../host/host.ts';
import { detectInitSystem } from '../initsystem/init-system.ts';
import { serviceState } from '../initsystem/service-state.ts';

/** `restarting`: between two starts of a crash loop; `absent`: the init system does not know the service. */
export type KubeletState = 'active' | 'restarting' | 'failed' | 'inactive' | 'absent' | 'unknown';

const TIMEOUT_MS = 3_000;

/** What `systemctl is-active` prints. */
const SYSTEMD_STATES: Readonly<Record<string, KubeletState>> = {
  active: 'active',
  reloading: 'active',
  activating: 'restarting',
  deactivating: 'restarting',
  failed: 'failed',
  inactive: 'inactive',
};

/** Exit codes of `rc-service <name> status`. */
const OPENRC_STATES: Readonly<Record<number, KubeletState>> = {
  0: 'active',
  1: 'absent',
  3: 'inactive',
  8: 'restarting',
  32: 'failed',
};

/** Whether the kubelet runs now; false where nobody can say. One question, where {@link kubeletState} may need two. */
export async function isKubeletActive(view: HostView): Promise<boolean> {
  const system = await detectInitSystem(view);
  if (system === undefined) return false;
  return (system === 'openrc' ? await openrcState(view) : await systemdState(view)) === 'active';
}

/** How the kubelet's service stands, finer than up or down. Never throws: `unknown` where nobody can say. */
export async function kubeletState(view: HostView): Promise<KubeletState> {
  const system = await detectInitSystem(view);
  if (system === undefined) return 'unknown';
  if (system === 'openrc') return openrcState(view);
  const state = await systemdState(view);
  // to `is-active`, a unit that does not exist is an inactive one
  return state === 'inactive' && !(await serviceState(view, system).exists('kubelet')) ? 'absent' : state;
}

async function openrcState(view: HostView): Promise<KubeletState> {
  const { code } = await view.query(['rc-service', 'kubelet', 'status'], { timeoutMs: TIMEOUT_MS });
  return (code === undefined ? undefined : OPENRC_STATES[code]) ?? 'unknown';
}

async function systemdState(view: HostView): Promise<KubeletState> {
  const { stdout } = await view.query(['systemctl', 'is-active', 'kubelet.service'], { timeoutMs: TIMEOUT_MS });
  return SYSTEMD_STATES[stdout.trim()] ?? 'unknown';
}
