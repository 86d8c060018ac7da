import type { ConfigIssue } from '../issue.ts';
import { KINDS, newestEntry, type KindEntry } from '../kinds/registry.ts';
import { didYouMean } from '../suggestion.ts';
import { describeKind, type ConfigDocument } from './config-document.ts';

/** What is wrong with a document as a whole. */
export type Fault = Pick<ConfigIssue, 'message' | 'hint'>;

/** Of a kind or a version that no command reads. */
export function unknown(document: ConfigDocument): Fault {
  const { group, version, kind } = document;
  const kinds = KINDS.map((each) => each.kind);
  const versions = KINDS.filter((each) => each.group === group && each.kind === kind);
  const groups = KINDS.filter((each) => each.kind === kind);
  const message = `nobody here knows ${describeKind(document)}`;
  if (versions.length > 0)
    return {
      message,
      hint: `${kind} is known in ${versions.map((each) => each.version).join(' and ')}, not ${version}`,
    };
  if (groups.length > 0) return { message, hint: `known are ${groups.map((each) => describeKind(each)).join(', ')}` };
  return {
    message: `${message}${didYouMean(kind, kinds)}`,
    hint: `known are ${KINDS.map((each) => describeKind(each)).join(', ')}`,
  };
}

/** Of a version that nobody reads any more. @param release - of kubeadm, which could convert it */
export function old(document: ConfigDocument, release: string): Fault {
  return {
    message: `${describeKind(document)} is an old form of the configuration`,
    hint: `convert the file with "kubeadm config migrate" of kubeadm ${release}, and the result with a newer one`,
  };
}

/** Of a version that is read for a while only. */
export function deprecated(document: ConfigDocument, { kind }: KindEntry): string {
  const { version } = newestEntry(kind);
  const command = `kubeadm-ts config migrate --old-config ${document.source.file} --new-config <new file>`;
  return `${describeKind(document)} is deprecated: "${command}" rewrites it as ${version}`;
}

/** Of a kind that another command reads. */
export function ignored(document: ConfigDocument): string {
  return `the document ${describeKind(document)} is ignored: this command does not read it`;
}
