import type { InitDocument } from '../kinds/init-configuration.ts';
import { groupFaults, usageFault } from '../../token/token-rules.ts';
import type { Report } from './report.ts';

type Token = InitDocument['bootstrapTokens'][number];

/** Check the bootstrap tokens that `init` makes. */
export function checkBootstrapTokens(tokens: readonly Token[], report: Report): void {
  tokens.forEach((token, index) => checkToken(token, `bootstrapTokens[${index}]`, report));
}

function checkToken(token: Token, path: string, report: Report): void {
  // ttl has a default, so the two always exclude each other (as in the reference).
  if (token.expires !== undefined)
    report(`${path}.expires`, 'ttl and expires exclude each other, and ttl always has a value', 'use ttl');
  const wrong = usageFault(token.usages);
  if (wrong !== undefined) report(`${path}.usages`, wrong);
  if (token.groups.length > 0 && !token.usages.includes('authentication')) {
    report(
      `${path}.groups`,
      'groups mean nothing without the usage "authentication", and the default group is always there',
      'add "authentication" to usages',
    );
  }
  for (const fault of groupFaults(token.groups)) report(`${path}.groups`, fault);
}
