import type { CertificateExpiry } from '../../pkg/pki/expiry.ts';
import type { Inspection } from './inspection.ts';

interface Metric {
  readonly name: string;
  readonly help: string;
  /** `undefined` where there is nothing to say of this certificate. */
  readonly value: (expiry: CertificateExpiry) => number | undefined;
}

const seconds = (date: Date | undefined): number | undefined =>
  date === undefined ? undefined : Math.floor(date.getTime() / 1000);

const METRICS: readonly Metric[] = [
  {
    name: 'kubeadm_certificate_not_after_timestamp_seconds',
    help: 'The last second in which the certificate is valid, in seconds since 1970.',
    value: ({ life }) => seconds(life?.until),
  },
  {
    name: 'kubeadm_certificate_not_before_timestamp_seconds',
    help: 'The first second in which the certificate is valid, in seconds since 1970.',
    value: ({ life }) => seconds(life?.from),
  },
  {
    name: 'kubeadm_certificate_externally_managed',
    help: 'Whether the key of its authority is kept elsewhere, so that it cannot be renewed on this machine.',
    value: ({ life, externallyManaged }) => (life === undefined ? undefined : Number(externallyManaged)),
  },
  {
    name: 'kubeadm_certificate_missing',
    help: 'Whether the file of the certificate is missing.',
    value: ({ life, problem }) => Number(life === undefined && problem === undefined),
  },
  {
    name: 'kubeadm_certificate_invalid',
    help: 'Whether the certificate could not be read, or its authority is missing or incomplete.',
    value: ({ problem }) => Number(problem !== undefined),
  },
];

/** When it was looked: an alert on this one notices that nobody looks any more. */
const CHECKED = 'kubeadm_certificates_checked_timestamp_seconds';

/**
 * The text format of Prometheus, for the textfile collector of node-exporter.
 * https://prometheus.io/docs/instrumenting/exposition_formats/#text-based-format
 */
export function expirationMetrics({ certificates, authorities, kubelet, now }: Inspection): string {
  const labelled = [
    ...certificates.map((each) => ({ each, labels: labels(each, 'leaf') })),
    ...authorities.map((each) => ({ each, labels: labels(each, 'authority') })),
    ...kubelet.map((each) => ({ each, labels: labels(each, 'kubelet') })),
  ];
  const lines = METRICS.flatMap(({ name, help, value }) => {
    const samples = labelled.map((entry) => ({ ...entry, number: value(entry.each) }));
    return [
      ...head(name, help),
      ...samples.flatMap(({ labels: text, number }) => (number === undefined ? [] : [`${name}{${text}} ${number}`])),
    ];
  });
  const checked = [
    ...head(CHECKED, 'When these certificates were looked at, in seconds since 1970.'),
    `${CHECKED} ${Math.floor(now.getTime() / 1000)}`,
  ];
  return `${[...lines, ...checked].join('\n')}\n`;
}

function head(name: string, help: string): readonly string[] {
  return [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`];
}

function labels({ name, caName, path }: CertificateExpiry, kind: 'leaf' | 'authority' | 'kubelet'): string {
  const pairs = { name, kind, ca: caName, path };
  return Object.entries(pairs)
    .map(([key, value]) => `${key}="${escaped(value)}"`)
    .join(',');
}

function escaped(value: string): string {
  return value.replace(/\\/g, '\\\\').replace(/\n/g, '\\n').replace(/"/g, '\\"');
}
