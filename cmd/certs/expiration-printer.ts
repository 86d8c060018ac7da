import { KubeadmError } from '../../pkg/errors/kubeadm-error.ts';
import type { HostView } from '../../pkg/host/host.ts';
import { fileError } from '../../pkg/host/file-errors.ts';
import { below } from '../../pkg/host/real-files.ts';
import { writeAtomically } from '../../pkg/host/write-atomically.ts';
import type { Invocation } from '../cli/command.ts';
import { objectPrinter } from '../printers/object-printer.ts';
import { painter } from '../reporters/paint.ts';
import { expirationBars } from './expiration-bars.ts';
import { expirationInfo } from './expiration-info.ts';
import { expirationMetrics } from './expiration-metrics.ts';
import { expirationTables } from './expiration-table.ts';
import type { Inspection } from './inspection.ts';

export type PrintExpiration = (inspection: Inspection) => Promise<void>;

interface PrinterParts {
  readonly view: Pick<HostView, 'readFile'>;
  /** Milliseconds, of `--warn-within`. */
  readonly warnWithin: number | undefined;
}

/**
 * What `--output` asks for.
 *
 * @throws KubeadmError `invalid-flag`, `invalid-template`
 */
export async function expirationPrinter(
  { io, flags }: Invocation,
  { view, warnWithin }: PrinterParts,
): Promise<PrintExpiration> {
  const format = String(flags['output'] ?? 'text');
  // not in capitals, as in the reference
  if (format === 'text') {
    const paint = painter(io.env['NO_COLOR'] === undefined);
    return async (inspection) =>
      io.stdout(
        io.stdoutIsTTY === true
          ? expirationBars(inspection, { columns: io.columns, paint, warnWithin })
          : expirationTables(inspection),
      );
  }
  if (format === 'prometheus') return async (inspection) => io.stdout(expirationMetrics(inspection));
  if (format.startsWith('prometheus=')) {
    const path = requireFile(format.slice('prometheus='.length));
    return (inspection) => replaceFile(String(flags['rootfs'] ?? ''), path, expirationMetrics(inspection));
  }
  const allowMissing = flags['allow-missing-template-keys'] !== false;
  const options = { allowMissing, more: ['prometheus', 'text'], field: 'certificates', readFile: view.readFile };
  const print = await objectPrinter(format, options);
  return async (inspection) => io.stdout(print(expirationInfo(inspection), 0));
}

function requireFile(path: string): string {
  if (path !== '') return path;
  throw new KubeadmError('invalid-flag', '--output prometheus= needs a file behind the equals sign', {
    hint: 'for example -o prometheus=/var/lib/node_exporter/kubeadm.prom, or -o prometheus to print the metrics',
  });
}

/** The collector may read at any time: it sees the old metrics or the new ones. */
async function replaceFile(rootfs: string, path: string, content: string): Promise<void> {
  try {
    await writeAtomically(below(rootfs.replace(/\/+$/, ''), path), { content, mode: 0o644, parentMode: 0o755 });
  } catch (error) {
    throw fileError('write', path, error);
  }
}
