import { controlPlaneImages } from '../../pkg/config/images.ts';
import type { Invocation } from '../cli/command.ts';
import { verbosityOf } from '../cli/verbosity.ts';
import { objectPrinter } from '../printers/object-printer.ts';
import { OUTPUT_VERSION } from '../printers/output-object.ts';
import { textReporter } from '../reporters/text-reporter.ts';
import { fileMachine, type FileMachine } from './file-machine.ts';
import { imagesConfig } from './images-config.ts';

/**
 * `config images list`: the images of a control plane, in the order in which they are pulled.
 *
 * @throws KubeadmError `invalid-flag` for an unknown format, before anything is read
 */
export async function listImages(invocation: Invocation): Promise<void> {
  const { io, flags } = invocation;
  const machine = fileMachine(invocation);
  const print = await printerFor(flags, machine);
  const reporter = textReporter(io, verbosityOf(flags));
  const config = await imagesConfig({ flags, machine, reporter, detectCriSocket: false });
  io.stdout(print(controlPlaneImages(config.cluster)));
}

async function printerFor(
  flags: Invocation['flags'],
  { view }: FileMachine,
): Promise<(images: readonly string[]) => string> {
  const format = String(flags['output'] ?? 'text');
  // not in capitals, as in the reference
  if (format === 'text') return (images) => images.map((image) => `${image}\n`).join('');
  const allowMissing = flags['allow-missing-template-keys'] !== false;
  const options = { allowMissing, more: ['text'], field: 'images', readFile: view.readFile };
  const print = await objectPrinter(format, options);
  return (images) => print({ kind: 'Images', apiVersion: OUTPUT_VERSION, images }, 0);
}
