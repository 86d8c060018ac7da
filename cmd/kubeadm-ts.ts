import { main } from './cli/main.ts';
import { processIo } from './cli/process-io.ts';
import { rootCommand } from './commands/root-command.ts';

void main(rootCommand, process.argv.slice(2), processIo()).then((code) => {
  // exit, not exitCode: keys that are still being made for a run that failed need not be awaited;
  // not before all is written: a pipe takes 64 KiB, and more when somebody has read them;
  // and not at once: that a line could not be written is told in the next turn
  process.stdout.write('', () => setImmediate(() => process.exit(code)));
});
