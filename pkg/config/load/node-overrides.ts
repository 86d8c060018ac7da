import type { NodeRegistration } from '../types.ts';
import { ignoredChecks } from './ignored-checks.ts';

/** What the command line may say about the Node beside a configuration file. */
export interface NodeFlags {
  readonly config?: string;
  readonly nodeName?: string;
  readonly ignorePreflightErrors?: readonly string[];
}

/**
 * The registration with what the command line says beside a file.
 *
 * @throws KubeadmError `invalid-ignore-list`
 */
export function withNodeOverrides(registration: NodeRegistration, flags: NodeFlags): NodeRegistration {
  const names = registration.ignorePreflightErrors;
  return {
    ...registration,
    // Beside a file, the flag's name is taken as it is (as the reference does); alone, it went through the defaults.
    name: flags.config !== undefined && flags.nodeName ? flags.nodeName : registration.name,
    ignorePreflightErrors: ignoredChecks(flags.ignorePreflightErrors, {
      names,
      field: 'nodeRegistration.ignorePreflightErrors',
    }),
  };
}
