import type { InitDocument } from '../kinds/init-configuration.ts';
import type { Report } from './report.ts';

type Token = InitDocument['bootstrapTokens'][number];

const USAGES: readonly string[] = ['signing', 'authentication'];
/** Source: the pattern of the API server's bootstrap token authenticator. */
const GROUP = /^system:bootstrappers:[a-z0-9:-]{0,255}[a-z0-9]$/;

/** Check the bootstrap tokens that `init` makes. */
export function checkBootstrapTokens(tokens: readonly Token[], report: Report): void {
  tokens.forEach((token, index) => checkToken(token, `bootstrapTokens[${index}]`, report));
}

function checkToken(token: Token, path: string, report: Report): void {
  // ttl has a default, so the two always exclude each other (as in the reference).
  if (token.expires !== undefined)
    report(`${path}.expires`, 'ttl and expires exclude each other, and ttl always has a value', 'use ttl');
  const unknown = token.usages.filter((usage) => !USAGES.includes(usage)).sort();
  if (unknown.length > 0) report(`${path}.usages`, `unknown: ${unknown.join(', ')}; known are ${USAGES.join(', ')}`);
  if (token.groups.length > 0 && !token.usages.includes('authentication')) {
    report(
      `${path}.groups`,
      'groups mean nothing without the usage "authentication", and the default group is always there',
      'add "authentication" to usages',
    );
  }
  for (const group of token.groups.filter((name) => !GROUP.test(name))) {
    report(
      `${path}.groups`,
      `${JSON.stringify(group)} is no group for bootstrap tokens: it has to begin with "system:bootstrappers:" and to go on with lower-case letters, digits, ":" and "-"`,
    );
  }
}
