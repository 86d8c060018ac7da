import type { HostView } from '../host/host.ts';
import type { LeafSpec } from '../pki/certificate-spec.ts';
import type { SubjectAltNames } from '../pki/subject-alt-names.ts';

/** What looking at files needs of a machine. */
export type InspectionView = Pick<HostView, 'readFile' | 'stat' | 'listDirectory' | 'now'>;

/** Names that a serving certificate should be good for. */
export interface ExpectedNames {
  /** Without these something here does not work. */
  readonly needed: SubjectAltNames;
  /** What the configuration asks for beyond that. */
  readonly wanted: SubjectAltNames;
}

/** What the certificates of a machine are measured by. */
export interface Expectations {
  readonly certificatesDir: string;
  /** Whether etcd is external, so that its certificates are none of this cluster's. */
  readonly externalEtcd: boolean;
  readonly names: (spec: LeafSpec) => ExpectedNames;
}
