import type { TestPair } from '../../support/api-server/test-authority.ts';

export const base64 = (text: string): string => Buffer.from(text).toString('base64');

/** The credentials of a kubeconfig's user. */
export const pairData = ({ cert, key }: TestPair) => ({
  'client-certificate-data': base64(cert),
  'client-key-data': base64(key),
});

/** A kubeconfig with one cluster `prod` and one user `jane`; JSON is YAML. */
export function kubeconfig(cluster: object, user?: object): string {
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'prod', cluster }],
    contexts: [{ name: 'jane@prod', context: { cluster: 'prod', user: 'jane' } }],
    'current-context': 'jane@prod',
    users: [{ name: 'jane', user: user ?? {} }],
  });
}
