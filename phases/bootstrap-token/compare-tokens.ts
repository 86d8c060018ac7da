import { neededVerb } from '../../pkg/kube/needed-verb.ts';
import type { Decide } from '../../pkg/kube/ensure-objects.ts';
import type { KubeObject } from '../../pkg/kube/kube-object.ts';
import { objectData, tokenExpiration } from '../../pkg/kube/object-data.ts';

const TOKEN_TYPE = 'bootstrap.kubernetes.io/token';

/**
 * Compares objects as usual, but token Secrets exactly: a usage that is no longer wanted must go. Their expiration is
 * compared loosely, so that repeating a command soon changes nothing, and repeating it late gives the token new life.
 *
 * @param now - the time of the comparison
 */
export function decideWithTokens(now: Date): Decide {
  return (live, wanted) => {
    if (live === undefined || !isTokenSecret(wanted)) return neededVerb(live, wanted);
    return isTokenSecret(live) && sameToken(live, wanted, now) ? undefined : 'update';
  };
}

function isTokenSecret(object: KubeObject): boolean {
  return object.kind === 'Secret' && 'type' in object && object.type === TOKEN_TYPE;
}

function sameToken(live: KubeObject, wanted: KubeObject, now: Date): boolean {
  const [liveData, wantedData] = [objectData(live), objectData(wanted)];
  const keys = new Set([...Object.keys(liveData), ...Object.keys(wantedData)]);
  keys.delete('expiration');
  return [...keys].every((key) => liveData[key] === wantedData[key]) && expiresAlike(live, wanted, now);
}

/** Not later than wanted, and with at least half of the wanted life left. */
function expiresAlike(live: KubeObject, wanted: KubeObject, now: Date): boolean {
  const end = tokenExpiration(wanted)?.getTime();
  const liveEnd = tokenExpiration(live)?.getTime();
  if (end === undefined || liveEnd === undefined)
    return objectData(wanted)['expiration'] === objectData(live)['expiration'];
  return liveEnd <= end && liveEnd - now.getTime() >= (end - now.getTime()) / 2;
}
