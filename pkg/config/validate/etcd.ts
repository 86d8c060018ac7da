import { parseGoUrl } from '../../net/go-url.ts';
import type { ClusterDocument } from '../kinds/cluster-configuration.ts';
import type { Report } from './report.ts';
import { checkSubjectNames } from './subject-names.ts';

type External = NonNullable<ClusterDocument['etcd']['external']>;

/** Check what the fields of etcd mean together. */
export function checkEtcd(cluster: ClusterDocument, report: Report): void {
  const { local, external } = cluster.etcd;
  if (local !== undefined) {
    checkSubjectNames('etcd.local.serverCertSANs', local.serverCertSANs, report);
    checkSubjectNames('etcd.local.peerCertSANs', local.peerCertSANs, report);
  }
  if (external !== undefined) checkExternal(external, report);
}

function checkExternal(external: External, report: Report): void {
  const endpoints = external.endpoints ?? [];
  const { caFile, certFile, keyFile } = external;
  if (endpoints.length === 0)
    report(
      'etcd.external.endpoints',
      'at least one endpoint is needed',
      'list the URLs of the members, such as https://10.0.0.1:2379',
    );
  const needsTls = caFile !== '' || certFile !== '' || keyFile !== '';
  endpoints.forEach((endpoint, index) => checkUrl(`etcd.external.endpoints[${index}]`, endpoint, needsTls, report));
  external.httpEndpoints.forEach((endpoint, index) =>
    checkUrl(`etcd.external.httpEndpoints[${index}]`, endpoint, false, report),
  );
  if ((certFile === '') !== (keyFile === '')) report('etcd.external', 'certFile and keyFile have to be given together');
  else if (certFile !== '' && caFile === '') report('etcd.external', 'certFile and keyFile need caFile');
}

function checkUrl(path: string, url: string, needsTls: boolean, report: Report): void {
  const { scheme = '' } = parseGoUrl(url) ?? {};
  const hint = 'write it like https://10.0.0.1:2379';
  if (scheme === '') report(path, `${JSON.stringify(url)} is no URL with a scheme`, hint);
  else if (needsTls && scheme !== 'https')
    report(path, `${JSON.stringify(url)} has to use https, because certificates are given`, hint);
}
