import { formatDuration } from '../duration.ts';
import {
  DEFAULT_AUTHORITY_VALIDITY,
  DEFAULT_CERTIFICATE_VALIDITY,
  type ClusterDocument,
} from '../kinds/cluster-configuration.ts';

/** What is unusual about the validity of certificates: allowed, but worth a warning. */
export function validityWarnings(cluster: ClusterDocument): readonly string[] {
  const certificate = cluster.certificateValidityPeriod ?? DEFAULT_CERTIFICATE_VALIDITY;
  const authority = cluster.caCertificateValidityPeriod ?? DEFAULT_AUTHORITY_VALIDITY;
  const warnings: string[] = [];
  if (certificate > DEFAULT_CERTIFICATE_VALIDITY)
    warnings.push(
      `certificateValidityPeriod (${formatDuration(certificate)}) is longer than recommended (${formatDuration(DEFAULT_CERTIFICATE_VALIDITY)})`,
    );
  if (authority > DEFAULT_AUTHORITY_VALIDITY)
    warnings.push(
      `caCertificateValidityPeriod (${formatDuration(authority)}) is longer than recommended (${formatDuration(DEFAULT_AUTHORITY_VALIDITY)})`,
    );
  if (certificate > authority)
    warnings.push(
      `certificateValidityPeriod (${formatDuration(certificate)}) is longer than caCertificateValidityPeriod (${formatDuration(authority)})`,
    );
  return warnings;
}
