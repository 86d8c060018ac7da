import { domainToASCII } from 'node:url';
import { isDnsSubdomain, isWildcardDomain } from '../config/validate/dns-subdomain.ts';
import { KubeadmError } from '../errors/kubeadm-error.ts';
import { isUnspecified, parseAddress } from '../net/address.ts';

const HINT =
  'give DNS names and IP addresses without scheme, port and path: kubeadm-ts certs san add api.example.com 192.0.2.10';

/**
 * Names and addresses for a certificate, as a person gives them on a command line.
 *
 * @param words - several may stand in one, with commas between them
 * @returns addresses in their canonical form, each entry once, in the order in which they were given
 * @throws KubeadmError `subject-alt-name-invalid` telling of every one that cannot be used, with what may be meant
 */
export function givenNames(words: readonly string[]): readonly string[] {
  if (words.length === 0) throw none();
  const entries = words.flatMap((word) => word.split(','));
  const problems = entries.map(problemOf).filter((problem) => problem !== undefined);
  if (problems.length > 0) throw invalid(problems);
  return [...new Set(entries.map((word) => parseAddress(word)?.text ?? word))];
}

function problemOf(word: string): string | undefined {
  const address = parseAddress(word);
  if (address !== undefined) {
    return isUnspecified(address) ? `${word} stands for every address, and nobody calls a server by it` : undefined;
  }
  // no top-level domain is a number: https://www.rfc-editor.org/rfc/rfc3696#section-2
  if (/^([\d.]*\.)?\d+$/.test(word)) return `${word} looks like an IP address, and is none`;
  if (isDnsSubdomain(word) || isWildcardDomain(word)) return undefined;
  const meant = meantName(word);
  const reason = `${JSON.stringify(word)} is neither an IP address nor a DNS name in lower case ("*." may stand in front)`;
  return meant === undefined || meant === word ? reason : `${reason}; is ${meant} meant?`;
}

/** The host in a URL or before a port, without a dot at its end, in lower case, in its xn-- form. */
function meantName(word: string): string | undefined {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(word) ? word : `https://${word}`;
  const host = URL.canParse(url) ? new URL(url).hostname : word;
  const name = domainToASCII(host.replace(/\.$/, '')).toLowerCase();
  const bare = host.startsWith('[') ? host.slice(1, -1) : name;
  const address = parseAddress(bare);
  if (address !== undefined) return isUnspecified(address) ? undefined : address.text;
  return isDnsSubdomain(bare) || isWildcardDomain(bare) ? bare : undefined;
}

function none(): KubeadmError {
  return new KubeadmError('missing-argument', 'no name is given that the certificate has to be good for', {
    hint: HINT,
  });
}

function invalid(problems: readonly string[]): KubeadmError {
  const [first = '', ...more] = problems;
  const message =
    more.length === 0 ? first : `names that cannot be used:${problems.map((each) => `\n  - ${each}`).join('')}`;
  return new KubeadmError('subject-alt-name-invalid', message, {
    hint: HINT,
  });
}
