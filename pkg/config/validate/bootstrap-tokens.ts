import type { InitDocument } from '../kinds/init-configuration.ts';
import { groupFaults, usageFault } from '../../token/token-rules.ts';
import type { Report } from './report.ts';

type Token = InitDocument['bootstrapTokens'][number];

/**
 * Check the bootstrap tokens that `init` makes.
 *
 * @param now - when they would be made
 */
export function checkBootstrapTokens(tokens: readonly Token[], now: Date, report: Report): void {
  tokens.forEach((token, index) => {
    const path = `bootstrapTokens[${index}]`;
    checkLife(token, now, (field, message, hint) => report(`${path}.${field}`, message, hint));
    checkPurpose(token, (field, message, hint) => report(`${path}.${field}`, message, hint));
  });
}

function checkLife({ ttl, expires }: Token, now: Date, report: Report): void {
  if (expires === undefined) return;
  if (ttl !== undefined) report('expires', 'ttl and expires exclude each other', 'leave one of them out');
  if (Date.parse(expires) <= now.getTime())
    report('expires', `${expires} is over already`, 'name a time to come, or use ttl');
}

function checkPurpose({ usages, groups }: Token, report: Report): void {
  const wrong = usageFault(usages);
  if (wrong !== undefined) report('usages', wrong);
  if (groups.length > 0 && !usages.includes('authentication')) {
    const message = 'groups mean nothing without the usage "authentication"';
    report('groups', message, 'add "authentication" to usages, or leave groups out');
  }
  for (const fault of groupFaults(groups)) report('groups', fault);
}
