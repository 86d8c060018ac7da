import { isAddress } from '../../net/address.ts';
import { isDnsSubdomain, isWildcardDomain } from './dns-subdomain.ts';
import type { Report } from './report.ts';

/** Check names and addresses that go into a certificate. */
export function checkSubjectNames(path: string, names: readonly string[], report: Report): void {
  names.forEach((name, index) => {
    if (isAddress(name) || isDnsSubdomain(name) || isWildcardDomain(name)) return;
    report(
      `${path}[${index}]`,
      `${JSON.stringify(name)} is neither an IP address nor a domain in lower case (a first label "*" is allowed)`,
    );
  });
}
