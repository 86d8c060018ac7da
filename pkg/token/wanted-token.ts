import type { BootstrapToken } from '../config/types.ts';
import { generateToken } from './bootstrap-token.ts';
import { DEFAULT_TOKEN_GROUP, groupFaults, TOKEN_USAGES, usageFault } from './token-rules.ts';

/** A token as somebody asked for it: what is absent or empty has a default. */
export interface TokenWish {
  /** `id.secret` */
  readonly token?: string | undefined;
  readonly description?: string | undefined;
  /** Milliseconds; 0 or less never expires. */
  readonly ttl?: number | undefined;
  /** A time as RFC 3339 has it, instead of `ttl`. */
  readonly expires?: string | undefined;
  readonly usages?: readonly string[] | undefined;
  readonly groups?: readonly string[] | undefined;
}

/** Takes what is wrong with a field of a wish. */
export type ReportFault = (field: keyof TokenWish, message: string, hint?: string) => void;

/** 24 hours in milliseconds. */
const DEFAULT_TTL = 24 * 3_600_000;

/**
 * A token with everything filled in. A token for signing alone gets no group, which would mean nothing to it.
 *
 * @param now - its life begins here
 */
export function wantedToken(wish: TokenWish, now: Date, report: ReportFault): BootstrapToken {
  const usages = orDefault(wish.usages, TOKEN_USAGES);
  const authenticates = usages.includes('authentication');
  const groups = orDefault(wish.groups, authenticates ? [DEFAULT_TOKEN_GROUP] : []);
  const wrongUsage = usageFault(usages);
  if (wrongUsage !== undefined) report('usages', wrongUsage);
  if (groups.length > 0 && !authenticates) {
    report('groups', 'groups mean nothing without the usage "authentication"', 'add "authentication" to the usages');
  }
  for (const fault of groupFaults(groups)) report('groups', fault);
  return {
    token: wish.token ?? generateToken(),
    description: wish.description ?? '',
    ttl: lifeOf(wish, now, report),
    usages,
    groups,
  };
}

function orDefault(given: readonly string[] | undefined, standard: readonly string[]): readonly string[] {
  return given === undefined || given.length === 0 ? standard : given;
}

function lifeOf({ ttl, expires }: TokenWish, now: Date, report: ReportFault): number {
  if (expires === undefined) return ttl ?? DEFAULT_TTL;
  if (ttl !== undefined) report('expires', 'ttl and expires exclude each other', 'leave one of them out');
  const left = Date.parse(expires) - now.getTime();
  if (left <= 0) report('expires', `${expires} is over already`, 'name a time to come, or use ttl');
  return left;
}
