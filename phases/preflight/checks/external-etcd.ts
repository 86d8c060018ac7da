import { setTimeout as sleep } from 'node:timers/promises';
import type { ExternalEtcd } from '../../../pkg/config/types.ts';
import { describeError, KubeadmError } from '../../../pkg/errors/kubeadm-error.ts';
import type { HostView, HttpOptions, HttpResult } from '../../../pkg/host/host.ts';
import { compareKubernetesVersions, parseKubernetesVersion } from '../../../pkg/version/kubernetes-version.ts';
import { CLIENT_FACTS } from '../../../pkg/version/release-facts.ts';
import { failed, FINE, problemOf, type Check, type Problem } from '../check.ts';

const TRIES = 4;
const PAUSE_MS = 5_000;
const TIMEOUT_MS = 10_000;
/** Trying again does not help against these. */
const LASTING = /ENOTFOUND|certificate|self.signed|ERR_TLS|EPROTO|ERR_INVALID_URL/i;
const FIX = 'check etcd.external.endpoints in the configuration, and that the members run: etcdctl endpoint health';

/** @param pause - waits between two tries, milliseconds */
export function externalEtcdVersion(etcd: ExternalEtcd, pause: (ms: number) => Promise<unknown> = sleep): Check {
  return {
    name: 'ExternalEtcdVersion',
    async run(view) {
      const tls = await readTls(view, etcd);
      const problems = await Promise.all(
        etcd.httpEndpoints.map(async (endpoint): Promise<readonly Problem[]> => {
          try {
            return versionProblem(
              endpoint,
              await patientGet(view, `${endpoint}/version`, { timeoutMs: TIMEOUT_MS, tls }, pause),
            );
          } catch (error) {
            return [
              problemOf(
                new KubeadmError(
                  'etcd-unreachable',
                  `etcd at ${endpoint} does not tell its version: ${describeError(error)}`,
                ),
                FIX,
              ),
            ];
          }
        }),
      );
      return problems.flat().length === 0 ? FINE : failed(...problems.flat());
    },
  };
}

async function readTls(view: HostView, etcd: ExternalEtcd): Promise<NonNullable<HttpOptions['tls']>> {
  const read = async (path: string): Promise<string | undefined> => {
    if (path === '') return undefined;
    const text = await view.readFile(path);
    if (text !== undefined) return text;
    throw new KubeadmError('file-missing', `${path} does not exist`, {
      hint: `put the file there, or name another under etcd.external`,
    });
  };
  const [ca, cert, key] = await Promise.all([read(etcd.caFile), read(etcd.certFile), read(etcd.keyFile)]);
  return { ...(ca !== undefined && { ca }), ...(cert !== undefined && { cert }), ...(key !== undefined && { key }) };
}

async function patientGet(
  view: HostView,
  url: string,
  options: HttpOptions,
  pause: (ms: number) => Promise<unknown>,
): Promise<HttpResult> {
  for (let tries = 1; ; tries += 1) {
    try {
      const result = await view.httpGet(url, options);
      if (result.status < 500 || tries === TRIES) return result;
    } catch (error) {
      if (tries === TRIES || LASTING.test(describeError(error))) throw error;
    }
    await pause(PAUSE_MS);
  }
}

function versionProblem(endpoint: string, { status, body }: HttpResult): readonly Problem[] {
  if (status !== 200)
    return [{ message: `etcd at ${endpoint} answers HTTP ${status} when asked for its version`, fix: FIX }];
  const version = /"etcdserver"\s*:\s*"([^"]*)"/.exec(body)?.[1];
  if (version === undefined || parseKubernetesVersion(version) === undefined) {
    return [{ message: `what answers at ${endpoint} does not tell a version of etcd`, fix: FIX }];
  }
  if (compareKubernetesVersions(version, CLIENT_FACTS.minimumEtcd) >= 0) return [];
  return [
    {
      message: `etcd at ${endpoint} is ${version}; at least ${CLIENT_FACTS.minimumEtcd} is needed`,
      fix: 'upgrade etcd',
    },
  ];
}

export function externalEtcdCertificates(etcd: ExternalEtcd): Check {
  return {
    name: 'ExternalEtcdClientCertificates',
    async run(view) {
      const fields = ['caFile', 'certFile', 'keyFile'] as const;
      const problems = await Promise.all(
        fields.map(async (field): Promise<readonly Problem[]> => {
          const path = etcd[field];
          if (path === '' || (await view.stat(path)) !== undefined) return [];
          return [
            {
              message: `etcd.external.${field}: ${path} does not exist`,
              fix: 'copy the file to this machine, or correct the path in the configuration',
            },
          ];
        }),
      );
      return problems.flat().length === 0 ? FINE : failed(...problems.flat());
    },
  };
}
