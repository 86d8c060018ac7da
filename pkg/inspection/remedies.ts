import { certificatePaths, type LeafSpec } from '../pki/certificate-spec.ts';
import type { KubeconfigSpec } from '../kubeconfig/kubeconfig-table.ts';
import { RENEWABLES } from '../pki/renewables.ts';
import { KUBELET_KUBECONFIG } from '../kubelet/kubelet-files.ts';

/** What to do about a certificate of a cluster that lives: nothing may be thrown away that others still trust. */
export interface Remedies {
  /** Where the same certificate has to be signed once more. */
  readonly renew: string;
  /** Where it has to say something else, or cannot be read. */
  readonly remake: string;
  /** Where it is not there. */
  readonly make: string;
  /** Where the private key is not there. */
  readonly key: string;
  /** Where the names in it are not enough. @param names - that it lacks */
  readonly names: (names: readonly string[]) => string;
}

/** @param external - whether the key of the authority is kept elsewhere */
export function leafRemedies(certificatesDir: string, spec: LeafSpec, external: boolean): Remedies {
  const { cert, key } = certificatePaths(certificatesDir, spec);
  if (external) return signedElsewhere(spec.authority, cert, key);
  const command = `\`kubeadm-ts init phase certs ${spec.name} --config <file>\``;
  const remake = `remove ${cert} and ${key}, and have both made again: ${command}`;
  const add = (names: readonly string[]) => `add them with \`kubeadm-ts certs san add ${names.join(' ')}\``;
  const renew = renewHint(spec.name);
  return {
    ...{ renew, remake, make: `have it made: ${command}`, key: renew },
    names: spec.name === 'apiserver' ? add : () => remake,
  };
}

/** The kubelet's is no matter of `certs renew`. */
export function kubeconfigRemedies(path: string, spec: KubeconfigSpec, external: boolean): Remedies {
  if (external) return signedElsewhere('ca', path, path);
  const kubelet = path === KUBELET_KUBECONFIG;
  const make = `have it made: \`kubeadm-ts init phase kubeconfig ${spec.name} --config <file>\`${kubelet ? '; then restart the kubelet' : ''}`;
  const remake = `remove ${path}, and ${make}`;
  if (kubelet) return kubeletRemedies(remake, make);
  return { renew: renewHint(spec.file), remake, make, key: remake, names: () => remake };
}

function kubeletRemedies(remake: string, make: string): Remedies {
  const renew =
    'the kubelet renews it while it runs (`journalctl -u kubelet`); where it cannot: `kubeadm-ts certs renew all --offline-rescue --restart`';
  return { renew, remake, make, key: remake, names: () => remake };
}

/** Where one thing helps, whatever is wrong. */
export function oneRemedy(text: string): Remedies {
  return { renew: text, remake: text, make: text, key: text, names: () => text };
}

/** What a worker whose kubelet is not let in has to do. */
export const JOIN_AGAIN =
  'join this machine again: `kubeadm-ts reset`, then `kubeadm-ts join` with a fresh token (`kubeadm-ts token create --print-join-command`)';

function signedElsewhere(authority: string, path: string, key: string): Remedies {
  const where = `where the key of the authority "${authority}" is kept`;
  const back = `put ${key} back; without it, have another key and certificate made ${where}`;
  return { ...oneRemedy(`have it signed ${where}, and put it into ${path}`), key: back };
}

function renewHint(name: string): string {
  const used = RENEWABLES.find((each) => each.name === name)?.usedBy ?? [];
  return `renew it with \`kubeadm-ts certs renew ${name}${used.length === 0 ? '' : ' --restart'}\``;
}
