import { CLIENT_VERSION, PROGRAM_VERSION } from '../../pkg/version/client-version.ts';
import type { FlagValues } from '../cli/flag.ts';

/**
 * What `version` prints: a sentence, `short`, or the fields that the reference's `version -o json` has too.
 *
 * @param output - `short`, `json`, `yaml`, or `undefined` for the sentence
 */
export function versionText(output: FlagValues[string]): string {
  const [major = '', minor = ''] = CLIENT_VERSION.replace(/^v/, '').split('.');
  const fields: readonly (readonly [string, string])[] = [
    ['compiler', 'node'],
    ['gitVersion', CLIENT_VERSION],
    ['major', major],
    ['minor', minor],
    ['nodeVersion', process.version],
    ['platform', `${process.platform}/${process.arch === 'x64' ? 'amd64' : process.arch}`],
    ['programVersion', PROGRAM_VERSION],
  ];
  if (output === 'short') return `${CLIENT_VERSION}\n`;
  if (output === 'json') return `${JSON.stringify({ clientVersion: Object.fromEntries(fields) }, undefined, 2)}\n`;
  if (output === 'yaml')
    return `clientVersion:\n${fields.map(([name, value]) => `  ${name}: ${quoted(value)}\n`).join('')}`;
  return `kubeadm-ts ${PROGRAM_VERSION}, for Kubernetes ${CLIENT_VERSION} (Node ${process.version})\n`;
}

/** `"1"` stays text in YAML. Loading the YAML library would cost more than everything else here. */
function quoted(value: string): string {
  return /^[\d.]+$/.test(value) ? `"${value}"` : value;
}
